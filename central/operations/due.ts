import { inTransaction } from '../database'
import type { Centre } from '../centre'
import { addChange } from '../changes/changes'
import { accountOf } from '../ledger/ledger'
import { carryOut } from './carry-out'
import { readPayload, updateOutcome } from './operations'
import { settle } from './transfer'

/** How much one round did. */
export interface DueWork {
  readonly returned: number
  readonly carriedOut: number
}

/**
 * Does what the centre's clock made due: first money nobody received goes back, then what waited for the opening hour
 * is carried out, in the order it came (design.md section 6). Each in a transaction of its own; rows another instance
 * is working on are left to it.
 */
export async function workDue(centre: Centre): Promise<DueWork> {
  return {
    returned: await countWhile(() => returnOne(centre)),
    carriedOut: await countWhile(() => carryOutOne(centre)),
  }
}

async function countWhile(step: () => Promise<boolean>): Promise<number> {
  let count = 0
  while (await step()) count++
  return count
}

async function returnOne({ db, clock }: Centre): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const at = clock.now()
    const transfer = await tx
      .selectFrom('transfer')
      .selectAll()
      .where('state', '=', 'pending')
      .where('deadline_at', '<=', at)
      .orderBy('deadline_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (transfer === undefined) return false
    const to = accountOf(transfer.source, transfer.payer_id)
    await settle(tx, transfer, { receipt: 'returned', to, by: transfer.id, at })
    return true
  })
}

async function carryOutOne({ db, clock, packs }: Centre): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const at = clock.now()
    const row = await tx
      .selectFrom('operation')
      .select(['id', 'station', 'payload'])
      .where('outcome_type', '=', 'deferred')
      .where('opens_at', '<=', at)
      .orderBy('opens_at')
      .orderBy('sequence')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (row === undefined) return false
    const outcome = await carryOut(tx, readPayload(row.payload), packs, at)
    await updateOutcome(tx, row.id, outcome)
    await addChange(tx, row.station, { type: 'outcome', operationId: row.id, outcome, at })
    return true
  })
}
