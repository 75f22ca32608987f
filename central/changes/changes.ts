import type { Change } from '../../shared/contract/central'
import { outcomeSchema } from '../../shared/contract/operation'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Outcome, Receipt } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { sql } from 'kysely'
import type { Db, Tables, Tx } from '../schema'

/** What happened for a station besides the answers it got. */
export type News = { readonly operationId: OperationId; readonly at: number } & (
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
)

const pageSize = 500

/**
 * Adds to a station's change log in the transaction that causes the change. The number is taken under the station's
 * row lock, so numbers have no gaps and become visible in order (design.md section 5).
 */
export async function addChange(tx: Tx, station: StationId, news: News): Promise<void> {
  const { change_number: number } = await tx
    .updateTable('station')
    .set({ change_number: sql<number>`change_number + 1` })
    .where('id', '=', station)
    .returning('change_number')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('change')
    .values({
      station,
      number,
      operation_id: news.operationId,
      type: news.type,
      receipt: news.type === 'receipt' ? news.receipt : null,
      outcome: news.type === 'outcome' ? JSON.stringify(news.outcome) : null,
      at: news.at,
    })
    .execute()
}

export interface ChangesPage {
  readonly cursor: number
  readonly changes: readonly Change[]
}

/** The changes after a cursor, oldest first, at most 500; a cursor beyond our newest means that we lost something. */
export async function changesAfter(
  db: Db,
  station: Pick<Tables['station'], 'id'> & { readonly change_number: number },
  after: number,
): Promise<Result<ChangesPage, { readonly newest: number }>> {
  if (after > station.change_number) return fail({ newest: station.change_number })
  const rows = await db
    .selectFrom('change')
    .selectAll()
    .where('station', '=', station.id)
    .where('number', '>', after)
    .orderBy('number')
    .limit(pageSize)
    .execute()
  const changes = rows.map(changeOf)
  return ok({ cursor: changes.at(-1)?.number ?? after, changes })
}

function changeOf(row: {
  readonly number: number
  readonly operation_id: OperationId
  readonly receipt: Receipt | null
  readonly outcome: Outcome | null
  readonly at: number
}): Change {
  const { number, operation_id: operationId, receipt, outcome, at } = row
  return receipt === null
    ? { type: 'outcome', number, operationId, outcome: outcomeSchema.parse(outcome) }
    : { type: 'receipt', number, operationId, receipt, at }
}
