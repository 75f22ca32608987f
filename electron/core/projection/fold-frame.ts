import { canonicalJson } from '../../../shared/contract/canonical'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import { fold } from '../../../shared/domain/fold'
import { amountOf } from '../../../shared/domain/operation'
import type { Operation } from '../../../shared/domain/operation'
import type { JournalFrame } from '../journal/journal-frame'
import { foldHelp } from './fold-help'
import type { HelpEvent } from './fold-help'
import { foldAfterCare } from './after-care'
import type { AfterCareEvent } from './after-care'
import { foldDayClose } from './fold-day-close'
import { foldLookUp, foldStory, foldVisitLook } from './fold-look-ups'
import { endWithdrawal, foldRecord } from './fold-records'
import type { RecordEvent } from './fold-records'
import { beginNumbers, foldStation } from './fold-station'
import { foldPurge } from './purge-rows'
import { noteMember } from './search'
import { noteDispatch } from './station-row'
import { text } from './tables'
import type { Tables } from './tables'

/**
 * Folds one journal frame into the tables. Pure but for them: the same journal makes the same tables. A frame of a
 * purged day counts, by its clear header, and does nothing else.
 */
export function foldFrame(tables: Tables, frame: JournalFrame): void {
  const { type, event, at } = frame
  const day = shanghaiDate(at)
  tables.run('INSERT INTO day_tally VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1', [
    day,
    type,
  ])
  if (event !== null) {
    foldEvent(tables, event, at, day)
    foldStory(tables, frame)
  } else if (type === 'epoch-started') beginNumbers(tables)
}

function foldEvent(tables: Tables, event: JournalEvent, at: number, day: string): void {
  switch (event.type) {
    case 'opened':
      // a sign-in belongs to one run of the app
      tables.run(
        'UPDATE station SET session = CASE app_run WHEN ? THEN session END, app_run = ?, opened_day = ?',
        [event.appRun, event.appRun, day],
      )
      return
    case 'signed-in':
      tables.run('DELETE FROM sign_in WHERE clerk = ?', [event.clerk])
      tables.run('UPDATE station SET session = ?', [
        canonicalJson({ clerk: event.clerk, name: event.clerkName, role: event.role, appRun: event.appRun }),
      ])
      return
    case 'signed-out':
      tables.run('UPDATE station SET session = NULL', [])
      return
    case 'facts-received':
      tables.run('INSERT OR REPLACE INTO member_facts VALUES (?, ?, ?, ?)', [
        event.facts.idNumber,
        day,
        at,
        canonicalJson(event.facts),
      ])
      return
    case 'changes-read':
      tables.run('UPDATE station SET cursor = ?', [event.cursor])
      return
    case 'archive-confirmed':
      tables.run('UPDATE station SET archived_through = ?, archive_told_day = ?', [event.throughDay, day])
      return
    case 'days-purged':
      foldPurge(tables, event, day)
      return
    case 'slip-printed':
    case 'side-slip-printed':
    case 'slip-failed':
    case 'slip-waived':
    case 'member-told':
      foldAfterCare(tables, event, at)
      touchOperation(tables, event.operationId, day)
      return
    case 'words-shown':
      tables.run('INSERT OR REPLACE INTO words VALUES (?, ?, ?)', [
        event.operationId,
        event.wordsHash,
        canonicalJson({ question: event.question, facts: event.facts }),
      ])
      touchOperation(tables, event.operationId, day)
      return
    case 'dispute-raised':
      tables.run('UPDATE operation SET dispute = ?, last_day = ? WHERE id = ?', [
        canonicalJson({ clerk: event.clerk, reason: event.reason, at }),
        day,
        event.operationId,
      ])
      return
    case 'dispute-settled':
      tables.run('UPDATE operation SET dispute = NULL, last_day = ? WHERE id = ?', [day, event.operationId])
      return
    case 'store-mended':
      if (event.from === 'given-up' && event.frames !== null) skipNumbers(tables, event.frames)
      return
    case 'epoch-started':
    case 'epochs-restated':
    case 'clerks-received':
    case 'pack-received':
    case 'clerks-confirmed':
    case 'pack-noted':
    case 'centre-keys-noted':
    case 'change-parked':
    case 'change-taken-up':
    case 'acted-elsewhere':
    case 'remote-acts-seen':
    case 'operations-fetched':
    case 'sending-stopped':
    case 'sending-resumed':
      foldStation(tables, event, day)
      return
    case 'remote-act':
    case 'corrected-by-centre':
      foldStation(tables, event, day)
      foldOperation(tables, event, at, day)
      return
    case 'folder-adopted':
    case 'backup-made':
    case 'restored':
    case 'supervised':
      // what was supervised stands at the centre
      return
    case 'looked-up':
    case 'told-beforehand':
    case 'leaflet-printed':
    case 'complaint-made':
    case 'complaint-handed-on':
    case 'complaint-sent':
    case 'case-opened':
    case 'records-shown':
    case 'withdrawal-asked':
    case 'withdrawal-answered':
    case 'person-looked-up':
    case 'look-told':
      foldLookUp(tables, event, at, day)
      return
    case 'day-compared':
    case 'day-closed':
      foldDayClose(tables, event, at, day)
      return
    case 'sign-in-failed':
      tables.run(
        // a new day begins a new count
        `INSERT INTO sign_in VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET
           failures = CASE day WHEN excluded.day THEN failures + 1 ELSE 1 END, day = excluded.day, last_at = excluded.last_at`,
        [event.clerk, day, at],
      )
      return
    case 'agent-settled':
    case 'visit-noted':
    case 'attachment-kept':
      foldHelp(tables, event, at, day)
      return
    case 'visit-opened':
    case 'typed-visit-opened':
    case 'card-replaced-typing':
    case 'card-joined':
    case 'other-card-settled':
    case 'person-confirmed':
    case 'visit-parked':
    case 'visit-resumed':
    case 'visit-ended':
      foldVisit(tables, event, at, day)
      foldVisitLook(tables, event, at, day)
      return
    default:
      foldOperation(tables, event, at, day)
  }
}

/** Each of the frames that were given up may have been a 业务号 on a slip: none of them is given to anybody else. */
function skipNumbers(tables: Tables, [first, last]: readonly [number, number]): void {
  tables.run('UPDATE station SET taken = taken + ?', [last - first + 1])
}

type VisitEvent = Exclude<
  Extract<JournalEvent, { visitId: string }> extends infer One
    ? One extends { operationId: string }
      ? never
      : One
    : never,
  HelpEvent
>
type OperationEvent = Exclude<
  Extract<JournalEvent, { operationId: string }>,
  {
    type: AfterCareEvent['type'] | 'words-shown' | 'dispute-raised' | 'dispute-settled' | 'acted-elsewhere'
  }
>

function foldVisit(tables: Tables, event: VisitEvent, at: number, day: string): void {
  const change = (set: string, ...values: readonly (string | number | null)[]): void => {
    tables.run(`UPDATE visit SET ${set}, changed_at = ?, last_day = ? WHERE id = ?`, [
      ...values,
      at,
      day,
      event.visitId,
    ])
  }
  switch (event.type) {
    case 'visit-opened':
      tables.run("INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, 'open', NULL, ?, ?, ?)", [
        event.visitId,
        event.person.idNumber,
        canonicalJson(event.person),
        canonicalJson(event.evidence),
        event.evidence.readId,
        at,
        at,
        appRunOf(tables),
        day,
        day,
      ])
      noteMember(tables, event.person.idNumber, event.person.name, at)
      return
    case 'typed-visit-opened':
      tables.run("INSERT INTO visit VALUES (?, ?, ?, 'null', ?, ?, ?, 'open', NULL, ?, ?, ?)", [
        event.visitId,
        event.person.idNumber,
        canonicalJson(event.person),
        event.entryId,
        at,
        at,
        appRunOf(tables),
        day,
        day,
      ])
      noteMember(tables, event.person.idNumber, event.person.name, at)
      return
    case 'card-replaced-typing':
      // the clerk compares the face with this card anew
      change(
        'person = ?, evidence = ?, read_id = ?, confirmed_at = NULL',
        canonicalJson(event.person),
        canonicalJson(event.evidence),
        event.evidence.readId,
      )
      noteMember(tables, event.person.idNumber, event.person.name, at)
      return
    case 'card-joined':
    case 'other-card-settled':
      tables.run('UPDATE visit SET last_day = ? WHERE id = ?', [day, event.visitId])
      return
    case 'person-confirmed':
      change('confirmed_at = ?', event.same ? at : null)
      return
    case 'visit-parked':
      change("state = 'parked'")
      return
    case 'visit-resumed':
      change("state = 'open', confirmed_at = NULL, app_run = ?", appRunOf(tables))
      return
    case 'visit-ended':
      change("state = 'ended'")
  }
}

function appRunOf(tables: Tables): string {
  const station = tables.one('SELECT app_run FROM station', [])
  return station === null ? '' : text(station, 'app_run')
}

function touchOperation(tables: Tables, operationId: string, day: string): void {
  tables.run('UPDATE operation SET last_day = ? WHERE id = ?', [day, operationId])
}

function foldOperation(tables: Tables, event: OperationEvent, at: number, day: string): void {
  const row = tables.one('SELECT operation FROM operation WHERE id = ?', [event.operationId])
  const before = row === null ? null : (JSON.parse(text(row, 'operation')) as Operation)
  const after = fold(before, event, at)
  // numbers count even where what they were given to is not known any more
  if (event.type === 'operation-taken' || event.type === 'operation-returned')
    tables.run('UPDATE station SET taken = MAX(taken, ?)', [event.taken])
  // what it is about was purged: only its skeleton is known, from the purge itself; or it was given up
  if (after === null) {
    if (event.type === 'operation-dispatched') noteDispatch(tables, event.dispatch, event.link)
    return
  }
  // said once more beside a purge
  if (after === before && (event.type === 'corrected-by-centre' || event.type === 'remote-act')) return
  if (event.type === 'operation-returned') {
    if (before === null) insertReturned(tables, event, after, at, day)
    return
  }
  if (isRecordEvent(event)) {
    foldRecord(tables, event, after, day)
    return
  }
  if (event.type === 'outcome-received') endWithdrawal(tables, after)
  if (before === null) insertOperation(tables, after, at, day)
  else {
    tables.run(
      'UPDATE operation SET state = ?, visit_id = ?, amount_fen = ?, operation = ?, changed_at = ?, last_day = ? WHERE id = ?',
      [after.state, after.visitId, amountOf(after.body), canonicalJson(after), at, day, after.id],
    )
  }
  if (event.type === 'operation-taken') {
    tables.run('UPDATE operation SET taken = ?, taken_at = ?, canonical = ?, typed = ? WHERE id = ?', [
      event.taken,
      at,
      event.canonical,
      isTyped(event.canonical),
      after.id,
    ])
  }
  if (event.type === 'operation-dispatched') {
    tables.run('UPDATE operation SET dispatch = ?, link = ? WHERE id = ?', [
      event.dispatch,
      event.link,
      after.id,
    ])
    noteDispatch(tables, event.dispatch, event.link)
  }
}

/** 手工录入: the frozen content says how the person was known; no value of it can hold these quotes unescaped. */
function isTyped(canonical: string): number {
  return canonical.includes('"way":"typed"') ? 1 : 0
}

function insertOperation(tables: Tables, operation: Operation, at: number, day: string): void {
  const visit = tables.one('SELECT person FROM visit WHERE id = ?', [operation.visitId])
  // its visit was purged, so its own day is about to be: the purge stands further on in the journal
  if (visit === null) return
  const person = JSON.parse(text(visit, 'person')) as { name: string; idNumber: string }
  tables.run(
    'INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?, NULL, ?, ?, NULL, ?, ?, 0)',
    [
      operation.id,
      operation.visitId,
      person.idNumber,
      person.name,
      operation.body.kind,
      operation.state,
      amountOf(operation.body),
      at,
      canonicalJson(operation),
      day,
      day,
    ],
  )
}

/** Its running number may have been given to another one here, while two disks went on side by side. */
function insertReturned(
  tables: Tables,
  { member, taken, takenAt, canonical }: Extract<JournalEvent, { type: 'operation-returned' }>,
  operation: Operation,
  at: number,
  day: string,
): void {
  const given = tables.one('SELECT 1 FROM operation WHERE taken = ?', [taken]) !== null
  tables.run('INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, NULL, ?, ?, ?)', [
    operation.id,
    operation.visitId,
    member.idNumber,
    member.name,
    operation.body.kind,
    operation.state,
    given ? null : taken,
    takenAt,
    amountOf(operation.body),
    canonical,
    at,
    canonicalJson(operation),
    day,
    day,
    isTyped(canonical),
  ])
  noteMember(tables, member.idNumber, member.name, at)
}

function isRecordEvent(event: OperationEvent): event is RecordEvent {
  return (
    event.type === 'record-made' ||
    event.type === 'operation-relinked' ||
    event.type === 'operation-requeued' ||
    event.type === 'withdrawal-dispatched'
  )
}
