import { describe, expect, it } from 'vitest'
import type { Fen, RegionKey } from './ids'
import { premiumPlan } from './premium-plan'
import type { PremiumPlan } from './rule-pack'

const region = '620000/临夏回族自治州' as RegionKey
const plan = (changes: Partial<PremiumPlan>): PremiumPlan => ({
  year: 2025,
  region: null,
  tier: 'base',
  group: 'resident',
  amountFen: 40_000 as Fen,
  payableFrom: '2024-09-01',
  payableTo: '2024-12-31',
  source: 'test',
  ...changes,
})
const own = plan({ region, amountFen: 38_000 as Fen })
const base = plan({})
const asked = { year: 2025, region, tier: 'base', group: 'resident' }

describe('the plan of a premium', () => {
  it('is the region’s own before the national base', () => {
    const premium = { cashAllowed: false, plans: [base, own] }
    expect(premiumPlan({ premium }, asked)).toBe(own)
    expect(premiumPlan({ premium }, { ...asked, region: '320000/苏州市' as RegionKey })).toBe(base)
  })

  it('is none for another year, tier or group, and none in a pack from before premiums', () => {
    const premium = { cashAllowed: false, plans: [base, own] }
    for (const other of [{ year: 2026 }, { tier: 'high' }, { group: 'student' }]) {
      expect(premiumPlan({ premium }, { ...asked, ...other })).toBeNull()
    }
    expect(premiumPlan({}, asked)).toBeNull()
  })
})
