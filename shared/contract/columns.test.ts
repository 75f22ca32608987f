import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical'
import { columnsOf, textsOf } from './columns'
import type { Columns } from './columns'

const keys = fc.oneof(fc.string(), fc.constantFrom('a', 'b/c', '~', ''))
/** What packs as bytes, what packs as steps, and what looks like it and does not. */
const hashes = fc.stringMatching(/^[0-9a-f]{64}$/)
const alike = fc.oneof(
  fc.constant('F'.repeat(64)),
  fc.constant('0'.repeat(63)),
  fc.constant(-0),
  fc.maxSafeInteger(),
)
const values = fc.oneof(fc.jsonValue(), hashes, fc.uuid(), fc.integer(), alike)
const objects = fc.dictionary(keys, values, { minKeys: 1, maxKeys: 6 })
/** A key that the checking of JSON leaves out: such a text travels as it is. */
const strange = '"__proto__"'

test('whatever objects come out byte for byte', () => {
  fc.assert(
    fc.property(fc.array(objects, { minLength: 1, maxLength: 12 }), (values) => {
      const texts = values.map((value) => canonicalJson(value))
      fc.pre(!texts.some((text) => text.includes(strange)))
      const columns = columnsOf(texts)
      expect(columns === null ? null : textsOf(columns)).toEqual(texts)
    }),
    { numRuns: 500, seed: 1 },
  )
  expect(columnsOf([`{${strange}:{"a":1},"b":2}`])).toBeNull()
})

const ids = ['01a21734-66b1-7769-bd4e-8083b7c18778', '00000000-0000-4000-8000-0000000000ff']
const hash = 'ab'.repeat(32)

test('hashes and UUIDs pack as bytes, running numbers and times as steps', () => {
  const texts = ids.map((id, n) =>
    canonicalJson({ at: 1_795_397_423_096 + 20_000 * n, hash, id, fen: 900 + 1000 * n }),
  )
  const columns = columnsOf(texts)
  expect(columns?.columns).toEqual([
    { steps: [1_795_397_423_096, 20_000] },
    [900, 1900],
    { sha256: Buffer.from(hash + hash, 'hex').toString('base64url') },
    { uuid: Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url') },
  ])
  expect(columns === null ? null : textsOf(columns)).toEqual(texts)
})

test('texts of two kinds, with keys that need quoting in a pointer', () => {
  const texts = [{ a: { 'b/c': 1, 'd~': [1, { e: 2 }] } }, { a: {}, z: null }, { a: { 'b/c': 2, 'd~': [] } }]
  const columns = columnsOf(texts.map(canonicalJson))
  expect(columns).toEqual({
    paths: ['/a/b~1c', '/a/d~0', '/a', '/z'],
    shapes: [
      [0, 1],
      [2, 3],
    ],
    of: [0, 1, 0],
    columns: [[1, 2], [[1, { e: 2 }], []], [{}], [null]],
  })
})

test('a text that is not canonical does not travel in columns', () => {
  expect(columnsOf(['{"b":1,"a":2}'])).toBeNull()
  expect(columnsOf(['[1]', '7'])).toBeNull()
})

const good: Columns = {
  paths: ['/a', '/b'],
  shapes: [[0, 1]],
  of: [0, 0],
  columns: [
    [1, 2],
    [3, 4],
  ],
}
test.each<[string, Partial<Columns>]>([
  ['a shape that is none', { of: [0, 1] }],
  ['a value too few', { columns: [[1, 2], [3]] }],
  [
    'a value too many',
    {
      columns: [
        [1, 2],
        [3, 4, 5],
      ],
    },
  ],
  ['a path that is none', { shapes: [[0, 7]] }],
  ['a column too few', { columns: [[1, 2]] }],
  ['a value where an object is', { paths: ['/a', '/a/b'] }],
  ['the same place twice', { paths: ['/a', '/a'] }],
  ['no place at all', { paths: ['', '/a'] }],
  ['half a hash', { columns: [[1, 2], { sha256: 'AAAA' }] }],
  ['half a UUID', { columns: [[1, 2], { uuid: 'AAAA' }] }],
  ['a step too few', { columns: [[1, 2], { steps: [3] }] }],
])('%s makes no texts', (_, change) => {
  expect(textsOf(good)).toEqual(['{"a":1,"b":3}', '{"a":2,"b":4}'])
  expect(textsOf({ ...good, ...change })).toBeNull()
})
