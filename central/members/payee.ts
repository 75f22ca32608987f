import type { RegionKey } from '../../shared/domain/ids'
import type { PayeeAnswer } from '../../shared/domain/member-facts'
import type { RulePack } from '../../shared/domain/rule-pack'
import { shanghaiDate } from '../../shared/domain/china-time'
import { openness } from '../../shared/domain/regions'
import type { Member } from '../operations/book'
import type { Tx } from '../schema'

/** A payee as the payer named him or her. */
export interface NamedPayee {
  readonly name: string
  readonly idNumber: string
  readonly insuredRegion: RegionKey
}

/**
 * Whether the person named can receive, without the place (the rules judge that one by the pack in force at taking).
 * A wrong name or region is answered like a closed wallet: the centre says no more of a payee (domain.md 3.8).
 */
export function payeeReceives(named: NamedPayee, member: Member | null, hasWallet: boolean): PayeeAnswer {
  if (member === null || member.status !== 'active' || member.insurances.length === 0) return 'cannot-receive'
  if (member.name !== named.name.trim() || member.insured_region !== named.insuredRegion)
    return 'cannot-receive'
  return hasWallet ? 'can-receive' : 'cannot-receive'
}

/** The answer to a look-up: the person and, as of today, the place. */
export async function answerPayee(
  db: Pick<Tx, 'selectFrom'>,
  named: NamedPayee,
  member: Member | null,
  pack: RulePack,
  at: number,
): Promise<PayeeAnswer> {
  const person = payeeReceives(named, member, member !== null && (await hasWallet(db, member)))
  if (person !== 'can-receive') return person
  const place = openness(pack.regionTable, named.insuredRegion, 'wallet', shanghaiDate(at))
  if (place.openness === 'closed') return 'cannot-receive'
  return place.openness === 'open' ? 'can-receive' : 'ask-online'
}

async function hasWallet(db: Pick<Tx, 'selectFrom'>, { id }: Member): Promise<boolean> {
  const wallet = await db
    .selectFrom('wallet')
    .select('member_id')
    .where('member_id', '=', id)
    .executeTakeFirst()
  return wallet !== undefined
}
