import { sql } from 'kysely'
import type { Fen, OperationId } from '../../shared/domain/ids'
import { constraintOf, sqlStateOf } from '../database'
import type { AccountId, AccountKind, MemberId, Tables, Tx } from '../schema'

/** Where all practice money comes from; the only account that may fall far below zero. */
export const fundingAccount: AccountId = 'funding'
/** Money that left its payer and has not reached its payee. */
export const transitAccount: AccountId = 'transit'
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
export function accountOf(kind: 'personal-account' | 'wallet', member: MemberId): AccountId {
  return `${kind}/${member}`
}

/** Opens the two accounts of the house, once. */
export async function openHouseAccounts(tx: Tx): Promise<void> {
  await tx
    .insertInto('account')
    .values([
      { id: fundingAccount, kind: 'funding', member_id: null, floor_fen: fundingFloorFen },
      { id: transitAccount, kind: 'transit', member_id: null, floor_fen: 0 },
    ])
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

/**
 * Writes one transaction of the double-entry ledger and moves the balances; its accounts are locked in id order first.
 * The database refuses what is unbalanced (WL002) or leaves a balance below its floor (see {@link isBelowFloor}).
 */
export async function post(tx: Tx, { kind, operationId, at, postings }: LedgerEntry): Promise<void> {
  await lockAccounts(
    tx,
    postings.map(({ account }) => account),
  )
  const { id } = await tx
    .insertInto('ledger_transaction')
    .values({ kind, operation_id: operationId, at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('posting')
    .values(
      postings.map(({ account, amountFen }) => ({
        transaction_id: id,
        account_id: account,
        amount_fen: amountFen,
      })),
    )
    .execute()
  // checked here rather than at commit, so that the item at fault is known
  await sql`set constraints posting_balanced, ledger_transaction_balanced immediate`.execute(tx)
  await sql`set constraints posting_balanced, ledger_transaction_balanced deferred`.execute(tx)
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

async function lockAccounts(tx: Tx, ids: readonly AccountId[]): Promise<void> {
  await tx
    .selectFrom('account')
    .select('id')
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
}
