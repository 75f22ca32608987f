import type { RuleCheck, RuleContext, RuleName } from './rule-check'
import { cautiousTyped } from './rule-pack'
import { fails, holds, refusal, second } from './rule-check'

/** Money on a number that was typed waits for a second person (手工录入, domain.md 2); empty where a card was read. */
export function checkTypedMoney(ctx: RuleContext): readonly RuleCheck[] {
  if (ctx.identity !== 'typed') return []
  const clause = { pack: ctx.pack, path: 'typed' }
  return [second('identity.typed', refusal('visit.typed-identity', { clause }))]
}

/**
 * The lower caps of money out on a typed number, per item and, when it is taken, of what was taken here for the member
 * today. Data of the refusals: `transfer.typed-cap` {amountFen, maxFen}.
 */
export function checkTypedCaps(
  { amountFen }: { readonly amountFen: number },
  ctx: RuleContext,
): readonly RuleCheck[] {
  if (ctx.identity !== 'typed') return []
  const { pack, takenHere } = ctx
  const caps = pack.typed ?? cautiousTyped
  const cap = (rule: RuleName, sumFen: number, field: keyof typeof caps): RuleCheck => {
    const maxFen = caps[field]
    if (sumFen <= maxFen) return holds(rule)
    const data = { amountFen: sumFen, maxFen }
    const clause = { pack, path: `typed.${field}` }
    return fails(rule, refusal('transfer.typed-cap', { data, field: 'amountFen', clause }))
  }
  const perItem = cap('typed.per-item', amountFen, 'perItemFen')
  if (ctx.moment === 'carrying-out') return [perItem]
  return [perItem, cap('typed.per-member-day', takenHere.memberAmountTodayFen + amountFen, 'perMemberDayFen')]
}
