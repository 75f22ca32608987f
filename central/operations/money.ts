import type { Fen, OperationId } from '../../shared/domain/ids'
import type { TransferReceipt, TransferBody } from '../../shared/domain/operation'
import type { LedgerEntry, Posting } from '../ledger/ledger'
import { accountOf } from '../ledger/ledger'
import type { AccountId, AccountKind, MemberId } from '../schema'
import type { Book, Transfer } from './book'

/** The book itself saw that an account would fall below its floor; the operation happens not at all. */
export class BelowFloor extends Error {
  constructor(readonly account: AccountId) {
    super(`account ${account} would fall below its floor`)
    this.name = 'BelowFloor'
  }
}

/** Writes a ledger transaction into the book; balances of the people in it move at once. Throws {@link BelowFloor}. */
export function postIn(book: Book, entry: LedgerEntry): void {
  for (const posting of entry.postings) checkFloor(book, posting)
  for (const { account, amountFen } of entry.postings) {
    const kept = book.accounts.get(account)
    // house accounts are not in the book: the ledger alone keeps them
    if (kept !== undefined)
      book.accounts.set(account, { ...kept, balanceFen: (kept.balanceFen + amountFen) as Fen })
  }
  book.work.entries.push(entry)
}

function checkFloor(book: Book, { account, amountFen }: Posting): void {
  const kept = book.accounts.get(account)
  if (kept !== undefined && amountFen < 0 && kept.balanceFen + amountFen < kept.floorFen)
    throw new BelowFloor(account)
}

/** A house account, opened with the first money that goes there. */
export function houseAccount(book: Book, id: AccountId, kind: AccountKind): AccountId {
  if (!book.work.accounts.some((row) => row.id === id))
    book.work.accounts.push({ id, kind, member_id: null, floor_fen: 0 })
  return id
}

/** A member's account of a kind, opened empty when there is none yet. */
export function ensureAccount(
  book: Book,
  kind: 'personal-account' | 'wallet' | 'reservation',
  member: MemberId,
): AccountId {
  const id = accountOf(kind, member)
  if (!book.accounts.has(id)) {
    book.accounts.set(id, { balanceFen: 0 as Fen, floorFen: 0 })
    book.work.accounts.push({ id, kind, member_id: member, floor_fen: 0 })
  }
  return id
}

/** The account a payer's money comes from and goes back to. */
export function sourceAccount(source: TransferBody['source'], member: MemberId): AccountId {
  return accountOf(source, member)
}

/** How the waiting of a transfer ends. */
export interface End {
  readonly kind: LedgerEntry['kind']
  readonly receipt: Exclude<TransferReceipt, 'pending'>
  /** Where the money goes. */
  readonly to: AccountId
  readonly by: OperationId
}

/**
 * Ends a transfer's waiting: its money leaves where it is held for the account given; the transfer's outcome and its
 * station's change log say so.
 */
export function settle(book: Book, transfer: Transfer, { kind, receipt, to, by }: End): void {
  const { at } = book
  const { id, station, held_in, amount_fen } = transfer
  postIn(book, {
    kind,
    operationId: by,
    at,
    postings: [
      { account: held_in, amountFen: -amount_fen },
      { account: to, amountFen: amount_fen },
    ],
  })
  markSettled(book, transfer, receipt)
  book.work.news.push({ station, operation_id: id, type: 'receipt', receipt, outcome: null, at })
}

/** Notes in the book what became of a transfer. */
export function markSettled(
  book: Book,
  transfer: Transfer,
  receipt: Exclude<TransferReceipt, 'pending'>,
): void {
  const { at } = book
  book.transfers.set(transfer.id, { ...transfer, state: receipt, settled_at: at })
  book.work.settled.push({ id: transfer.id, state: receipt, at })
}
