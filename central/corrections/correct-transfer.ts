import { sql } from 'kysely'
import type { ErrorCode } from '../../shared/domain/errors'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Refusal } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { refusal } from '../../shared/domain/rule-check'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { accountOf } from '../ledger/ledger'
import type { Transfer } from '../operations/book'
import { openBook } from '../operations/book'
import { markSettled, postIn, sourceAccount } from '../operations/money'
import { keepWork } from '../operations/work'
import type { MemberId, Tx } from '../schema'

/** 冲正: only for the bureau's own error, by the centre, by two persons (domain.md 4.3). Nothing is edited or deleted. */
export interface CorrectionRequest {
  readonly operationId: OperationId
  readonly reason: string
  /** The operator who asks. */
  readonly by: string
}

type ReverseRefusal = 'correction.wrong-state' | 'correction.spent'
type AskRefusal = 'field.missing' | 'correction.no-such' | 'correction.wrong-state'
type ApproveRefusal = ReverseRefusal | 'correction.no-such' | 'correction.same-person' | 'clerk.related'
type CorrectionRefusal<Code> = Refusal & { readonly code: Code }

function because<Code extends ErrorCode>(code: Code, data: Refusal['data'] = {}): CorrectionRefusal<Code> {
  return { ...refusal(code, { data }), code }
}

/** Writes down that a transfer should be reversed, and why; nothing moves before somebody else approves. */
export async function requestCorrection(
  centre: Centre,
  { operationId, reason, by }: CorrectionRequest,
): Promise<Result<null, CorrectionRefusal<AskRefusal>>> {
  if (reason.trim() === '') return fail(because('field.missing', { field: 'reason' }))
  return inTransaction(centre.db, async (tx) => {
    const transfer = await tx
      .selectFrom('transfer')
      .select(['state', 'party'])
      .where('id', '=', operationId)
      .executeTakeFirst()
    if (transfer === undefined) return fail(because('correction.no-such'))
    if (!correctable(transfer)) return fail(because('correction.wrong-state'))
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('correction')
      .values({
        operation_id: operationId,
        reason,
        requested_by: by,
        requested_at: centre.clock.now(),
        approved_by: null,
        approved_at: null,
      })
      .onConflict((on) => on.doNothing())
      .executeTakeFirstOrThrow()
    // one was asked for already: it waits for its second person, whoever asked
    return numInsertedOrUpdatedRows === 0n ? fail(because('correction.wrong-state')) : ok(null)
  })
}

/**
 * The second person approves: the money goes back from the payee's wallet to where it came from, as a transaction of its
 * own. The station that took the transfer hears of it, and the one where the payee received the money, of that receiving:
 * both members are told at their next visit there (domain.md 4.3). What the payee has spent is not taken into debt:
 * `correction.spent` {availableFen, amountFen}. The relatives of a party do not approve (回避).
 */
export async function approveCorrection(
  centre: Centre,
  operationId: OperationId,
  by: string,
): Promise<Result<null, CorrectionRefusal<ApproveRefusal>>> {
  return inTransaction(centre.db, async (tx) => {
    const asked = await tx
      .selectFrom('correction')
      .selectAll()
      .where('operation_id', '=', operationId)
      .forUpdate()
      .executeTakeFirst()
    if (asked === undefined) return fail(because('correction.no-such'))
    if (asked.approved_by !== null) return fail(because('correction.wrong-state'))
    if (asked.requested_by === by) return fail(because('correction.same-person'))
    if (await isRelated(tx, operationId, [by, asked.requested_by])) return fail(because('clerk.related'))
    const why = await reverse(centre, tx, operationId)
    if (why !== null) return fail(why)
    const approved = { approved_by: by, approved_at: centre.clock.now() }
    await tx.updateTable('correction').set(approved).where('operation_id', '=', operationId).execute()
    return ok(null)
  })
}

/** Only this centre's own transfers, and only while the money has not come back. */
export function correctable({ state, party }: Pick<Transfer, 'state' | 'party'>): boolean {
  return party === 'ours' && state !== 'returned'
}

/** Pending money leaves the reservation, received money the payee's wallet. Null = done. */
async function reverse(
  { clock }: Centre,
  tx: Tx,
  id: OperationId,
): Promise<CorrectionRefusal<ReverseRefusal> | null> {
  const book = await openBook(tx, {
    payloads: [],
    operations: [],
    transfers: [id],
    at: clock.now(),
    lock: true,
  })
  const transfer = book.transfers.get(id)
  if (transfer === undefined || !correctable(transfer) || transfer.payee_id === null)
    return because('correction.wrong-state')
  const from = transfer.state === 'pending' ? transfer.held_in : accountOf('wallet', transfer.payee_id)
  const availableFen = book.accounts.get(from)?.balanceFen
  const amountFen = transfer.amount_fen
  if (availableFen !== undefined && availableFen < amountFen)
    return because('correction.spent', { availableFen, amountFen })
  const { at } = book
  postIn(book, {
    kind: 'reversal',
    operationId: id,
    at,
    postings: [
      { account: from, amountFen: -amountFen },
      { account: sourceAccount(transfer.source, transfer.payer_id), amountFen },
    ],
  })
  markSettled(book, transfer, 'returned')
  book.work.news.push({
    station: transfer.station,
    operation_id: id,
    type: 'receipt',
    receipt: 'returned',
    outcome: null,
    at,
  })
  const corrected = [{ id, station: transfer.station }, ...(await receivingOf(tx, id, transfer.payee_id))]
  for (const { id: operation_id, station } of corrected)
    book.work.news.push({ station, operation_id, type: 'correction', receipt: null, outcome: null, at })
  book.work.incidents.push({
    kind: 'correction',
    station: transfer.station,
    operation_id: id,
    details: { amountFen },
    at,
  })
  await keepWork(tx, book.work)
  return null
}

/** The operation by which the payee received this transfer, as the payee's postings lead to it; none when none was needed. */
async function receivingOf(
  tx: Tx,
  transfer: OperationId,
  payee: MemberId,
): Promise<readonly { readonly id: OperationId; readonly station: StationId }[]> {
  return tx
    .selectFrom('posting')
    .innerJoin('ledger_transaction', 'ledger_transaction.id', 'posting.transaction_id')
    .innerJoin('operation', 'operation.id', 'ledger_transaction.operation_id')
    .select(['operation.id', 'operation.station'])
    .where('posting.account_id', '=', accountOf('wallet', payee))
    .where('ledger_transaction.kind', '=', 'transfer-received')
    .where('operation.kind', '=', 'receive')
    .where(sql`operation.payload::jsonb #>> '{body,transferId}'`, '=', transfer)
    .execute()
}

async function isRelated(tx: Tx, id: OperationId, clerks: readonly string[]): Promise<boolean> {
  const related = await tx
    .selectFrom('clerk_relation')
    .innerJoin('member', 'member.id_number', 'clerk_relation.id_number')
    .innerJoin('transfer', (join) =>
      join.on((on) =>
        on.or([
          on('transfer.payer_id', '=', on.ref('member.id')),
          on('transfer.payee_id', '=', on.ref('member.id')),
        ]),
      ),
    )
    .select('clerk_relation.clerk')
    .where('transfer.id', '=', id)
    .where('clerk_relation.clerk', 'in', [...clerks])
    .executeTakeFirst()
  return related !== undefined
}
