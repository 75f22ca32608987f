import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import nationalPack from '../../resources/national-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { RegionKey } from './ids'
import type { OpenInterval, Openness, RegionTable } from './rule-pack'
import { allRegions, openness, regionKey } from './regions'

const table = (complete: boolean, wallet: readonly OpenInterval[]): RegionTable => ({
  asOf: '2026-01-01',
  source: 'test',
  maxDays: 30,
  provinces: [
    {
      code: '620000',
      name: '甘肃省',
      complete,
      regions: [{ name: '省本级', intervals: { wallet, 'place-of-use-change': [] } }],
    },
  ],
})
const listed = regionKey('620000', '省本级')
const absent = regionKey('620000', '兰州市')
const elsewhere = regionKey('110000', '北京市')

describe('openness', () => {
  it.each<[string, Openness]>([
    ['2026-01-31', 'closed'],
    ['2026-02-01', 'open'],
    ['2026-02-28', 'open'],
    ['2026-03-01', 'closed'],
    ['2026-05-01', 'open'],
    ['2099-01-01', 'open'],
  ])('on %s with a span in February and another since May: %s', (today, expected) => {
    const spans = [
      { from: '2026-02-01', to: '2026-02-28' },
      { from: '2026-05-01', to: null },
    ]
    for (const complete of [true, false]) {
      expect(openness(table(complete, spans), listed, 'wallet', today)).toEqual({
        region: listed,
        openness: expected,
        asOf: '2026-01-01',
      })
    }
  })

  it('takes absence from a complete list for closed only while the list is young', () => {
    expect(openness(table(true, []), absent, 'wallet', '2026-01-30').openness).toBe('closed')
    expect(openness(table(true, []), absent, 'wallet', '2026-01-31').openness).toBe('unknown')
    expect(openness(table(false, []), absent, 'wallet', '2026-01-02').openness).toBe('unknown')
    expect(openness(table(true, []), elsewhere, 'wallet', '2026-01-02').openness).toBe('unknown')
  })

  it('does not mix up namesakes of two provinces', () => {
    const open = table(true, [{ from: '2026-01-01', to: null }])
    expect(openness(open, regionKey('650000', '省本级'), 'wallet', '2026-01-02').openness).toBe('unknown')
    expect(allRegions(open)).toEqual([{ key: listed, name: '省本级', province: '甘肃省' }])
  })

  it('is open exactly inside an interval, for any day and list', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((d) => `2026-02-${String(d).padStart(2, '0')}`)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(day, fc.option(day)), { maxLength: 4 }),
        day,
        fc.boolean(),
        (spans, today, complete) => {
          const intervals = spans.map(([from, to]) => ({ from, to }))
          const inside = intervals.some(({ from, to }) => from <= today && (to === null || today <= to))
          const answer = openness(table(complete, intervals), listed, 'wallet', today).openness
          expect(answer === 'open').toBe(inside)
          if (intervals.length > 0) expect(answer).not.toBe('unknown')
        },
      ),
    )
  })
})

describe('the list of 2025-05-08, place by place', () => {
  const pack = rulePackSchema.parse(nationalPack)
  const { regionTable } = pack
  const listed = allRegions(regionTable)
  const answer = (key: RegionKey, today: string): Openness =>
    openness(regionTable, key, 'wallet', today).openness

  it('has 220 places, each its own, each open from that day on and closed on the day before', () => {
    expect(listed).toHaveLength(220)
    expect(new Set(listed.map(({ key }) => key)).size).toBe(220)
    for (const { key } of listed) {
      expect(answer(key, '2025-05-07'), key).toBe('closed')
      expect(answer(key, '2025-05-08'), key).toBe('open')
      expect(answer(key, '2026-11-26'), key).toBe('open')
    }
  })

  it('says of a place it does not list closed only where the list is whole and young, never open', () => {
    for (const { code, complete } of regionTable.provinces) {
      const absent = regionKey(code, '名单里没有的地方')
      expect(answer(absent, '2025-05-08'), code).toBe(complete ? 'closed' : 'unknown')
      expect(answer(absent, '2025-06-06'), code).toBe(complete ? 'closed' : 'unknown')
      expect(answer(absent, '2025-06-07'), code).toBe('unknown')
    }
    const without = regionTable.provinces.filter(({ regions }) => regions.length === 0)
    expect(without).toHaveLength(7)
    for (const { code, complete } of without) {
      expect(complete, code).toBe(false)
      expect(answer(regionKey(code, '省本级'), '2025-05-08'), code).toBe('unknown')
    }
  })
})
