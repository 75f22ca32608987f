import { challengeText, digitsOf, toldOf } from '../../shared/domain/approval-code'
import type { ClerkId, OperationId } from '../../shared/domain/ids'
import type { OperationPayload } from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { ItemRecords } from '../operations/records'
import type { Db, Tx } from '../schema'
import { wasCodeGiven } from './code'

/** An approval from elsewhere as a record beside an item claims it. */
export interface ClaimedApproval {
  readonly payload: OperationPayload
  readonly payloadHash: string
  readonly approval: ItemRecords['approvals'][number]
}

/** Names an approval that the centre has itself. */
export function givenKey(
  operationId: OperationId,
  payloadHash: string,
  by: ClerkId,
  through: 'counter' | 'code',
): string {
  return [operationId, payloadHash, by, through].join(' ')
}

/**
 * Which of the claimed approvals from elsewhere the centre really has, by {@link givenKey}: a supervisor's act on these
 * very bytes, or a code given for this operation number, these bytes as they were read out, this amount and payee.
 */
export async function givenAmong(
  db: Db | Tx,
  claimed: readonly ClaimedApproval[],
): Promise<ReadonlySet<string>> {
  const given = new Set<string>()
  for (const one of claimed) {
    const { operationId, payloadHash, by, through } = one.approval
    if (through !== undefined && (await isGiven(db, one)))
      given.add(givenKey(operationId, payloadHash, by, through))
  }
  return given
}

async function isGiven(
  db: Db | Tx,
  { payload, payloadHash, approval: { operationId, by, through, askedAt } }: ClaimedApproval,
): Promise<boolean> {
  if (through === 'code') {
    if (askedAt === undefined) return false
    const { station, taken, body, member } = payload
    const { amountFen, last4 } = toldOf(body, member)
    const challenge = digitsOf(sha256(challengeText(payloadHash, askedAt)))
    return wasCodeGiven(db, { station, taken, challenge, amountFen, last4, by })
  }
  const act = await db
    .selectFrom('approval_act')
    .select('number')
    .where('operation_id', '=', operationId)
    .where('payload_hash', '=', payloadHash)
    .where('by_clerk', '=', by)
    .where('says', '=', 'approved')
    .executeTakeFirst()
  return act !== undefined
}
