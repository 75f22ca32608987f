import type { MemberFacts, WaitingMoney } from '../../shared/domain/member-facts'
import type { RulePack } from '../../shared/domain/rule-pack'
import { shanghaiMidnight } from '../../shared/domain/china-time'
import { confirmName } from '../../shared/domain/masks'
import { accountOf } from '../ledger/ledger'
import type { Book, Member, Transfer } from '../operations/book'
import { openBook } from '../operations/book'
import type { Db, MemberId, Tx } from '../schema'

/** The member of an ID number (normalised), null when the centre has nobody of it. */
export async function findMember(db: Pick<Tx, 'selectFrom'>, idNumber: string): Promise<Member | null> {
  const row = await db.selectFrom('member').selectAll().where('id_number', '=', idNumber).executeTakeFirst()
  return row ?? null
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

/** Everything the pre-check asks about a member, as of `at`. */
export async function memberFacts(
  db: Tx | Db,
  member: Member,
  pack: RulePack,
  at: number,
): Promise<MemberFacts> {
  const numbers = [member.id_number]
  return factsIn(await openBook(db, { payloads: [], operations: [], numbers, at, lock: false }), member, pack)
}

/** What an open book says of a member; today is the Shanghai day of the book. */
export function factsIn(book: Book, member: Member, pack: RulePack): MemberFacts {
  const { at } = book
  const wallet = book.wallets.get(member.id)
  return {
    idNumber: member.id_number,
    asOf: at,
    status: member.status,
    insurances: member.insurances,
    insuredRegion: member.insured_region,
    personalAccountFen: book.accounts.get(accountOf('personal-account', member.id))?.balanceFen ?? null,
    wallet: wallet === undefined ? null : walletFacts(book, member.id, wallet),
    ...transferCounts(book, member.id, pack),
    waitingToReceive: waitingFor(book, member.id),
  }
}

function walletFacts(
  book: Book,
  member: MemberId,
  { placeOfUse }: { readonly placeOfUse: NonNullable<MemberFacts['wallet']>['placeOfUse'] },
): MemberFacts['wallet'] {
  const account = book.accounts.get(accountOf('wallet', member))
  if (account === undefined) throw new Error('a wallet without its account')
  return { placeOfUse, balanceFen: account.balanceFen }
}

/** A returned transfer counts against the day when the pack says so. */
function transferCounts(
  book: Book,
  member: MemberId,
  pack: RulePack,
): Pick<MemberFacts, 'transfersToday' | 'transfersPending'> {
  const midnight = shanghaiMidnight(book.at)
  const own = [...book.transfers.values()].filter(({ payer_id }) => payer_id === member)
  const today = own.filter(({ sent_at }) => sent_at >= midnight)
  return {
    transfersToday: today.filter(({ state }) => pack.transfer.returnedCounts || state !== 'returned').length,
    transfersPending: own.filter(({ state }) => state === 'pending').length,
  }
}

const mostShown = 200

function waitingFor(book: Book, member: MemberId): readonly WaitingMoney[] {
  return [...book.transfers.values()]
    .filter(({ payee_id, state }) => payee_id === member && state === 'pending')
    .sort(byDeadline)
    .slice(0, mostShown)
    .map(({ id, amount_fen, deadline_at, payer_name }) => ({
      transferId: id,
      amountFen: amount_fen,
      from: confirmName(payer_name),
      deadlineAt: deadline_at,
    }))
}

function byDeadline(one: Transfer, other: Transfer): number {
  return one.deadline_at - other.deadline_at || (one.id < other.id ? -1 : 1)
}
