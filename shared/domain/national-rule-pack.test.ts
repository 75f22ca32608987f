import { describe, expect, it } from 'vitest'
import listJson from '../../resources/regions-2025-05-08.json'
import packJson from '../../resources/national-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { RegionKey } from './ids'
import { relationOf } from './kinship'
import { premiumPlan } from './premium-plan'
import { allRegions, openness, regionKey } from './regions'

const pack = rulePackSchema.parse(packJson)
const table = pack.regionTable
const today = '2025-05-20'

describe('the national rule pack', () => {
  it('is live, dated, and says where it comes from', () => {
    expect(pack).toMatchObject({ realm: 'live', number: 1, validFrom: '2025-05-08', suite: 'intl-1' })
    expect(table.source).toContain('220 regions listed of 227 claimed')
    expect(table.source).toContain('337 regions were open by 2025-06-30')
  })

  it('lists what was published and nothing more', () => {
    const published = listJson.provinces.flatMap(({ code, regions }) =>
      regions.map((name) => regionKey(code ?? '660000', name)),
    )
    expect(allRegions(table).map(({ key }) => key)).toEqual(published)
    expect(published).toHaveLength(220)
    expect(new Set(published).size).toBe(220)
  })

  it.each(['210000', '220000', '230000', '310000', '330000', '520000', '610000'])(
    'calls province %s, named without a list, unknown',
    (code) => {
      const somewhere = regionKey(code, '某市')
      expect(openness(table, somewhere, 'wallet', today).openness).toBe('unknown')
      expect(openness(table, somewhere, 'place-of-use-change', today).openness).toBe('unknown')
    },
  )

  it('never stops a place of a complete list once the list is old', () => {
    const missing = '130000/某市' as RegionKey
    expect(openness(table, missing, 'wallet', today).openness).toBe('closed')
    expect(openness(table, missing, 'wallet', '2025-06-30').openness).toBe('unknown')
  })

  it('accepts no assent alone and no cash', () => {
    for (const ways of Object.values(pack.verification)) expect(ways).not.toContain('member-assent')
    expect(pack.premium?.cashAllowed).toBe(false)
  })

  it('has a rule for each of the 100 relation codes or none at all', () => {
    const known = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).filter(
      (code) => relationOf(pack, code) !== null,
    )
    expect(known).toHaveLength(pack.relations.length)
    expect(new Set(pack.relations.map(({ rule }) => rule)).size).toBe(4)
  })

  it('has the base premium of 2025 everywhere and none of another year', () => {
    const asked = { region: '620000/临夏回族自治州' as RegionKey, tier: 'base', group: 'resident' }
    expect(premiumPlan(pack, { ...asked, year: 2025 })?.amountFen).toBe(40_000)
    expect(premiumPlan(pack, { ...asked, year: 2026 })).toBeNull()
  })
})
