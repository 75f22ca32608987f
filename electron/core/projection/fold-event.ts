import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent } from '../../../shared/domain/events'
import { fold } from '../../../shared/domain/fold'
import type { Operation } from '../../../shared/domain/operation'
import type { AppendedEvent } from '../journal/journal'
import { text } from './tables'
import type { Tables } from './tables'

/** Folds one journal event into the tables. Pure but for them: the same journal makes the same tables. */
export function foldEvent(tables: Tables, { event, at }: AppendedEvent): void {
  switch (event.type) {
    case 'opened':
      tables.run('UPDATE station SET app_run = ?', [event.appRun])
      return
    case 'signed-in':
      tables.run('UPDATE station SET session = ?', [
        canonicalJson({ clerk: event.clerk, name: event.clerkName, role: event.role, appRun: event.appRun }),
      ])
      return
    case 'signed-out':
      tables.run('UPDATE station SET session = NULL', [])
      return
    case 'facts-received':
      tables.run('INSERT OR REPLACE INTO member_facts VALUES (?, ?, ?)', [
        event.facts.idNumber,
        event.facts.asOf,
        canonicalJson(event.facts),
      ])
      return
    case 'changes-read':
      tables.run('UPDATE station SET cursor = ?', [event.cursor])
      return
    case 'slip-printed':
      tables.run('INSERT INTO slip VALUES (?, ?, ?, ?, ?)', [
        event.operationId,
        event.copy,
        event.title,
        event.file,
        at,
      ])
      return
    case 'words-shown':
      tables.run('INSERT OR REPLACE INTO words VALUES (?, ?, ?)', [
        event.operationId,
        event.wordsHash,
        canonicalJson({ question: event.question, facts: event.facts }),
      ])
      return
    case 'archive-confirmed':
    case 'days-purged':
    case 'store-mended':
    case 'folder-adopted':
    case 'backup-made':
    case 'restored':
    case 'sign-in-failed':
    case 'card-joined':
    case 'other-card-settled':
      return
    case 'visit-opened':
    case 'person-confirmed':
    case 'visit-parked':
    case 'visit-resumed':
    case 'visit-ended':
      foldVisit(tables, event, at)
      return
    default:
      foldOperation(tables, event, at)
  }
}

type VisitEvent = Extract<
  JournalEvent,
  { type: 'visit-opened' | 'person-confirmed' | 'visit-parked' | 'visit-resumed' | 'visit-ended' }
>
type OperationEvent = Exclude<
  Extract<JournalEvent, { operationId: string }>,
  { type: 'slip-printed' | 'words-shown' }
>

function foldVisit(tables: Tables, event: VisitEvent, at: number): void {
  const run = (set: string): void => {
    tables.run(`UPDATE visit SET ${set}, changed_at = ? WHERE id = ?`, [at, event.visitId])
  }
  switch (event.type) {
    case 'visit-opened': {
      const station = tables.one('SELECT app_run FROM station', [])
      tables.run("INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, 'open', NULL, ?)", [
        event.visitId,
        event.person.idNumber,
        canonicalJson(event.person),
        canonicalJson(event.evidence),
        event.evidence.readId,
        at,
        at,
        station === null ? '' : text(station, 'app_run'),
      ])
      return
    }
    case 'person-confirmed':
      tables.run('UPDATE visit SET confirmed_at = ?, changed_at = ? WHERE id = ?', [
        event.same ? at : null,
        at,
        event.visitId,
      ])
      return
    case 'visit-parked':
      run("state = 'parked'")
      return
    case 'visit-resumed': {
      const station = tables.one('SELECT app_run FROM station', [])
      tables.run(
        "UPDATE visit SET state = 'open', confirmed_at = NULL, app_run = ?, changed_at = ? WHERE id = ?",
        [station === null ? '' : text(station, 'app_run'), at, event.visitId],
      )
      return
    }
    case 'visit-ended':
      run("state = 'ended'")
  }
}

function foldOperation(tables: Tables, event: OperationEvent, at: number): void {
  const row = tables.one('SELECT operation FROM operation WHERE id = ?', [event.operationId])
  const before = row === null ? null : (JSON.parse(text(row, 'operation')) as Operation)
  const after = fold(before, event, at)
  if (after === null) return
  if (before === null) insertOperation(tables, after, at)
  else {
    tables.run(
      'UPDATE operation SET state = ?, visit_id = ?, amount_fen = ?, operation = ?, changed_at = ? WHERE id = ?',
      [after.state, after.visitId, amountOf(after), canonicalJson(after), at, after.id],
    )
  }
  if (event.type === 'operation-taken') {
    tables.run('UPDATE operation SET taken = ?, taken_at = ?, canonical = ? WHERE id = ?', [
      event.taken,
      at,
      event.canonical,
      after.id,
    ])
    tables.run('UPDATE station SET taken = MAX(taken, ?)', [event.taken])
  }
  if (event.type === 'operation-dispatched') {
    tables.run('UPDATE operation SET dispatch = ?, link = ? WHERE id = ?', [
      event.dispatch,
      event.link,
      after.id,
    ])
    tables.run('UPDATE station SET dispatch = MAX(dispatch, ?)', [event.dispatch])
  }
}

function insertOperation(tables: Tables, operation: Operation, at: number): void {
  const visit = tables.one('SELECT person FROM visit WHERE id = ?', [operation.visitId])
  if (visit === null) throw new Error(`operation ${operation.id} belongs to no visit`)
  const person = JSON.parse(text(visit, 'person')) as { name: string; idNumber: string }
  tables.run('INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?, NULL, ?, ?)', [
    operation.id,
    operation.visitId,
    person.idNumber,
    person.name,
    operation.body.kind,
    operation.state,
    amountOf(operation),
    at,
    canonicalJson(operation),
  ])
}

function amountOf(operation: Operation): number | null {
  return operation.body.kind === 'wallet-opening' ? null : operation.body.amountFen
}

/** Rows of every table in a fixed order: two projections of one journal are equal when these are. */
export function logicalRows(tables: Tables): readonly string[] {
  return ['visit', 'operation', 'words', 'member_facts', 'slip', 'station'].flatMap((table) =>
    tables.all(`SELECT * FROM ${table} ORDER BY 1, 2`, []).map((row) => `${table} ${JSON.stringify(row)}`),
  )
}
