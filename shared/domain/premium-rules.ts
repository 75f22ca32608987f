import type { PremiumBody } from './operation'
import type { RuleCheck, RuleContext, RuleName } from './rule-check'
import { shanghaiDate } from './china-time'
import { readIdNumber } from './id-number'
import type { PremiumFacts } from './premium-facts'
import { hasPlan } from './premium-plan'
import { checkAge, checkCard, checkKnownAndAlive, fromFacts } from './person-rules'
import { fails, holds, packOfTaking, refusal, unknown } from './rule-check'
import { checkWalletOpen, relationCheck } from './transfer-rules'

/**
 * Every rule of a premium payment (domain.md 3.5), all at once. What is due, when, and whether it is paid by any channel
 * is the collecting authority's to say (`ctx.premium`); without its word nothing is charged.
 * Data of the refusals: `premium.not-registered|already-paid` {year}; `premium.not-payable-now` {year, from, to};
 * `premium.amount-differs` {dueFen, amountFen}; `premium.no-plan` {year}; `transfer.balance-short` {availableFen, amountFen, asOf}; `relation.*`.
 */
export function checkPremium(body: PremiumBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    checkAge(ctx),
    checkCard(ctx),
    ...(body.source === 'wallet' ? [checkWalletOpen(ctx)] : []),
    checkPerson(body, ctx),
    ...(body.relation === null ? [] : [relationCheck(body.relation, ctx)]),
    ...checkDue(body, ctx),
    checkPremiumBalance(body, ctx),
  ]
}

function checkPerson({ person, relation }: PremiumBody, ctx: RuleContext): RuleCheck {
  const read = readIdNumber(person.idNumber, shanghaiDate(packOfTaking(ctx).at))
  if (!read.ok) return fails('relation.other', refusal(read.error, { field: 'person.idNumber' }))
  if (read.value.idNumber !== person.idNumber)
    return fails('relation.other', refusal('id-number.malformed', { field: 'person.idNumber' }))
  const own = person.idNumber.toUpperCase() === ctx.person.idNumber.toUpperCase()
  // somebody else's premium needs the relation, the own one has none
  return own === (relation === null)
    ? holds('relation.other')
    : fails('relation.other', refusal('field.missing', { field: 'relation' }))
}

function checkDue({ year, amountFen }: PremiumBody, ctx: RuleContext): readonly RuleCheck[] {
  const { premium } = ctx
  if (premium === undefined) return [unknown('premium.registered'), ...unknownDue]
  if (premium === null) {
    const why = refusal('premium.not-registered', { data: { year }, field: 'year' })
    return [fails('premium.registered', why), ...unknownDue]
  }
  const { dueFen, payableFrom: from, payableTo: to, state } = premium
  const today = shanghaiDate(ctx.nowAt)
  return [
    holds('premium.registered'),
    checkPlan(premium, ctx),
    from <= today && today <= to
      ? holds('premium.payable')
      : fails('premium.payable', refusal('premium.not-payable-now', { data: { year, from, to } })),
    state === 'due'
      ? holds('premium.unpaid')
      : fails('premium.unpaid', refusal('premium.already-paid', { data: { year } })),
    dueFen === amountFen
      ? holds('premium.amount')
      : fails(
          'premium.amount',
          refusal('premium.amount-differs', { data: { dueFen, amountFen }, field: 'amountFen' }),
        ),
  ]
}

const unknownDue = (
  ['premium.plan', 'premium.payable', 'premium.unpaid', 'premium.amount'] satisfies readonly RuleName[]
).map((name) => unknown(name))

/** Price is judged by the pack in force at taking (domain.md 4.4). */
function checkPlan(premium: PremiumFacts, ctx: RuleContext): RuleCheck {
  const { pack } = packOfTaking(ctx)
  if (hasPlan(pack, premium)) return holds('premium.plan')
  const clause = { pack, path: 'premium.plans' }
  return fails('premium.plan', refusal('premium.no-plan', { data: { year: premium.year }, clause }))
}

function checkPremiumBalance({ source, amountFen }: PremiumBody, ctx: RuleContext): RuleCheck {
  return fromFacts('premium.balance', ctx, ({ wallet, personalAccountFen, asOf }) => {
    const heldFen = (source === 'wallet' ? wallet?.balanceFen : personalAccountFen) ?? 0
    const availableFen = Math.max(0, heldFen - (ctx.takenHere.memberQueuedFen?.[source] ?? 0))
    if (amountFen <= availableFen) return holds('premium.balance', asOf)
    const data = { availableFen, amountFen, asOf }
    return fails('premium.balance', refusal('transfer.balance-short', { data, field: 'amountFen' }), asOf)
  })
}
