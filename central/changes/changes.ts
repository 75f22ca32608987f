import type { Change, StationList } from '../../shared/contract/changes'
import { changeSchema } from '../../shared/contract/changes'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Outcome, TransferReceipt } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Tables, Tx } from '../schema'

/** What a supervisor said at another counter. */
type SaidElsewhere = Omit<Extract<Change, { type: 'approval' }>, 'type' | 'number' | 'at'>

/** What happened for a station besides the answers it got. */
export type News = { readonly at: number } & (
  | { readonly type: 'receipt'; readonly operationId: OperationId; readonly receipt: TransferReceipt }
  | { readonly type: 'outcome'; readonly operationId: OperationId; readonly outcome: Outcome }
  | { readonly type: 'list'; readonly list: StationList }
  | {
      readonly type: 'act'
      readonly operationId: OperationId
      readonly act: 'held' | 'released' | 'withdrawn'
      /** The operator's name, or the other counter's and its clerk's. */
      readonly by: string
    }
  | { readonly type: 'approval'; readonly approval: SaidElsewhere }
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
      // of what waits for approval the centre may know nothing else yet
      operation_id: news.type === 'list' || news.type === 'approval' ? null : news.operationId,
      type: news.type,
      receipt: news.type === 'receipt' ? news.receipt : null,
      outcome: news.type === 'outcome' ? JSON.stringify(news.outcome) : null,
      list: news.type === 'list' ? news.list : null,
      act: news.type === 'act' ? news.act : null,
      by_name: news.type === 'act' ? news.by : null,
      approval: news.type === 'approval' ? JSON.stringify(news.approval) : null,
      at: news.at,
    })
    .execute()
}

/** Tells every station that a list is another now, in the transaction that changes it; the stations' rows in id order. */
export async function tellOfList(tx: Tx, list: StationList, at: number): Promise<void> {
  const stations = await tx.selectFrom('station').select('id').orderBy('id').execute()
  for (const { id } of stations) await addChange(tx, id, { type: 'list', list, at })
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
  const corrected = rows.flatMap(({ type, operation_id: id }) =>
    type === 'correction' && id !== null ? [id] : [],
  )
  const said = await correctionsOf(db, corrected)
  const changes = rows.map((row) => changeOf(row, said.get(row.operation_id ?? '') ?? {}))
  return ok({ cursor: changes.at(-1)?.number ?? after, changes })
}

type CorrectionSaid = Pick<Extract<Change, { type: 'correction' }>, 'reason' | 'by'>

/** Why, and by whom, of each transfer that was corrected or whose money was received by one of these operations. */
async function correctionsOf(
  db: Db,
  ids: readonly OperationId[],
): Promise<ReadonlyMap<string, CorrectionSaid>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('operation')
    .innerJoin('correction', (join) =>
      join.on(
        'correction.operation_id',
        '=',
        sql<OperationId>`coalesce(operation.payload::jsonb #>> '{body,transferId}', operation.id::text)::uuid`,
      ),
    )
    .leftJoin('operator as asked', 'asked.id', 'correction.requested_by')
    .leftJoin('operator as approved', 'approved.id', 'correction.approved_by')
    .select(['operation.id', 'correction.reason', 'asked.name as first', 'approved.name as second'])
    .where('operation.id', 'in', [...ids])
    .where('correction.approved_by', 'is not', null)
    .execute()
  return new Map(
    rows.map(({ id, reason, first, second }) => [
      id,
      { reason: reason.slice(0, 200), by: [first, second].filter((name) => name !== null) },
    ]),
  )
}

function changeOf(row: Selectable<Tables['change']>, said: CorrectionSaid): Change {
  const { number, operation_id: operationId, receipt, outcome, list, act, by_name: by, at } = row
  switch (row.type) {
    case 'receipt':
      return changeSchema.parse({ type: 'receipt', number, operationId, receipt, at })
    case 'outcome':
      return changeSchema.parse({ type: 'outcome', number, operationId, outcome })
    case 'list':
      return changeSchema.parse({ type: 'list', number, list, at })
    case 'act':
      return changeSchema.parse({ type: 'act', number, operationId, act, by, at })
    case 'approval':
      return changeSchema.parse({ type: 'approval', number, at, ...approvalOf(row.approval) })
    case 'correction':
      return changeSchema.parse({ type: 'correction', number, operationId, ...said, at })
  }
}

function approvalOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
