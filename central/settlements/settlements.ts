import { sql } from 'kysely'
import type { Fen } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { canonicalJson } from '../../shared/contract/canonical'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import type { Posting } from '../ledger/ledger'
import { accountOf, institutionAccount, isBelowFloor } from '../ledger/ledger'
import { keepWork, newWork } from '../operations/work'
import type { Tx } from '../schema'

/** Spending at an institution, as the institution posts it under a number of its own. */
export interface Settlement {
  /** The institution's number, unique for ever. */
  readonly id: string
  readonly institution: string
  readonly idNumber: string
  readonly amountFen: number
}

/** The institution takes back a part or all of a settlement; the money returns to the wallet. */
export interface SettlementReversal {
  readonly id: string
  readonly settlementId: string
  readonly institution: string
  readonly amountFen: number
}

export type SettlementFailure =
  | 'settlement.unknown-institution'
  | 'settlement.other-content'
  | 'settlement.no-such'
  | 'settlement.over-reversed'
  | 'member.not-found'
  | 'wallet.not-open'
  | 'amount.not-positive'
  | 'transfer.balance-short'

/** `again` = this very content came before; nothing was done now. */
export type SettlementAnswer = Result<{ readonly again: boolean }, SettlementFailure>

/** Keeps what proves the order, in the transaction that carries it out. */
export type KeepEvidence = (tx: Tx) => Promise<void>
const nothingKept: KeepEvidence = async () => undefined

/** Posts spending from the wallet, once for each number: the same content again is answered `again`. */
export async function postSettlement(
  centre: Centre,
  settlement: Settlement,
  keep: KeepEvidence = nothingKept,
): Promise<SettlementAnswer> {
  return unlessShort(() =>
    inTransaction(centre.db, async (tx) => {
      const { id, institution, idNumber, amountFen } = settlement
      const hash = sha256(canonicalJson({ ...settlement }))
      const before = await known(tx, id)
      if (before !== null) return before === hash ? ok({ again: true }) : otherContent(centre, tx, id)
      if (!(Number.isSafeInteger(amountFen) && amountFen > 0)) return fail('amount.not-positive')
      const taker = await tx
        .selectFrom('institution')
        .select('takes_wallet')
        .where('code', '=', institution)
        .executeTakeFirst()
      if (taker === undefined || taker.takes_wallet === 'no') return fail('settlement.unknown-institution')
      const member = await lockMember(tx, 'id_number', idNumber)
      if (member === null) return fail('member.not-found')
      if (!member.wallet) return fail('wallet.not-open')
      const at = centre.clock.now()
      await tx
        .insertInto('settlement')
        .values({
          id,
          institution,
          member_id: member.id,
          amount_fen: amountFen as Fen,
          content_hash: hash,
          at,
        })
        .execute()
      await move(tx, 'settlement', { member: member.id, institution, amountFen, at })
      await keep(tx)
      return ok({ again: false })
    }),
  )
}

/** Reverses settled spending, once for each number, never more than was settled. */
export async function reverseSettlement(
  centre: Centre,
  reversal: SettlementReversal,
  keep: KeepEvidence = nothingKept,
): Promise<SettlementAnswer> {
  return inTransaction(centre.db, async (tx) => {
    const { id, settlementId, institution, amountFen } = reversal
    const hash = sha256(canonicalJson({ ...reversal }))
    const before = await known(tx, id)
    if (before !== null) return before === hash ? ok({ again: true }) : otherContent(centre, tx, id)
    if (!(Number.isSafeInteger(amountFen) && amountFen > 0)) return fail('amount.not-positive')
    const settled = await tx
      .selectFrom('settlement')
      .selectAll()
      .where('id', '=', settlementId)
      .where('institution', '=', institution)
      .executeTakeFirst()
    if (settled === undefined) return fail('settlement.no-such')
    await lockMember(tx, 'id', settled.member_id)
    const { reversed } = await tx
      .selectFrom('settlement_reversal')
      .select(sql<number>`coalesce(sum(amount_fen), 0)::bigint`.as('reversed'))
      .where('settlement_id', '=', settlementId)
      .executeTakeFirstOrThrow()
    if (reversed + amountFen > settled.amount_fen) return fail('settlement.over-reversed')
    const at = centre.clock.now()
    await tx
      .insertInto('settlement_reversal')
      .values({ id, settlement_id: settlementId, amount_fen: amountFen as Fen, content_hash: hash, at })
      .execute()
    await move(tx, 'settlement-reversed', {
      member: settled.member_id,
      institution,
      amountFen: -amountFen,
      at,
    })
    await keep(tx)
    return ok({ again: false })
  })
}

/** The hash a number came with before, settlement or reversal; one writer a number until the transaction ends. */
async function known(tx: Tx, id: string): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(4, hashtext(${id}))`.execute(tx)
  const { rows } = await sql<{ content_hash: string }>`
    select content_hash from settlement where id = ${id}
    union all select content_hash from settlement_reversal where id = ${id}`.execute(tx)
  return rows[0]?.content_hash ?? null
}

async function otherContent(centre: Centre, tx: Tx, id: string): Promise<SettlementAnswer> {
  await tx
    .insertInto('incident')
    .values({
      kind: 'settlement-other-content',
      station: null,
      operation_id: null,
      details: JSON.stringify({ settlement: id }),
      at: centre.clock.now(),
    })
    .execute()
  return fail('settlement.other-content')
}

async function lockMember(
  tx: Tx,
  by: 'id' | 'id_number',
  value: string,
): Promise<{ readonly id: string; readonly wallet: boolean } | null> {
  const member = await tx
    .selectFrom('member')
    .select('id')
    .where(by, '=', value)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (member === undefined) return null
  const wallet = await tx
    .selectFrom('wallet')
    .select('member_id')
    .where('member_id', '=', member.id)
    .executeTakeFirst()
  return { id: member.id, wallet: wallet !== undefined }
}

async function move(
  tx: Tx,
  kind: 'settlement' | 'settlement-reversed',
  of: {
    readonly member: string
    readonly institution: string
    readonly amountFen: number
    readonly at: number
  },
): Promise<void> {
  const account = institutionAccount(of.institution)
  const postings: readonly Posting[] = [
    { account: accountOf('wallet', of.member), amountFen: -of.amountFen },
    { account, amountFen: of.amountFen },
  ]
  await keepWork(tx, {
    ...newWork(),
    accounts: [{ id: account, kind: 'institution', member_id: null, floor_fen: 0 }],
    entries: [{ kind, operationId: null, at: of.at, postings }],
  })
}

async function unlessShort(work: () => Promise<SettlementAnswer>): Promise<SettlementAnswer> {
  try {
    return await work()
  } catch (error) {
    if (isBelowFloor(error)) return fail('transfer.balance-short')
    throw error
  }
}
