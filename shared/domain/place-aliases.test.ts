import { expect, test } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import { seekRegions } from './place-aliases'
import { allRegions } from './regions'

const pack = rulePackSchema.parse(packJson)
const regions = allRegions(pack.regionTable)
const aliases = pack.placeAliases?.aliases ?? []
const found = (text: string) =>
  seekRegions(regions, aliases, text).map(({ key, by }) => [key, by?.kind ?? null])

test('a county, a former name and a merged region lead to the region of today', () => {
  expect(found('昆山')).toEqual([['320000/苏州市', 'county']])
  expect(found('襄樊市')).toEqual([['420000/襄阳市', 'old-name']])
  expect(found('　莱芜 ')).toEqual([['370000/济南市', 'merged']])
})

test('a name of its own comes first, one nobody knows finds nothing, and an alias of an unlisted region neither', () => {
  expect(found('苏州')).toEqual([['320000/苏州市', null]])
  expect(found('没有这个地方')).toEqual([])
  const unlisted = [{ alias: '思茅市', region: '530000/普洱市', kind: 'old-name' as const }]
  expect(seekRegions(regions, unlisted, '思茅')).toEqual([])
  expect(seekRegions(regions, aliases, '')).toHaveLength(regions.length)
})

test('every alias of the practice pack names a region of its list, its kind and its source', () => {
  const keys = new Set(regions.map(({ key }) => key))
  expect(aliases.filter(({ region }) => !keys.has(region))).toEqual([])
  expect(aliases.filter(({ source }) => source.trim() === '')).toEqual([])
  expect(new Set(aliases.map(({ alias }) => alias)).size).toBe(aliases.length)
})
