import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent } from '../../../shared/domain/events'
import { isFinal } from '../../../shared/domain/operation-states'
import type { Operation } from '../../../shared/domain/operation'
import { noteDispatch } from './station-row'
import { integer } from './tables'
import type { Tables } from './tables'

/** What travels beside an operation, and the numbers it gets because of it. */
export type RecordEvent = Extract<
  JournalEvent,
  { type: 'record-made' | 'operation-relinked' | 'operation-requeued' | 'withdrawal-dispatched' }
>

/** @param after the operation after the event */
export function foldRecord(tables: Tables, event: RecordEvent, after: Operation, day: string): void {
  const { id } = after
  switch (event.type) {
    case 'record-made': {
      const row = tables.one('SELECT COUNT(*) AS n FROM record WHERE operation_id = ?', [id])
      tables.run('INSERT INTO record VALUES (?, ?, ?)', [
        id,
        row === null ? 0 : integer(row, 'n'),
        event.record,
      ])
      break
    }
    case 'operation-relinked':
      tables.run('UPDATE operation SET link = ? WHERE id = ?', [event.link, id])
      tables.run('UPDATE station SET link = ? WHERE dispatch = ?', [event.link, event.dispatch])
      break
    case 'operation-requeued':
      keepNumber(tables, id)
      tables.run('UPDATE operation SET dispatch = NULL, link = NULL WHERE id = ?', [id])
      break
    case 'withdrawal-dispatched':
      keepNumber(tables, id)
      tables.run('UPDATE operation SET dispatch = ?, link = ? WHERE id = ?', [event.dispatch, event.link, id])
      tables.run('INSERT OR REPLACE INTO withdrawal VALUES (?)', [id])
      noteDispatch(tables, event.dispatch, event.link)
  }
  tables.run('UPDATE operation SET state = ?, operation = ?, last_day = ? WHERE id = ?', [
    after.state,
    canonicalJson(after),
    day,
    id,
  ])
}

/** The answer has come: nothing of it is under way any more. */
export function endWithdrawal(tables: Tables, { id, state }: Operation): void {
  if (isFinal(state) || state === 'done') tables.run('DELETE FROM withdrawal WHERE operation_id = ?', [id])
}

/** The items behind it hang on its link for ever. */
function keepNumber(tables: Tables, id: string): void {
  tables.run(
    'INSERT OR REPLACE INTO earlier_number SELECT dispatch, id, link FROM operation WHERE id = ? AND dispatch IS NOT NULL',
    [id],
  )
}
