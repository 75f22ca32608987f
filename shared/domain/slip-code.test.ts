import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slipCode, splitSlipCode } from './slip-code'

const hash = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'.split(/(?=.)/u)),
  minLength: 64,
  maxLength: 64,
})

test('a code is six characters that nobody takes for others; another content has another one', () => {
  expect(slipCode('0'.repeat(64))).toBe('000000')
  expect(slipCode('f'.repeat(64))).toBe('ZZZZZZ')
  expect(slipCode('00000004'.padEnd(64, '0'))).toBe('000001')
  fc.assert(
    fc.property(hash, hash, (one, other) => {
      expect(slipCode(one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/)
      expect(slipCode(one) === slipCode(other)).toBe(
        Number.parseInt(one.slice(0, 8), 16) >>> 2 === Number.parseInt(other.slice(0, 8), 16) >>> 2,
      )
    }),
  )
})

test('a number is read with its code and without, however it is written', () => {
  const number = '000000000013'
  expect(splitSlipCode(' 000 000 000 013 ')).toEqual({ number, code: null })
  for (const text of ['000000000013 7k2qxm', '０００ 000-000-013　7K2QXM', '\u200f0000000000137K2QXM'])
    expect(splitSlipCode(text)).toEqual({ number, code: '7K2QXM' })
  expect(splitSlipCode(`${number} OIL000`).code).toBe('011000')
  // what is no number with a code is left to whoever reads the number
  expect(splitSlipCode('12 7K2QXM')).toEqual({ number: '127K2QXM', code: null })
  expect(splitSlipCode(`${number} 7K2Q`).code).toBeNull()
})
