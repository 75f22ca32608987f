import { describe, expect, it } from 'vitest'
import packJson from '../../resources/national-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import { diffPacks } from '../domain/rule-pack-diff'
import { messages as en } from './en'
import { packSentences } from './pack-sentences'
import { messages as zhCN } from './zh-CN'

const pack = rulePackSchema.parse(packJson)
type Path = readonly (string | number)[]

/** Every value of the pack with its path: single ones, and of each list the first and last entry's. */
function placesIn(value: unknown, above: Path = []): readonly (readonly [Path, unknown])[] {
  if (Array.isArray(value)) {
    const indexes = [...new Set([0, value.length - 1])].filter((index) => index in value)
    return indexes.flatMap((index) => placesIn(value[index], [...above, index]))
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, part]) => placesIn(part, [...above, key]))
  return [[above, value]]
}

/** Other values of the same kind, the first of which the schema takes is used. */
function others(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'boolean') return [!value]
  return [
    '2031-01-31',
    '09:09',
    '990000/某地',
    '100000',
    '98',
    'practice',
    'refuse',
    'allow',
    'pend',
    'later',
    'female',
    'attestation',
    'member-assent',
    '别的',
    ...(value === null ? [] : [null]),
  ]
}

function changed(path: Path, value: unknown) {
  const copy: unknown = structuredClone(packJson)
  const [last] = path.slice(-1)
  let at = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>
  if (last !== undefined) at[last] = value
  const parsed = rulePackSchema.safeParse(copy)
  return parsed.success ? parsed.data : null
}

const places = placesIn(packJson)
/** Of one possible value only: nothing else is a rule pack. */
const fixed = new Set(['suite', 'transfer.countDayBoundary'])

describe('the difference of two rule packs', () => {
  it('is none between a pack and itself, in whatever order its lists stand', () => {
    expect(diffPacks(pack, pack)).toEqual([])
    const turned = { ...pack, relations: [...pack.relations].reverse() }
    expect(diffPacks(pack, turned)).toEqual([])
  })

  it('names every value of the schema that changes, in both languages', () => {
    expect(places.length).toBeGreaterThan(60)
    for (const [path, value] of places) {
      const name = path.join('.')
      if (fixed.has(name)) continue
      const next = others(value)
        .filter((other) => other !== value)
        .map((other) => changed(path, other))
        .find((made) => made !== null)
      expect(next, `no other value fits ${name}`).toBeDefined()
      if (next === undefined) continue
      for (const words of [zhCN.packs, en.packs]) {
        const sentences = packSentences(words, pack, next)
        expect(sentences.length, name).toBeGreaterThan(0)
        for (const sentence of sentences) {
          expect(sentence, name).not.toMatch(/[{}]|undefined|null|\[object/u)
        }
      }
    }
  })

  it('names what is added and what is gone', () => {
    const [province, ...provinces] = pack.regionTable.provinces
    const [relation, ...relations] = pack.relations
    expect([province?.name, relation?.name]).toEqual(['河北省', '本人'])
    const less = {
      ...pack,
      regionTable: { ...pack.regionTable, provinces },
      relations,
      premium: { cashAllowed: false, plans: [] },
    }
    const gone = packSentences(zhCN.packs, pack, less).join('\n')
    expect(gone).toContain('开通名单里去掉了河北省（130000）')
    expect(gone).toContain('河北省的名单去掉了16个地方：石家庄市、辛集市')
    expect(gone).toContain('亲属关系去掉了01 本人')
    expect(gone).toContain('去掉了缴费标准：2025年度 全国基准 基本档 一般居民')
    const back = packSentences(zhCN.packs, less, pack).join('\n')
    expect(back).toContain(
      '加上了缴费标准：2025年度 全国基准 基本档 一般居民，每人400.00元，2024-09-01到2024-12-31可以缴',
    )
    expect(back).toContain('开通钱包：原来没有开通，改为从2025-05-08起')
  })

  it('says numbers as people do', () => {
    const transfer = {
      ...pack.transfer,
      maxFen: 300_000 as typeof pack.transfer.maxFen,
      returnedCounts: false,
    }
    expect(packSentences(zhCN.packs, pack, { ...pack, transfer })).toEqual([
      '每笔转账最多：原来是2,000.00元，改为3,000.00元',
      '退回来的转账也算一笔：原来是“是”，改为“否”',
    ])
    expect(packSentences(en.packs, pack, { ...pack, transfer })[0]).toBe(
      'Most for one transfer: was 2,000.00 yuan, is now 3,000.00 yuan',
    )
  })

  it('says that a pack from before premiums said nothing of them', () => {
    const { premium, ...older } = pack
    expect(premium).toBeDefined()
    expect(packSentences(zhCN.packs, older, pack)).toContain('缴费可以收现金：原来是没有写，改为“否”')
  })
})
