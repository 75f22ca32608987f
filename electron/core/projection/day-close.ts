import { atShanghai } from '../../../shared/domain/china-time'
import type { DayCloseEvent, DayOperation } from '../../../shared/domain/day-close'
import type { Fen, OperationId } from '../../../shared/domain/ids'
import { operationKinds } from '../../../shared/domain/operation'
import type { OperationKind, OperationState, Outcome, Receipt } from '../../../shared/domain/operation'
import { integer, integerOrNull, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'

type Of<Type extends DayCloseEvent['type'], Left extends string> = Omit<
  Extract<DayCloseEvent, { type: Type }>,
  'type' | 'day' | Left
> & { readonly at: number }

/** One 与中心核对 of a day that was answered, and one 日结, each with when (ms since 1970). */
export type KnownComparison = Of<'day-compared', 'comparisonId'>
export type KnownClose = Of<'day-closed', 'closeId'>

/** What the journal tells of business days (YYYY-MM-DD, Asia/Shanghai). */
export interface DayQueries {
  /** Everything that was taken on a day, in the order of its numbers. */
  operationsOn(day: string): readonly DayOperation[]
  /** The days before `before` of which operations are here, the newest first. */
  daysBefore(before: string): readonly string[]
  /** The newest day before `before` on which anybody took anything. */
  lastBefore(before: string): string | null
  /** The newest comparison of a day, null = there was none. */
  comparison(day: string): KnownComparison | null
  /** The newest close of a day, and how often it was closed. */
  close(day: string): { readonly newest: KnownClose; readonly times: number } | null
  /** Whether an act was journalled already. */
  wasClosed(closeId: string): boolean
  wasCompared(comparisonId: string): boolean
  /** Whether anybody was served since a moment (ms since 1970). */
  cameSince(at: number): boolean
}

const dayMs = 86_400_000
const hourMs = 3_600_000
const toShanghaiMs = 8 * hourMs

/**
 * When it was taken, as its frozen content says it: the centre goes by that too. The frame that took it was written a
 * moment later, which may have been the next day already.
 */
const takenAt = "coalesce(canonical ->> '$.takenAt', taken_at)"
/** Close to midnight the content is asked, and is not read for all the others. */
const dayOfTaking = `date((CASE WHEN (taken_at + ${String(toShanghaiMs)}) % ${String(dayMs)} < ${String(hourMs)}
  THEN ${takenAt} ELSE taken_at END + ${String(toShanghaiMs)}) / 1000, 'unixepoch')`
const kinds = operationKinds.map((kind) => `'${kind}'`).join(', ')

export function dayQueries(tables: Tables): DayQueries {
  const newest = (table: string, day: string): Row | null =>
    tables.one(`SELECT at, content FROM ${table} WHERE first_day = ? ORDER BY at DESC, id LIMIT 1`, [day])
  return {
    operationsOn: (day) => {
      const from = atShanghai(day, '00:00')
      return tables
        .all(
          `SELECT id, kind, state, amount_fen, operation ->> '$.receipt' AS receipt,
             operation ->> '$.outcome.type' AS outcome, dispute IS NOT NULL AS disputed,
             id IN (SELECT operation_id FROM unprinted) AS unprinted,
             EXISTS (SELECT 1 FROM told WHERE operation_id = id AND how <> 'not-reached' AND at >= changed_at) AS told
           FROM operation WHERE kind IN (${kinds}) AND taken_at >= ?1 AND taken_at < ?2 + ${String(hourMs)}
             AND ${takenAt} >= ?1 AND ${takenAt} < ?2 ORDER BY operation ->> '$.taken.number', id`,
          [from, from + dayMs],
        )
        .map(dayOperation)
    },
    daysBefore: (before) =>
      tables
        .all(
          `SELECT DISTINCT ${dayOfTaking} AS day FROM operation WHERE taken_at IS NOT NULL AND taken_at < ? ORDER BY day DESC`,
          [atShanghai(before, '00:00') + hourMs],
        )
        .map((row) => text(row, 'day'))
        .filter((day) => day < before),
    lastBefore: (before) =>
      textOrNull(
        tables.one(
          'SELECT first_day FROM operation WHERE first_day < ? AND taken_at IS NOT NULL ORDER BY first_day DESC LIMIT 1',
          [before],
        ) ?? { first_day: null },
        'first_day',
      ),
    comparison: (day) => {
      const row = newest('day_comparison', day)
      return row === null ? null : (noted(row) as KnownComparison)
    },
    close: (day) => {
      const row = newest('day_close', day)
      if (row === null) return null
      const count = tables.one('SELECT COUNT(*) AS n FROM day_close WHERE first_day = ?', [day])
      return { newest: noted(row) as KnownClose, times: integer(count ?? { n: 1 }, 'n') }
    },
    wasClosed: (closeId) => tables.one('SELECT 1 FROM day_close WHERE id = ?', [closeId]) !== null,
    wasCompared: (comparisonId) =>
      tables.one('SELECT 1 FROM day_comparison WHERE id = ?', [comparisonId]) !== null,
    cameSince: (at) =>
      tables.one(
        "SELECT 1 FROM visit WHERE state IN ('open', 'parked', 'ended') AND changed_at > ? LIMIT 1",
        [at],
      ) !== null,
  }
}

function dayOperation(row: Row): DayOperation {
  return {
    id: text(row, 'id') as OperationId,
    kind: text(row, 'kind') as OperationKind,
    state: text(row, 'state') as OperationState,
    receipt: textOrNull(row, 'receipt') as Receipt | null,
    outcome: textOrNull(row, 'outcome') as Outcome['type'] | null,
    amountFen: integerOrNull(row, 'amount_fen') as Fen | null,
    unprinted: integer(row, 'unprinted') === 1,
    disputed: integer(row, 'disputed') === 1,
    told: integer(row, 'told') === 1,
  }
}

function noted(row: Row): { readonly at: number } {
  return { at: integer(row, 'at'), ...(JSON.parse(text(row, 'content')) as object) }
}
