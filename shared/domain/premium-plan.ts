import type { RegionKey } from './ids'
import type { PremiumFacts } from './premium-facts'
import type { PremiumPlan, RulePack } from './rule-pack'

/**
 * Whether the pack has a plan of this year and amount for the region, of whatever tier and group: what is due is the
 * collecting authority's to say, and without a signed plan for it nothing is charged (domain.md 3.5).
 */
export function hasPlan(
  { premium }: Pick<RulePack, 'premium'>,
  { year, region, dueFen }: Pick<PremiumFacts, 'year' | 'region' | 'dueFen'>,
): boolean {
  const plans = (premium?.plans ?? []).filter((plan) => plan.year === year)
  const own = plans.filter((plan) => plan.region === region)
  // a region with plans of its own goes by them alone
  return (own.length > 0 ? own : plans.filter((plan) => plan.region === null)).some(
    (plan) => plan.amountFen === dueFen,
  )
}

/** Whose premium of which year. */
export interface PremiumOf {
  readonly year: number
  readonly region: RegionKey
  readonly tier: string
  readonly group: string
}

/**
 * The pack's plan for a premium: the region's own, else the national base of the same tier and group, else null, and then
 * nothing is charged (domain.md 3.5).
 */
export function premiumPlan(
  pack: Pick<RulePack, 'premium'>,
  { year, region, tier, group }: PremiumOf,
): PremiumPlan | null {
  const fitting = (pack.premium?.plans ?? []).filter(
    (plan) => plan.year === year && plan.tier === tier && plan.group === group,
  )
  return (
    fitting.find((plan) => plan.region === region) ?? fitting.find((plan) => plan.region === null) ?? null
  )
}
