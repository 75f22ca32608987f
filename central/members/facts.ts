import { sql } from 'kysely'
import type { MemberFacts, WaitingMoney } from '../../shared/domain/member-facts'
import type { RulePack } from '../../shared/domain/rule-pack'
import { shanghaiMidnight } from '../../shared/domain/china-time'
import { confirmName } from '../../shared/domain/masks'
import { accountOf, balanceOf } from '../ledger/ledger'
import type { MemberId, Tables, Tx } from '../schema'

/** A member as the centre's table holds him or her. */
export type Member = Pick<
  Tables['member'],
  'id' | 'id_number' | 'name' | 'status' | 'insurances' | 'insured_region'
>

type Reader = Pick<Tx, 'selectFrom'>

/** The member of an ID number (normalised), null when the centre has nobody of it. */
export async function findMember(db: Reader, idNumber: string): Promise<Member | null> {
  const row = await db.selectFrom('member').selectAll().where('id_number', '=', idNumber).executeTakeFirst()
  return row ?? null
}

/**
 * The members of these numbers, locked in id order until the transaction ends: their counts, wallets and pending
 * transfers cannot move while the rules look at them.
 */
export async function lockMembers(
  tx: Tx,
  idNumbers: readonly string[],
): Promise<ReadonlyMap<string, Member>> {
  const rows = await tx
    .selectFrom('member')
    .selectAll()
    .where('id_number', 'in', [...idNumbers])
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(rows.map((row) => [row.id_number, row]))
}

/** What the centre says of somebody it has nobody of. */
export function unknownFacts(idNumber: string, at: number): MemberFacts {
  return {
    idNumber,
    asOf: at,
    status: 'unknown',
    insurances: [],
    insuredRegion: null,
    personalAccountFen: null,
    wallet: null,
    transfersToday: 0,
    transfersPending: 0,
    waitingToReceive: [],
  }
}

/** Everything the rules and the pre-check ask about a member, as of `at`; today is the Shanghai day of `at`. */
export async function memberFacts(
  db: Reader,
  member: Member,
  pack: RulePack,
  at: number,
): Promise<MemberFacts> {
  const wallet = await walletOf(db, member.id)
  return {
    idNumber: member.id_number,
    asOf: at,
    status: member.status,
    insurances: member.insurances,
    insuredRegion: member.insured_region,
    personalAccountFen: await balanceOf(db, accountOf('personal-account', member.id)),
    wallet,
    ...(await transferCounts(db, member.id, pack, at)),
    waitingToReceive: await waitingFor(db, member.id),
  }
}

/** How many wallets name this phone. */
export async function walletsOnPhone(db: Reader, phone: string): Promise<number> {
  const { count } = await db
    .selectFrom('wallet')
    .select(sql<number>`count(*)`.as('count'))
    .where('phone', '=', phone)
    .executeTakeFirstOrThrow()
  return count
}

async function walletOf(db: Reader, member: MemberId): Promise<MemberFacts['wallet']> {
  const row = await db
    .selectFrom('wallet')
    .innerJoin('account', 'account.id', 'wallet.account_id')
    .select(['wallet.place_of_use', 'account.balance_fen'])
    .where('wallet.member_id', '=', member)
    .executeTakeFirst()
  return row === undefined ? null : { placeOfUse: row.place_of_use, balanceFen: row.balance_fen }
}

/** A returned transfer counts against the day when the pack says so. */
async function transferCounts(
  db: Reader,
  member: MemberId,
  pack: RulePack,
  at: number,
): Promise<Pick<MemberFacts, 'transfersToday' | 'transfersPending'>> {
  const rows = await db
    .selectFrom('transfer')
    .select(['state', 'sent_at'])
    .where('payer_id', '=', member)
    .where((where) =>
      where.or([where('sent_at', '>=', shanghaiMidnight(at)), where('state', '=', 'pending')]),
    )
    .execute()
  const today = rows.filter(({ sent_at }) => sent_at >= shanghaiMidnight(at))
  const counted = today.filter(({ state }) => pack.transfer.returnedCounts || state !== 'returned')
  return {
    transfersToday: counted.length,
    transfersPending: rows.filter(({ state }) => state === 'pending').length,
  }
}

async function waitingFor(db: Reader, member: MemberId): Promise<readonly WaitingMoney[]> {
  const rows = await db
    .selectFrom('transfer')
    .innerJoin('member', 'member.id', 'transfer.payer_id')
    .select(['transfer.id', 'transfer.amount_fen', 'transfer.deadline_at', 'member.name'])
    .where('transfer.payee_id', '=', member)
    .where('transfer.state', '=', 'pending')
    .orderBy('transfer.deadline_at')
    .orderBy('transfer.id')
    .limit(200)
    .execute()
  return rows.map(({ id, amount_fen, deadline_at, name }) => ({
    transferId: id,
    amountFen: amount_fen,
    from: confirmName(name),
    deadlineAt: deadline_at,
  }))
}
