import type { JournalEvent, PurgedOperation } from '../../../shared/domain/events'
import type { OperationKind } from '../../../shared/domain/operation'
import type { Operation } from '../../../shared/domain/operation'
import { forgetDayCloses } from './fold-day-close'
import { forgetHelp } from './fold-help'
import { forgetLookUps } from './fold-look-ups'
import { forgetMembers } from './search'
import { forgetStation, noteDispatch } from './station-row'
import { integer, integerOrNull, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'

/*
 * What happens to the rows of a purged day. A rebuild from the purged journal, whose frames of that day can no longer be
 * read, must give the same rows as the purge in the running tables: so a purge takes whole days, and a day goes only
 * together with, or after, the days on which what it touches began.
 */

type DaysPurged = Extract<JournalEvent, { type: 'days-purged' }>

/** Part of the event `days-purged`. */
export type ToldByPurge = Pick<DaysPurged, 'days' | 'operations' | 'visits'>

/** Why a day stays. */
export type KeptBecause =
  | 'not-archived'
  | 'visit-open'
  | 'not-settled'
  | 'disputed'
  | 'complaint-open'
  | 'belongs-to-kept-day'
  | 'in-use'

export interface PurgeableDays {
  /** In order; purging them together leaves nothing half. */
  readonly days: readonly string[]
  readonly kept: readonly { readonly day: string; readonly because: KeptBecause }[]
}

/**
 * Leaves the skeletons that the event lists, and takes everything that names a person on those days.
 * @param toldDay the day of the event itself
 */
export function foldPurge(tables: Tables, event: DaysPurged, toldDay: string): void {
  const days = placeholders(event.days)
  const visitors = tables
    .all(`SELECT DISTINCT id_number FROM visit WHERE first_day IN (${days})`, [...event.days])
    .map((row) => text(row, 'id_number'))
  for (const one of event.operations) {
    for (const table of [
      'words',
      'slip',
      'side_slip',
      'story',
      'unprinted',
      'told',
      'record',
      'earlier_number',
      'withdrawal',
    ])
      tables.run(`DELETE FROM ${table} WHERE operation_id = ?`, [one.id])
    tables.run('DELETE FROM operation WHERE id = ?', [one.id])
    tables.run('INSERT OR REPLACE INTO purged_operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      one.id,
      one.day,
      one.kind,
      one.state,
      one.receipt,
      one.taken,
      one.dispatch,
      one.link,
      toldDay,
    ])
  }
  forgetHelp(tables, event.days)
  forgetLookUps(tables, days, event.days)
  forgetDayCloses(tables, days, event.days)
  tables.run(`DELETE FROM visit WHERE first_day IN (${days})`, [...event.days])
  tables.run(`DELETE FROM member_facts WHERE day IN (${days})`, [...event.days])
  forgetMembers(tables, visitors)
  forgetStation(tables, toldDay)
  tables.run(
    `UPDATE station SET archived_through = NULL, archive_told_day = NULL WHERE archive_told_day IN (${days})`,
    [...event.days],
  )
  for (const day of event.days) tables.run('INSERT OR REPLACE INTO purged_day VALUES (?, ?)', [day, toldDay])
  const { taken, dispatch, link, cursor } = event.counters
  tables.run(
    'UPDATE station SET taken = MAX(taken, ?), cursor = MAX(cursor, ?), purged_visits = MAX(purged_visits, ?)',
    [taken, cursor, event.visits],
  )
  noteDispatch(tables, dispatch, link)
}

/**
 * Which days before `before` (YYYY-MM-DD) may go now, by what the journal tells: everything on them is at a good end,
 * undisputed and in the centre's archive. The day of the newest opening and later ones are in use.
 */
export function purgeableDays(tables: Tables, before: string): PurgeableDays {
  const station = tables.one('SELECT archived_through, opened_day FROM station', [])
  const archived = station === null ? null : textOrNull(station, 'archived_through')
  const openedDay = station === null ? '' : text(station, 'opened_day')
  const kept = new Map<string, KeptBecause>()
  const keep = (day: string, because: KeptBecause): void => {
    if (!kept.has(day)) kept.set(day, because)
  }
  const all = daysWithContent(tables).filter((day) => day < before)
  for (const day of all) {
    if (day >= openedDay) keep(day, 'in-use')
    else if (archived === null || day > archived) keep(day, 'not-archived')
  }
  for (const row of tables.all("SELECT first_day, last_day FROM visit WHERE state <> 'ended'", []))
    keepSpan(row, 'visit-open')
  for (const row of tables.all('SELECT first_day, last_day FROM operation WHERE dispute IS NOT NULL', []))
    keepSpan(row, 'disputed')
  for (const row of tables.all(`SELECT first_day, last_day FROM operation WHERE NOT (${settled})`, []))
    keepSpan(row, 'not-settled')
  // nobody else has it yet
  for (const row of tables.all('SELECT first_day, last_day FROM complaint WHERE handed_on IS NULL', []))
    keepSpan(row, 'complaint-open')
  for (const row of tables.all('SELECT first_day, last_day FROM cardless_look WHERE told IS NULL', []))
    keepSpan(row, 'not-archived')
  function keepSpan(row: Row, because: KeptBecause): void {
    for (const day of all) if (isWithin(row, day)) keep(day, because)
  }
  // a day that holds the end of something begun on a kept day stays with it, and so on
  const spans = tables.all(
    'SELECT DISTINCT first_day, last_day FROM (SELECT first_day, last_day FROM visit UNION ALL SELECT first_day, last_day FROM operation UNION ALL SELECT first_day, last_day FROM complaint UNION ALL SELECT first_day, last_day FROM cardless_look UNION ALL SELECT first_day, last_day FROM day_comparison UNION ALL SELECT first_day, last_day FROM day_close) WHERE first_day < last_day',
    [],
  )
  const stays = (day: string): boolean => kept.has(day) || day >= before
  // and an operation needs the visit it was begun in
  const laterOperations = tables.all(
    `SELECT DISTINCT operation.first_day, visit.first_day AS visit_day FROM operation JOIN visit ON visit.id = visit_id
     WHERE visit.first_day < operation.first_day`,
    [],
  )
  for (let size = -1; size !== kept.size;) {
    size = kept.size
    for (const row of spans) if (stays(text(row, 'first_day'))) keepSpan(row, 'belongs-to-kept-day')
    for (const row of laterOperations)
      if (stays(text(row, 'first_day')) && all.includes(text(row, 'visit_day')))
        keep(text(row, 'visit_day'), 'belongs-to-kept-day')
  }
  return {
    days: all.filter((day) => !kept.has(day)),
    kept: all.flatMap((day) => {
      const because = kept.get(day)
      return because === undefined ? [] : [{ day, because }]
    }),
  }
}

/**
 * Nothing more will come of it: at an end, its money received, or returned or corrected and the paper on it printed since;
 * or never taken and its visit over.
 */
const settled = `
  (state IN ('refused', 'cancelled'))
  OR (state = 'done' AND operation ->> '$.corrected' IS NULL
    AND coalesce(operation ->> '$.receipt', 'received') IN ('received', 'tax-confirmed'))
  OR (state = 'done'
    AND (operation ->> '$.receipt' IN ('returned', 'tax-returned') OR operation ->> '$.corrected' IS NOT NULL) AND EXISTS (
    SELECT 1 FROM slip WHERE operation_id = operation.id AND printed_at >= operation.changed_at))
  OR (state = 'draft' AND taken IS NULL AND NOT EXISTS (
    SELECT 1 FROM visit WHERE visit.id = operation.visit_id AND visit.state <> 'ended'))`

/** Days that hold anything and were not purged yet. */
function daysWithContent(tables: Tables): readonly string[] {
  return tables
    .all('SELECT DISTINCT day FROM day_tally WHERE day NOT IN (SELECT day FROM purged_day) ORDER BY day', [])
    .map((row) => text(row, 'day'))
}

function isWithin(row: Row, day: string): boolean {
  return text(row, 'first_day') <= day && day <= text(row, 'last_day')
}

/**
 * What an event that purges these days must tell: what stays of their operations, how many visits were purged so far,
 * and, once more, what earlier purges told on these very days: those events go with them.
 */
export function purgedOf(tables: Tables, days: readonly string[]): ToldByPurge {
  const list = placeholders(days)
  const rows = tables.all(
    `SELECT id, first_day AS day, kind, state, operation ->> '$.receipt' AS receipt, taken, dispatch, link
     FROM operation WHERE first_day IN (${list})
     UNION SELECT id, day, kind, state, receipt, taken, dispatch, link FROM purged_operation WHERE told_day IN (${list})
     ORDER BY id`,
    [...days, ...days],
  )
  const told = tables.all(`SELECT day FROM purged_day WHERE told_day IN (${list})`, [...days])
  const visits = tables.one(
    `SELECT purged_visits + (SELECT COUNT(*) FROM visit WHERE first_day IN (${list})) AS n FROM station`,
    [...days],
  )
  return {
    days: [...new Set([...told.map((row) => text(row, 'day')), ...days])].sort(),
    operations: rows.map((row) => ({
      id: text(row, 'id') as PurgedOperation['id'],
      day: text(row, 'day'),
      kind: text(row, 'kind') as OperationKind,
      state: text(row, 'state') as Operation['state'],
      receipt: textOrNull(row, 'receipt') as Operation['receipt'],
      taken: integerOrNull(row, 'taken'),
      dispatch: integerOrNull(row, 'dispatch'),
      link: textOrNull(row, 'link'),
    })),
    visits: visits === null ? 0 : integer(visits, 'n'),
  }
}

/** Files of the slips of these days' operations and of what was printed without one, below the slips folder. */
export function slipFilesOf(tables: Tables, days: readonly string[]): readonly string[] {
  const list = placeholders(days)
  return tables
    .all(
      `SELECT file FROM slip JOIN operation ON operation.id = operation_id WHERE first_day IN (${list})
       UNION SELECT file FROM side_slip JOIN operation ON operation.id = operation_id WHERE first_day IN (${list})
       UNION SELECT file FROM leaflet WHERE day IN (${list})`,
      [...days, ...days, ...days],
    )
    .map((row) => text(row, 'file'))
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
