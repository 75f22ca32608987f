import type { OperationId } from '../../shared/domain/ids'
import type { Outcome, Receipt, TransferBody } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import { nextOpening, shanghaiMidnight } from '../../shared/domain/china-time'
import { refusal } from '../../shared/domain/rule-check'
import { sql } from 'kysely'
import { addChange } from '../changes/changes'
import { accountOf, post, transitAccount } from '../ledger/ledger'
import type { Tables, Tx } from '../schema'
import type { Work } from './context'

const dayMs = 86_400_000

/** A transfer as the table holds it, its row locked. */
export type Transfer = Tables['transfer']

/**
 * Takes the money from the payer's source into transit; it waits there for the payee until the deadline the centre
 * sets: the opening hour of the following day (domain.md 3.3, typically 06:00). The rules have been checked.
 */
export async function sendMoney(work: Work, body: TransferBody): Promise<Outcome> {
  const { tx, payload, member, payee, pack, at } = work
  if (member === null) throw new Error('a transfer without its payer passed the rules')
  if (payee === null) {
    // a pack that lets money wait for a wallet still needs a person to wait for
    const clause = { pack, path: 'transfer.payeeNotOpen' }
    return {
      type: 'refused',
      at,
      refusals: [refusal('payee.cannot-receive', { field: 'payee.idNumber', clause })],
    }
  }
  await post(tx, {
    kind: 'transfer-sent',
    operationId: payload.id,
    at,
    postings: [
      { account: accountOf(body.source, member.id), amountFen: -body.amountFen },
      { account: transitAccount, amountFen: body.amountFen },
    ],
  })
  const deadlineAt = deadlineOf(pack, at)
  await tx
    .insertInto('transfer')
    .values({
      id: payload.id,
      station: payload.station,
      payer_id: member.id,
      payee_id: payee.id,
      source: body.source,
      amount_fen: body.amountFen,
      state: 'pending',
      sent_at: at,
      deadline_at: deadlineAt,
      settled_at: null,
    })
    .execute()
  return { type: 'done', at, receipt: 'pending', deadlineAt }
}

/** Until when the payee can receive what is sent at `at`: the next opening after the following midnight in Shanghai. */
export function deadlineOf(pack: RulePack, at: number): number {
  return nextOpening(shanghaiMidnight(at) + dayMs, pack.transfer.hours)
}

/** A transfer with its row locked, null when there is none of this id. */
export async function lockTransfer(tx: Tx, id: OperationId): Promise<Transfer | null> {
  const row = await tx.selectFrom('transfer').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ?? null
}

/**
 * Ends the waiting of a pending transfer: its money leaves transit for the account given, the transfer's outcome and
 * its station's change log say so.
 */
export async function settle(
  tx: Tx,
  transfer: Transfer,
  end: {
    readonly receipt: Exclude<Receipt, 'pending'>
    readonly to: string
    readonly by: OperationId
    readonly at: number
  },
): Promise<void> {
  const { receipt, to, by, at } = end
  await post(tx, {
    kind: receipt === 'received' ? 'transfer-received' : 'transfer-returned',
    operationId: by,
    at,
    postings: [
      { account: transitAccount, amountFen: -transfer.amount_fen },
      { account: to, amountFen: transfer.amount_fen },
    ],
  })
  await tx
    .updateTable('transfer')
    .set({ state: receipt, settled_at: at })
    .where('id', '=', transfer.id)
    .execute()
  await tx
    .updateTable('operation')
    .set({ outcome: sql<string>`jsonb_set(outcome, '{receipt}', to_jsonb(${receipt}::text))` })
    .where('id', '=', transfer.id)
    .execute()
  await addChange(tx, transfer.station, { type: 'receipt', operationId: transfer.id, receipt, at })
}
