import { describe, expect, it } from 'vitest'
import people from '../../resources/practice-people.json'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { RegionKey, RelationCode } from './ids'
import type { Openness } from './rule-pack'
import { relationOf } from './kinship'
import { allRegions, isRegionKey, openness, provinceName, regionName } from './regions'

const pack = rulePackSchema.parse(packJson)
const table = pack.regionTable
const today = '2026-11-22'
const key = (text: string): RegionKey => text as RegionKey

describe('the practice rule pack', () => {
  it('is a rule pack of the practice realm with the limits of the notices', () => {
    expect(pack).toMatchObject({
      realm: 'practice',
      number: 5,
      title: '练习规则 5 号',
      validFrom: '2025-05-08',
    })
    expect(pack.transfer).toEqual({
      maxFen: 200_000,
      maxPerDay: 3,
      countDayBoundary: 'calendar-day',
      returnedCounts: true,
      hours: { opens: '06:00', closes: '22:00' },
      onePendingOnly: false,
      minKeptFen: 0,
      payeeNotOpen: 'refuse',
      alsoCheckPlaceOfUse: false,
      lastSendBefore: '18:00',
    })
  })

  it('lists the 220 regions of 2025-05-08 and two invented ones, each once', () => {
    const regions = allRegions(table)
    expect(regions).toHaveLength(222)
    expect(new Set(regions.map((region) => region.key)).size).toBe(222)
    expect(regions.filter(({ key: k }) => k.startsWith('990000/'))).toHaveLength(2)
    expect(regions.every((region) => isRegionKey(region.key) && regionName(region.key) === region.name)).toBe(
      true,
    )
    expect(table.source).toContain('invented')
  })

  it('names seven provinces without a list, none of them complete', () => {
    const bare = table.provinces.filter((province) => province.regions.length === 0)
    expect(bare.map(({ code }) => code)).toEqual([
      '210000',
      '220000',
      '230000',
      '310000',
      '330000',
      '520000',
      '610000',
    ])
    expect(bare.some(({ complete }) => complete)).toBe(false)
  })

  it('has every region open for the wallet but 练习二市, whatever the day after the list', () => {
    for (const region of allRegions(table)) {
      const expected: Openness = region.name === '练习二市' ? 'closed' : 'open'
      expect([region.key, openness(table, region.key, 'wallet', today).openness]).toEqual([
        region.key,
        expected,
      ])
    }
  })

  it('has a change of place of use in six provinces and 练习一市 only', () => {
    const changing = allRegions(table).filter(
      (region) => openness(table, region.key, 'place-of-use-change', today).openness === 'open',
    )
    const provinces = new Set(changing.map((region) => region.province))
    // 黑龙江 supports it too, but has no list
    expect(provinces).toEqual(
      new Set(['河北省', '安徽省', '广西壮族自治区', '西藏自治区', '甘肃省', '练习省']),
    )
    expect(openness(table, key('320000/苏州市'), 'place-of-use-change', today).openness).toBe('unknown')
  })

  it('gives every practice person a region it can judge', () => {
    const regions = people.people.flatMap((person) =>
      person.member === undefined ? [] : [key(person.member.insuredRegion)],
    )
    expect(regions.length).toBeGreaterThan(5)
    const answers = new Set(regions.map((region) => openness(table, region, 'wallet', today).openness))
    expect(answers).toEqual(new Set(['open', 'closed', 'unknown']))
    expect(provinceName(table, key('620000/临夏回族自治州'))).toBe('甘肃省')
    expect(provinceName(table, key('110000/北京市'))).toBeNull()
  })
})

describe('the relation table', () => {
  const allow =
    '10 11 12 20 21 22 23 24 25 26 30 31 32 33 34 35 36 40 41 42 43 44 50 51 52 60 61 62 63 64 70 71 73 75 77'
  const refuse =
    '01 02 28 38 45 46 47 48 53 54 55 56 65 66 67 68 72 74 76 78 ' +
    '80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99'
  const rules = new Map<string, string>([
    ...allow.split(' ').map((code): [string, string] => [code, 'allow']),
    ...'27 37 57 58'.split(' ').map((code): [string, string] => [code, 'commitment']),
    ...'29 39 49 59 69 79'.split(' ').map((code): [string, string] => [code, 'supervisor']),
    ...refuse.split(' ').map((code): [string, string] => [code, 'refuse']),
  ])

  it('says of each of the 100 codes what domain.md 3.4 says', () => {
    for (let n = 0; n < 100; n++) {
      const code = String(n).padStart(2, '0')
      expect([code, relationOf(pack, code)?.rule]).toEqual([code, rules.get(code)])
    }
    expect(pack.relations).toHaveLength(rules.size)
  })

  it('names a few as GB/T 4761 does', () => {
    const names = ['11', '30', '52', '56', '63', '75', '94'].map(
      (code) => relationOf(pack, code as RelationCode)?.name,
    )
    expect(names).toEqual(['夫', '女儿', '母亲', '岳母', '外祖父', '姐姐', '侄女'])
  })
})
