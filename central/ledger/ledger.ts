import { sql } from 'kysely'
import type { Fen, OperationId } from '../../shared/domain/ids'
import { constraintOf, sqlStateOf } from '../database'
import type { AccountId, AccountKind, MemberId, Tables, Tx } from '../schema'

/** Where all practice money comes from; the only account that may fall far below zero. */
export const fundingAccount: AccountId = 'funding'
/** Money that left its payer and has not reached its payee, as far as it was sent before every payer had a reservation. */
const transitAccount: AccountId = 'transit'
/** Money on its way to other centres; zero when the exchange has answered everything. */
export const clearingAccount: AccountId = 'clearing'
/** What other centres have taken over. */
export const outsideAccount: AccountId = 'outside'
const fundingFloorFen = -1e15

/** One side of a transaction: a positive amount (fen) comes in, a negative one goes out. */
export interface Posting {
  readonly account: AccountId
  readonly amountFen: number
}

export interface LedgerEntry {
  readonly kind: Tables['ledger_transaction']['kind']
  readonly operationId: OperationId | null
  readonly at: number
  readonly postings: readonly Posting[]
}

/** The one account of a kind that a member has. */
export function accountOf(kind: 'personal-account' | 'wallet' | 'reservation', member: MemberId): AccountId {
  return `${kind}/${member}`
}

/** Where premiums of a region go: debited, not yet confirmed; and confirmed. */
export function taxAccounts(region: string): { readonly waiting: AccountId; readonly confirmed: AccountId } {
  return { waiting: `tax-waiting/${region}`, confirmed: `tax/${region}` }
}

/** What an institution has settled. */
export function institutionAccount(code: string): AccountId {
  return `institution/${code}`
}

/** Opens the accounts of the house, once. */
export async function openHouseAccounts(tx: Tx): Promise<void> {
  await tx
    .insertInto('account')
    .values([
      { id: fundingAccount, kind: 'funding', member_id: null, floor_fen: fundingFloorFen },
      { id: transitAccount, kind: 'transit', member_id: null, floor_fen: 0 },
      { id: clearingAccount, kind: 'clearing', member_id: null, floor_fen: 0 },
      { id: outsideAccount, kind: 'outside', member_id: null, floor_fen: 0 },
    ])
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Opens a member's empty account and returns its id. */
export async function openMemberAccount(
  tx: Tx,
  kind: Extract<AccountKind, 'personal-account' | 'wallet'>,
  member: MemberId,
): Promise<AccountId> {
  const id = accountOf(kind, member)
  await tx.insertInto('account').values({ id, kind, member_id: member, floor_fen: 0 }).execute()
  return id
}

/** One transaction as `post_entries` takes it. */
export function entryRow({ kind, operationId, at, postings }: LedgerEntry): object {
  const lines = postings.map(({ account, amountFen }) => ({ account, amount: amountFen }))
  return { kind, operation_id: operationId, at, postings: lines }
}

/**
 * Writes one transaction of the double-entry ledger and moves the balances; its accounts are locked in id order first.
 * The database refuses what is unbalanced (WL002) or leaves a balance below its floor (see {@link isBelowFloor}).
 */
export async function post(tx: Tx, entry: LedgerEntry): Promise<void> {
  await sql`select post_entries(${JSON.stringify([entryRow(entry)])}::jsonb)`.execute(tx)
}

/** Whether the ledger itself refused a transaction for want of money. */
export function isBelowFloor(error: unknown): boolean {
  return sqlStateOf(error) === '23514' && constraintOf(error) === 'account_floor'
}

/** The balance of an account in fen, null when there is no such account. */
export async function balanceOf(tx: Pick<Tx, 'selectFrom'>, account: AccountId): Promise<Fen | null> {
  const row = await tx
    .selectFrom('account')
    .select('balance_fen')
    .where('id', '=', account)
    .executeTakeFirst()
  return row?.balance_fen ?? null
}
