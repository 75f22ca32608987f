import { sql } from 'kysely'
import type { Centre } from '../centre'
import { workExchange } from '../exchange/work-exchange'
import { logFault } from '../log'
import { sourceAccount, settle } from './money'
import type { Tx } from '../schema'
import type { OperationId } from '../../shared/domain/ids'
import { openBook } from './book'
import { inWork } from './carry-out'
import type { carryOutTogether } from './carry-out'
import { keptItems } from './kept-items'
import { readPayload } from './operations'
import { keepWork, newWork } from './work'

/** How much one round did. */
export interface DueWork {
  readonly returned: number
  readonly carriedOut: number
}

/** So many in one transaction. */
const chunk = 50

/**
 * Does what the centre's clock made due: first money nobody received goes back, then what waited for the opening hour is
 * carried out, in the order it came (design.md section 6). Of several instances one works at a time; one that dies lets go
 * of the lock with its connection, and the next looks for itself what is left.
 */
export async function workDue(centre: Centre): Promise<DueWork> {
  let returned = 0
  let carriedOut = 0
  // what fails is left for the next round and does not hold up the others
  const failed = new Set<OperationId>()
  for (;;) {
    const back = await step(centre, failed, dueReturns, (tx, ids) => returnMoney(centre, tx, ids))
    returned += back
    if (back > 0) continue
    const sent = await step(centre, failed, dueOperations, (tx, ids, carryOut) =>
      carryOutKept(centre, tx, ids, carryOut),
    )
    const unparked = await step(centre, failed, knownByNow, (tx, ids, carryOut) =>
      carryOutKept(centre, tx, ids, carryOut),
    )
    carriedOut += sent + unparked
    if (sent + unparked === 0) break
  }
  await workExchange(centre)
  return { returned, carriedOut }
}

type Find = (tx: Tx, at: number, but: readonly OperationId[]) => Promise<readonly OperationId[]>
type Act = (tx: Tx, ids: readonly OperationId[], carryOut: typeof carryOutTogether) => Promise<void>

/** One chunk; when it fails, one by one. 0 = nothing is due, or another instance is at it. */
async function step(centre: Centre, failed: Set<OperationId>, find: Find, act: Act): Promise<number> {
  let ids: readonly OperationId[] = []
  const once = (only: OperationId | null): Promise<void> =>
    inWork(centre, async (tx, carryOut) => {
      if (!(await aloneAtDue(tx))) {
        ids = []
        return
      }
      const found = await find(tx, centre.clock.now(), [...failed])
      ids = only === null ? found : found.filter((id) => id === only)
      if (ids.length > 0) await act(tx, ids, carryOut)
    })
  try {
    await once(null)
    return ids.length
  } catch (error) {
    logFault(centre.log, 'due.failed', error)
    let count = 0
    for (const id of ids) {
      try {
        await once(id)
        count++
      } catch (one) {
        failed.add(id)
        logFault(centre.log, 'due.failed', one)
      }
    }
    return count
  }
}

/** Whether this transaction may do what is due; false = another one is at it. */
async function aloneAtDue(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ alone: boolean }>`select pg_try_advisory_xact_lock(3, 0) as alone`.execute(tx)
  return rows[0]?.alone === true
}

const dueReturns: Find = async (tx, at, but) => {
  const rows = await tx
    .selectFrom('transfer')
    .select('id')
    .where('settled_at', 'is', null)
    .where('party', '=', 'ours')
    .where('deadline_at', '<=', at)
    .$if(but.length > 0, (query) => query.where('id', 'not in', [...but]))
    .orderBy('deadline_at')
    .orderBy('id')
    .limit(chunk)
    .execute()
  return rows.map(({ id }) => id)
}

const dueOperations: Find = async (tx, at, but) => {
  const rows = await tx
    .selectFrom('operation')
    .select('id')
    .where('outcome_type', '=', 'deferred')
    .where('opens_at', '<=', at)
    // held by an operator: its newest act says so
    .where(
      sql<boolean>`coalesce((select a.act from operation_act a where a.operation_id = operation.id order by a.number desc limit 1), '') <> 'held'`,
    )
    .$if(but.length > 0, (query) => query.where('id', 'not in', [...but]))
    .orderBy('opens_at')
    .orderBy('sequence')
    .limit(chunk)
    .execute()
  return rows.map(({ id }) => id)
}

/** Parked by an earlier version, of a kind and version this one knows. */
const knownByNow: Find = async (tx, _at, but) => {
  const rows = await tx
    .selectFrom('operation')
    .select(['id', 'payload'])
    .where('outcome_type', '=', 'parked')
    .$if(but.length > 0, (query) => query.where('id', 'not in', [...but]))
    .orderBy('sequence')
    .execute()
  return rows.flatMap(({ id, payload }) => (readPayload(payload) === null ? [] : [id])).slice(0, chunk)
}

/** Back to where it came from; one that was received between the look and the lock stays. */
async function returnMoney({ clock }: Centre, tx: Tx, ids: readonly OperationId[]): Promise<void> {
  const book = await openBook(tx, {
    payloads: [],
    operations: [],
    transfers: ids,
    at: clock.now(),
    lock: true,
  })
  for (const id of ids) {
    const transfer = book.transfers.get(id)
    if (transfer?.state !== 'pending') continue
    const to = sourceAccount(transfer.source, transfer.payer_id)
    settle(book, transfer, { kind: 'transfer-returned', receipt: 'returned', to, by: id })
  }
  await keepWork(tx, book.work)
}

async function carryOutKept(
  centre: Centre,
  tx: Tx,
  ids: readonly OperationId[],
  carryOut: typeof carryOutTogether,
): Promise<void> {
  const items = await keptItems(tx, ids)
  const outcomes = await carryOut(centre, tx, items)
  const news = outcomes.flatMap(({ item, outcome }) =>
    outcome.type === 'parked'
      ? []
      : [
          {
            station: item.station,
            operation_id: item.id,
            type: 'outcome' as const,
            receipt: null,
            outcome,
            at: outcome.at,
          },
        ],
  )
  await keepWork(tx, { ...newWork(), news })
}
