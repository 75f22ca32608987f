import type { OperationId, RegionKey } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { refusal } from '../../shared/domain/rule-check'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { taxAccounts } from '../ledger/ledger'
import { keepWork, newWork } from '../operations/work'
import type { Tables, Tx } from '../schema'

/** What the collecting authority says of a debited premium: it has it, or it does not take it. */
export type TaxAnswer = 'confirmed' | 'rejected'

/**
 * The collecting authority's answer, a step of its own (domain.md 3.5). Confirmed: the premium is paid and the operation
 * done. Rejected: the money goes back where it came from, the premium is due again, the operation is refused with the
 * reason. The same answer again changes nothing; the other one is refused.
 */
export async function confirmPremium(
  centre: Centre,
  operationId: OperationId,
  answer: TaxAnswer,
  keepEvidence: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<Result<{ readonly again: boolean }, 'premium.no-such'>> {
  return inTransaction(centre.db, async (tx) => {
    const operation = await tx
      .selectFrom('operation')
      .select(['station', 'kind', 'outcome_type'])
      .where('id', '=', operationId)
      .forUpdate()
      .executeTakeFirst()
    if (operation?.kind !== 'premium-payment') return fail('premium.no-such')
    if (operation.outcome_type === (answer === 'confirmed' ? 'done' : 'refused')) return ok({ again: true })
    const premium = await tx
      .selectFrom('premium')
      .selectAll()
      .where('operation_id', '=', operationId)
      .where('state', '=', 'debited')
      .forUpdate()
      .executeTakeFirst()
    if (premium === undefined) return fail('premium.no-such')
    await keep(tx, premium, answer, { operationId, station: operation.station, at: centre.clock.now() })
    await keepEvidence(tx)
    return ok({ again: false })
  })
}

async function keep(
  tx: Tx,
  premium: Tables['premium'],
  answer: TaxAnswer,
  of: { readonly operationId: OperationId; readonly station: Tables['station']['id']; readonly at: number },
): Promise<void> {
  const { operationId, station, at } = of
  const { waiting, confirmed } = taxAccounts(premium.region)
  const to = answer === 'confirmed' ? confirmed : premium.payer_account
  if (to === null) throw new Error('a debited premium without its payer')
  const outcome: Outcome =
    answer === 'confirmed'
      ? { type: 'done', at, receipt: null, deadlineAt: null }
      : { type: 'refused', at, refusals: [refusal('premium.not-confirmed')] }
  const { person_id, year, channel, payer_account } = premium
  const paid = { state: 'paid', channel, payer_account, operation_id: operationId }
  const due = { state: 'due', channel: null, payer_account: null, operation_id: null }
  await keepWork(tx, {
    ...newWork(),
    ...(answer === 'confirmed'
      ? { accounts: [{ id: confirmed, kind: 'tax' as const, member_id: null, floor_fen: 0 }] }
      : {}),
    outcomes: [{ id: operationId, outcome, opens_at: null }],
    premiums: [{ person_id, year, changed_at: at, ...(answer === 'confirmed' ? paid : due) }],
    entries: [
      {
        kind: answer === 'confirmed' ? 'premium-confirmed' : 'premium-returned',
        operationId,
        at,
        postings: [
          { account: waiting, amountFen: -premium.due_fen },
          { account: to, amountFen: premium.due_fen },
        ],
      },
    ],
    news: [{ station, operation_id: operationId, type: 'outcome', receipt: null, outcome, at }],
  })
}

/** One line of the collecting authority's register. */
export interface RegisteredPremium {
  readonly personId: string
  readonly year: number
  readonly region: RegionKey
  readonly dueFen: number
  /** YYYY-MM-DD. */
  readonly payableFrom: string
  readonly payableTo: string
  /** Paid by another channel already, and which; null = due. */
  readonly paidBy: string | null
}

/**
 * Takes over lines of the collecting authority's register. A premium that is debited or paid through us keeps its state;
 * one paid by another channel becomes paid.
 */
export async function registerPremiums(
  centre: Pick<Centre, 'db' | 'clock'>,
  lines: readonly RegisteredPremium[],
): Promise<void> {
  if (lines.length === 0) return
  const at = centre.clock.now()
  await centre.db
    .insertInto('premium')
    .values(
      lines.map(({ personId, year, region, dueFen, payableFrom, payableTo, paidBy }) => ({
        person_id: personId,
        year,
        region,
        due_fen: dueFen as Tables['premium']['due_fen'],
        payable_from: payableFrom,
        payable_to: payableTo,
        state: paidBy === null ? ('due' as const) : ('paid' as const),
        channel: paidBy,
        payer_account: null,
        operation_id: null,
        changed_at: at,
      })),
    )
    .onConflict((on) =>
      on
        .columns(['person_id', 'year'])
        .doUpdateSet((set) => ({
          due_fen: set.ref('excluded.due_fen'),
          payable_from: set.ref('excluded.payable_from'),
          payable_to: set.ref('excluded.payable_to'),
          state: set.ref('excluded.state'),
          channel: set.ref('excluded.channel'),
          changed_at: set.ref('excluded.changed_at'),
        }))
        .where('premium.state', '=', 'due'),
    )
    .execute()
}
