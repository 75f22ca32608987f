import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical'
import { columnsOf, textsOf } from './columns'
import type { Columns } from './columns'

const keys = fc.oneof(fc.string(), fc.constantFrom('a', 'b/c', '~', ''))
const objects = fc.dictionary(keys, fc.jsonValue(), { minKeys: 1, maxKeys: 6 })
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
])('%s makes no texts', (_, change) => {
  expect(textsOf(good)).toEqual(['{"a":1,"b":3}', '{"a":2,"b":4}'])
  expect(textsOf({ ...good, ...change })).toBeNull()
})
