import type { OpeningBody, Outcome } from '../../shared/domain/operation'
import { openMemberAccount } from '../ledger/ledger'
import type { Work } from './context'

/** Opens the member's wallet with its empty account (domain.md 3.2); the rules have been checked. */
export async function openWallet({ tx, payload, member, at }: Work, body: OpeningBody): Promise<Outcome> {
  if (member === null) throw new Error('a wallet opening without its member passed the rules')
  const account = await openMemberAccount(tx, 'wallet', member.id)
  await tx
    .insertInto('wallet')
    .values({
      member_id: member.id,
      account_id: account,
      place_of_use: body.placeOfUse,
      phone: body.phone,
      phone_owner: body.phoneOwner,
      opened_at: at,
      opened_by: payload.id,
    })
    .execute()
  return { type: 'done', at, receipt: null, deadlineAt: null }
}
