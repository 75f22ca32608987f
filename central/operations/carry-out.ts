import { sql } from 'kysely'
import type { OperationPayload, Outcome, Refusal } from '../../shared/domain/operation'
import { nextOpening } from '../../shared/domain/china-time'
import { refusal } from '../../shared/domain/rule-check'
import type { RuleCheck } from '../../shared/domain/rules'
import { checkOperation, refusalsOf } from '../../shared/domain/rules'
import { isBelowFloor } from '../ledger/ledger'
import type { RulePacks } from '../rule-packs/rule-packs'
import type { Tx } from '../schema'
import type { Work } from './context'
import { prepareWork } from './context'
import { receiveMoney, whyNotWaiting } from './receive'
import { sendMoney } from './transfer'
import { openWallet } from './wallet-opening'

/**
 * Carries one operation out, or says why not. Every rule is checked again, at the centre's time and on the centre's
 * facts (domain.md 4.4); all failing reasons are answered with their clauses. Closed hours defer: the caller keeps the
 * operation and comes again at `opensAt`. Works inside a savepoint, so an operation happens as a whole or not at all.
 */
export async function carryOut(
  tx: Tx,
  payload: OperationPayload,
  packs: RulePacks,
  at: number,
): Promise<Outcome> {
  const work = await prepareWork(tx, payload, packs, at)
  const checks = checkOperation(payload.body, work.rules)
  const verdict = await judge(work, checks)
  if (verdict !== null) return verdict
  await sql`savepoint item`.execute(tx)
  try {
    const outcome = await perform(work)
    await sql`release savepoint item`.execute(tx)
    return outcome
  } catch (error) {
    if (!isBelowFloor(error)) throw error
    await sql`rollback to savepoint item`.execute(tx)
    // the rules said there is enough; the ledger has the last word
    return refused(at, [refusal('transfer.balance-short', { field: 'amountFen' })])
  }
}

/** Rules that may say something else at opening: money comes back, days end. They are judged then, not the night before. */
const judgedAtOpening: ReadonlySet<string> = new Set([
  'transfer.count',
  'transfer.pending',
  'transfer.balance',
])

/** What stops the operation now; null when nothing does. */
async function judge(work: Work, checks: readonly RuleCheck[]): Promise<Outcome | null> {
  const closed = checks.some(({ rule, verdict }) => rule === 'transfer.hours' && verdict !== 'ok')
  const judged = closed
    ? checks.filter(({ rule }) => rule !== 'transfer.hours' && !judgedAtOpening.has(rule))
    : checks
  const refusals = [...verificationRefusals(work), ...(await sharpen(work, refusalsOf(judged)))]
  if (refusals.length > 0) return refused(work.at, refusals)
  if (!closed) return null
  return { type: 'deferred', at: work.at, opensAt: nextOpening(work.at, work.pack.transfer.hours) }
}

/** 同意 on the own window is a way of verification only where the pack of today lists it. */
function verificationRefusals({ payload, pack }: Work): readonly Refusal[] {
  const { kind } = payload.body
  if (pack.verification[kind].includes('member-assent')) return []
  return [refusal('assent.missing', { clause: { pack, path: `verification.${kind}` } })]
}

/** The rules know only money that waits for this member; the centre can say what became of other money. */
async function sharpen(work: Work, refusals: readonly Refusal[]): Promise<readonly Refusal[]> {
  const { body } = work.payload
  if (body.kind !== 'receive' || !refusals.some(({ code }) => code === 'receive.no-such')) return refusals
  const why = await whyNotWaiting(work, body)
  return refusals.map((reason) => (reason.code === 'receive.no-such' ? why : reason))
}

function perform(work: Work): Promise<Outcome> {
  const { body } = work.payload
  switch (body.kind) {
    case 'wallet-opening':
      return openWallet(work, body)
    case 'transfer':
      return sendMoney(work, body)
    case 'receive':
      return receiveMoney(work, body)
  }
}

function refused(at: number, refusals: readonly Refusal[]): Outcome {
  return { type: 'refused', at, refusals }
}
