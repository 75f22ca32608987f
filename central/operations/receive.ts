import type { Outcome, ReceiveBody, Refusal } from '../../shared/domain/operation'
import { refusal } from '../../shared/domain/rule-check'
import { accountOf } from '../ledger/ledger'
import type { Work } from './context'
import { lockTransfer, settle } from './transfer'

/** Gives the payee the money that waits in transit (domain.md 3.7); the rules have been checked. */
export async function receiveMoney(work: Work, body: ReceiveBody): Promise<Outcome> {
  const { tx, payload, member, at } = work
  if (member === null) throw new Error('a receive without its member passed the rules')
  const transfer = await lockTransfer(tx, body.transferId)
  // returned or received by another instance between the rules and the lock
  if (transfer?.state !== 'pending') {
    return { type: 'refused', at, refusals: [await whyNotWaiting(work, body)] }
  }
  await settle(tx, transfer, { receipt: 'received', to: accountOf('wallet', member.id), by: payload.id, at })
  return { type: 'done', at, receipt: null, deadlineAt: null }
}

/** Why this money does not wait for this member. */
export async function whyNotWaiting(work: Work, body: ReceiveBody): Promise<Refusal> {
  const transfer = await lockTransfer(work.tx, body.transferId)
  const field = 'transferId'
  if (transfer === null) return refusal('receive.no-such', { field })
  if (transfer.payee_id !== work.member?.id) return refusal('receive.not-yours', { field })
  switch (transfer.state) {
    case 'received':
      return refusal('receive.already-received', { field })
    case 'returned':
      return refusal('receive.past-deadline', { field, data: { deadlineAt: transfer.deadline_at } })
    case 'pending':
      // it waits, but of another amount
      return refusal('receive.no-such', { field })
  }
}
