import type { ReceiveBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import { checkAge, checkCard, checkFactsAge, checkKnownAndAlive, fromFacts } from './person-rules'
import { fails, holds, knownMember, refusal } from './rule-check'
import { checkAmount, checkWalletOpen } from './transfer-rules'
import { checkTypedMoney } from './typed-rules'

/**
 * Every rule of receiving (domain.md 3.7), all at once. Hours, counts and limits are the payer's matter; whether the
 * money was received or returned meanwhile only the centre can tell when it carries out.
 * Data of the refusals: `receive.past-deadline` {deadlineAt}.
 */
export function checkReceive(body: ReceiveBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    checkAge(ctx),
    checkCard(ctx),
    checkFactsAge(ctx),
    checkWalletOpen(ctx),
    checkAmount(body),
    checkWaiting(body, ctx),
    ...checkDeadline(body, ctx),
    ...checkTypedMoney(ctx),
  ]
}

/** The centre named this money, of this amount, as waiting for this member. */
function checkWaiting(body: ReceiveBody, ctx: RuleContext): RuleCheck {
  return fromFacts('receive.waiting', ctx, ({ waitingToReceive, asOf }) =>
    waitingToReceive.some((it) => it.transferId === body.transferId && it.amountFen === body.amountFen)
      ? holds('receive.waiting', asOf)
      : fails('receive.waiting', refusal('receive.no-such', { field: 'transferId' }), asOf),
  )
}

/** The deadline is the centre's own, never computed here; without one in the facts there is nothing to compare. */
function checkDeadline(body: ReceiveBody, ctx: RuleContext): readonly RuleCheck[] {
  const facts = knownMember(ctx)
  const waiting = facts?.waitingToReceive.find(({ transferId }) => transferId === body.transferId)
  if (facts === null || waiting === undefined) return []
  const { deadlineAt } = waiting
  if (ctx.nowAt < deadlineAt) return [holds('receive.deadline', facts.asOf)]
  const why = refusal('receive.past-deadline', { data: { deadlineAt }, field: 'transferId' })
  return [fails('receive.deadline', why, facts.asOf)]
}
