import type { JournalEvent, ToldHow } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import type { SideSlip } from '../../../shared/domain/side-slips'
import { integer, integerOrNull, text } from './tables'
import type { Tables } from './tables'

/** What is done for people when the operation itself is over: its paper, and that somebody tells them. */
export type AfterCareEvent = Extract<
  JournalEvent,
  { type: 'slip-printed' | 'side-slip-printed' | 'slip-failed' | 'slip-waived' | 'member-told' }
>

/** How the member was told last, how often somebody tried, and when (ms since 1970). */
export interface Told {
  readonly how: ToldHow
  readonly tries: number
  readonly at: number
}

/** Folds it into the rows; the operation stays what it is. */
export function foldAfterCare(tables: Tables, event: AfterCareEvent, at: number): void {
  const { operationId } = event
  switch (event.type) {
    case 'slip-printed':
      tables.run('INSERT INTO slip VALUES (?, ?, ?, ?, ?)', [
        operationId,
        event.copy,
        event.title,
        event.file,
        at,
      ])
      tables.run('DELETE FROM unprinted WHERE operation_id = ?', [operationId])
      return
    case 'side-slip-printed':
      tables.run('INSERT INTO side_slip VALUES (?, ?, ?, ?, ?, ?)', [
        operationId,
        event.slip,
        event.copy,
        event.title,
        event.file,
        at,
      ])
      return
    case 'slip-failed':
      tables.run('INSERT OR REPLACE INTO unprinted VALUES (?)', [operationId])
      return
    case 'slip-waived':
      tables.run('DELETE FROM unprinted WHERE operation_id = ?', [operationId])
      return
    case 'member-told':
      tables.run(
        `INSERT INTO told VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET
           how = excluded.how, tries = tries + 1, at = excluded.at`,
        [operationId, event.how, at],
      )
  }
}

/** What the projection tells of it. */
export interface AfterCare {
  /** Null when nobody tried yet. */
  told(id: OperationId): Told | null
  isUnprinted(id: OperationId): boolean
  /** How often a paper of this kind was printed of it. */
  sideSlipCopies(id: OperationId, slip: SideSlip): number
  /** Whose paper did not come out, in the order in which they were taken. */
  unprinted(): readonly OperationId[]
}

export function afterCareOf(tables: Tables): AfterCare {
  return {
    told: (id) => {
      const row = tables.one('SELECT * FROM told WHERE operation_id = ?', [id])
      if (row === null) return null
      return { how: text(row, 'how') as ToldHow, tries: integer(row, 'tries'), at: integer(row, 'at') }
    },
    isUnprinted: (id) => tables.one('SELECT 1 FROM unprinted WHERE operation_id = ?', [id]) !== null,
    sideSlipCopies: (id, slip) =>
      integerOrNull(
        tables.one('SELECT MAX(copy) AS n FROM side_slip WHERE operation_id = ? AND slip = ?', [
          id,
          slip,
        ]) ?? {
          n: null,
        },
        'n',
      ) ?? 0,
    unprinted: () =>
      tables
        .all('SELECT id FROM operation WHERE id IN (SELECT operation_id FROM unprinted) ORDER BY taken', [])
        .map((row) => text(row, 'id') as OperationId),
  }
}
