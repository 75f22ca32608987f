import type { RegionKey } from './ids'
import type { PremiumPlan, RulePack } from './rule-pack'

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
