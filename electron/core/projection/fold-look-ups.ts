import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent } from '../../../shared/domain/events'
import type { LookUpEvent } from '../../../shared/domain/look-up-events'
import type { LookHow } from '../../../shared/domain/movements'
import type { JournalFrame } from '../journal/journal-frame'
import { text } from './tables'
import type { Tables } from './tables'

/**
 * Who looked at whose records, what was told and printed without an operation. Each row comes of one frame and names its
 * day: a purge takes the rows of its days and nothing else ({@link forgetLookUps}).
 */
export function foldLookUp(tables: Tables, event: LookUpEvent, at: number, day: string): void {
  switch (event.type) {
    case 'looked-up':
      noteLook(tables, {
        id: event.evidence.readId,
        of: event.person.idNumber,
        clerk: event.clerk,
        how: 'triage',
        at,
        day,
      })
      return
    case 'case-opened': {
      const id = `${event.caseOf} ${String(at)}`
      noteLook(tables, { id, of: event.of, clerk: event.clerk, how: 'case', at, day })
      return
    }
    case 'records-shown': {
      const { lookId: id, of, clerk, what: how } = event
      noteLook(tables, { id, of, clerk, how, at, day })
      return
    }
    case 'withdrawal-asked': {
      const { withdrawalId: id, of, clerk } = event
      noteLook(tables, { id, of, clerk, how: 'case', at, day })
      return
    }
    case 'withdrawal-answered':
      return
    case 'person-looked-up': {
      const { lookId: id, of, name, clerk, reason, said } = event
      noteLook(tables, { id, of, clerk, how: 'no-card', at, day })
      tables.run('INSERT OR IGNORE INTO cardless_look VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)', [
        id,
        of,
        name,
        clerk,
        reason,
        said,
        at,
        day,
        day,
      ])
      return
    }
    case 'look-told':
      tables.run('UPDATE cardless_look SET told = ?, last_day = ? WHERE id = ?', [
        event.centreAt,
        day,
        event.lookId,
      ])
      return
    case 'told-beforehand':
      tables.run('INSERT OR IGNORE INTO told_beforehand VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        event.toldId,
        event.toldIn,
        event.clerk,
        event.slip,
        event.kind,
        canonicalJson(event.reasons),
        at,
        day,
      ])
      return
    case 'leaflet-printed':
      tables.run(
        'INSERT INTO leaflet VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (file) DO UPDATE SET printed_at = excluded.printed_at, day = excluded.day',
        [event.file, event.leaflet, event.title, event.clerk, at, day],
      )
      return
    case 'complaint-made': {
      const { complaintId, number, institution, name, region, said, clerk } = event
      tables.run('INSERT OR IGNORE INTO complaint VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)', [
        complaintId,
        number,
        institution,
        name,
        region,
        said,
        clerk,
        at,
        day,
        day,
      ])
      return
    }
    case 'complaint-sent':
      tables.run('UPDATE complaint SET handed_on = ?, last_day = ? WHERE id = ?', [
        canonicalJson({ to: 'centre', clerk: null, at }),
        day,
        event.complaintId,
      ])
      return
    case 'complaint-handed-on':
      tables.run('UPDATE complaint SET handed_on = ?, last_day = ? WHERE id = ?', [
        canonicalJson({ to: event.to, clerk: event.clerk, at }),
        day,
        event.complaintId,
      ])
  }
}

interface Look {
  readonly id: string
  readonly of: string
  readonly clerk: string
  readonly how: LookHow
  readonly at: number
  readonly day: string
}

function noteLook(tables: Tables, { id, of, clerk, how, at, day }: Look): void {
  tables.run('INSERT OR IGNORE INTO look VALUES (?, ?, ?, ?, ?, ?)', [id, of, clerk, how, at, day])
}

/** A visit shows its member's records to whoever opens it, or takes it up again. */
export function foldVisitLook(tables: Tables, event: JournalEvent, at: number, day: string): void {
  switch (event.type) {
    case 'visit-opened':
      noteLook(tables, {
        id: event.visitId,
        of: event.person.idNumber,
        clerk: event.clerk,
        how: 'card',
        at,
        day,
      })
      return
    case 'typed-visit-opened':
      noteLook(tables, {
        id: event.visitId,
        of: event.person.idNumber,
        clerk: event.clerk,
        how: 'typed',
        at,
        day,
      })
      return
    case 'visit-resumed': {
      const row = tables.one('SELECT id_number FROM visit WHERE id = ?', [event.visitId])
      if (row === null) return
      const id = `${event.visitId} ${String(at)}`
      noteLook(tables, { id, of: text(row, 'id_number'), clerk: event.clerk, how: 'resumed', at, day })
      return
    }
    default:
  }
}

/** A step in the story of an operation; told only while the operation itself is known. */
export function foldStory(tables: Tables, { frame, at, type, operationId, event }: JournalFrame): void {
  if (event === null || operationId === null) return
  const detail = detailOf(event)
  if (detail === null || tables.one('SELECT 1 FROM operation WHERE id = ?', [operationId]) === null) return
  // said once more beside a purge it is no second step
  if (type === 'corrected-by-centre' && hasStep(tables, operationId, type)) return
  tables.run('INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?, ?)', [
    operationId,
    frame,
    at,
    type,
    whoOf(event),
    detail,
  ])
}

function hasStep(tables: Tables, operationId: string, type: JournalEvent['type']): boolean {
  return tables.one('SELECT 1 FROM story WHERE operation_id = ? AND type = ?', [operationId, type]) !== null
}

function whoOf(event: JournalEvent): string | null {
  if (event.type === 'corrected-by-centre') return event.by.length === 0 ? null : event.by.join('、')
  if ('by' in event) return event.by
  return 'clerk' in event && typeof event.clerk === 'string' ? event.clerk : null
}

/** What tells a step apart from others of its type; null for an event that is no step. */
function detailOf(event: JournalEvent): string | null {
  switch (event.type) {
    case 'assent-recorded':
      return event.answer
    case 'operation-unanswered':
      return event.cause
    case 'outcome-received':
      return event.outcome.type
    case 'receipt-changed':
      return event.receipt
    case 'slip-printed':
    case 'side-slip-printed':
      return `${event.title} ${String(event.copy)}`
    case 'dispute-raised':
      return event.reason
    case 'dispute-settled':
      return event.words
    case 'record-made':
      return event.record
    case 'member-told':
      return event.how
    case 'acted-elsewhere':
      return event.act
    case 'corrected-by-centre':
      return event.reason
    case 'approval-refused':
    case 'sent-back-remotely':
      return event.reason
    case 'approved-remotely':
      return event.through
    case 'hold-changed':
      return event.held ? 'held' : 'released'
    case 'password-changed':
      return event.state
    case 'approval-asked':
    case 'verification-asked':
    case 'approval-given':
    case 'approval-code-asked':
    case 'approval-code-failed':
    case 'slip-failed':
    case 'slip-waived':
    case 'operation-proposed':
    case 'operation-taken':
    case 'operation-withdrawn':
    case 'operation-dispatched':
    case 'operation-resent':
    case 'operation-not-sent':
    case 'remote-act':
    case 'operation-returned':
    case 'operation-requeued':
    case 'withdrawal-dispatched':
      return ''
    default:
      return null
  }
}

/**
 * What goes with purged days; the visits of these days are still there.
 * @param places `?, ?` for as many days
 */
export function forgetLookUps(tables: Tables, places: string, days: readonly string[]): void {
  tables.run(
    `DELETE FROM look WHERE how = 'resumed' AND substr(id, 1, 36) IN (SELECT id FROM visit WHERE first_day IN (${places}))`,
    [...days],
  )
  for (const table of ['look', 'told_beforehand', 'leaflet'])
    tables.run(`DELETE FROM ${table} WHERE day IN (${places})`, [...days])
  for (const table of ['complaint', 'cardless_look'])
    tables.run(`DELETE FROM ${table} WHERE first_day IN (${places})`, [...days])
}
