import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent, KeptAttachment } from '../../../shared/domain/events'
import type { VisitAgent } from '../../../shared/domain/visit-help'
import type { VisitId } from '../../../shared/domain/ids'
import { integer, integerOrNull, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'

/** Who helps in a visit, what was noted of the member, and the papers that were kept. */
export type HelpEvent = Extract<JournalEvent, { type: 'agent-settled' | 'visit-noted' | 'attachment-kept' }>

/** What the journal tells of help in a visit. */
export interface VisitHelp {
  /** Who acts for the member; null = the member acts. */
  readonly agent: VisitAgent | null
  /** Since when that is so, ms since 1970; null = from the beginning. */
  readonly agentAt: number | null
  readonly ownIncome: boolean
  readonly cannotAnswer: boolean
}

const noteColumns = { 'own-income': 'own_income', 'cannot-answer': 'cannot_answer' } as const

export function foldHelp(tables: Tables, event: HelpEvent, at: number, day: string): void {
  const { visitId } = event
  // its visit was purged: the purge stands further on in the journal
  if (tables.one('SELECT 1 FROM visit WHERE id = ?', [visitId]) === null) return
  if (event.type === 'attachment-kept') {
    tables.run('INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      event.attachmentId,
      visitId,
      event.kind,
      event.content,
      event.bytes,
      event.sha256,
      event.key,
      at,
    ])
    tables.run('UPDATE visit SET last_day = ? WHERE id = ?', [day, visitId])
    return
  }
  tables.run('INSERT OR IGNORE INTO visit_help VALUES (?, NULL, NULL, 0, 0)', [visitId])
  if (event.type === 'visit-noted') {
    tables.run(`UPDATE visit_help SET ${noteColumns[event.note]} = ? WHERE visit_id = ?`, [
      event.holds ? 1 : 0,
      visitId,
    ])
    tables.run('UPDATE visit SET last_day = ? WHERE id = ?', [day, visitId])
    return
  }
  tables.run('UPDATE visit_help SET agent = ?, agent_at = ? WHERE visit_id = ?', [
    event.agent === null ? null : canonicalJson(event.agent),
    at,
    visitId,
  ])
  // the clerk compares anew: it may be another face that is to be compared
  tables.run('UPDATE visit SET confirmed_at = NULL, last_day = ? WHERE id = ?', [day, visitId])
}

export function helpOf(tables: Tables, visitId: VisitId): VisitHelp {
  const row = tables.one('SELECT * FROM visit_help WHERE visit_id = ?', [visitId])
  if (row === null) return { agent: null, agentAt: null, ownIncome: false, cannotAnswer: false }
  const agent = textOrNull(row, 'agent')
  return {
    agent: agent === null ? null : (JSON.parse(agent) as VisitAgent),
    agentAt: integerOrNull(row, 'agent_at'),
    ownIncome: integer(row, 'own_income') === 1,
    cannotAnswer: integer(row, 'cannot_answer') === 1,
  }
}

/** A kept paper and the visit it belongs to. */
export interface AttachmentRecord extends KeptAttachment {
  readonly visitId: VisitId
}

export function attachmentOf(tables: Tables, id: string): AttachmentRecord | null {
  const row = tables.one('SELECT * FROM attachment WHERE id = ?', [id])
  return row === null ? null : attachmentRecord(row)
}

export function attachmentsOf(tables: Tables, visitId: VisitId): readonly AttachmentRecord[] {
  return tables
    .all('SELECT * FROM attachment WHERE visit_id = ? ORDER BY kept_at, id', [visitId])
    .map(attachmentRecord)
}

/** Ids of the kept papers: all of them, or those of the visits that began on these days. */
export function attachmentIds(tables: Tables, days: readonly string[] | null): readonly string[] {
  const ofDays = days === null ? '' : ` WHERE first_day IN (${days.map(() => '?').join(', ')})`
  return tables
    .all(
      `SELECT attachment.id FROM attachment JOIN visit ON visit.id = visit_id${ofDays} ORDER BY attachment.id`,
      [...(days ?? [])],
    )
    .map((row) => text(row, 'id'))
}

function attachmentRecord(row: Row): AttachmentRecord {
  return {
    attachmentId: text(row, 'id'),
    visitId: text(row, 'visit_id') as VisitId,
    kind: text(row, 'kind') as KeptAttachment['kind'],
    content: text(row, 'content') as KeptAttachment['content'],
    bytes: integer(row, 'bytes'),
    sha256: text(row, 'sha256'),
    key: text(row, 'key'),
  }
}

/** Everything of the visits that began on these days. */
export function forgetHelp(tables: Tables, days: readonly string[]): void {
  const visits = `(SELECT id FROM visit WHERE first_day IN (${days.map(() => '?').join(', ')}))`
  tables.run(`DELETE FROM visit_help WHERE visit_id IN ${visits}`, [...days])
  tables.run(`DELETE FROM attachment WHERE visit_id IN ${visits}`, [...days])
}
