import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  largestTaken,
  makeOperationNumber,
  readOperationNumber,
  showOperationNumber,
} from './operation-number'

const numbers = fc
  .tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: largestTaken }))
  .map(([prefix, taken]) => ({ stationPrefix: String(prefix).padStart(4, '0'), taken }))

describe('operation number', () => {
  it('knows the published example of Damm’s digit: 572 takes 4', () => {
    // 00000000572 differs from 572 by leading zeros, which leave the interim digit at 0
    expect(makeOperationNumber('0000', 572)).toBe('000000005724')
  })

  it('has twelve digits and is read back, also typed in threes and full width', () => {
    fc.assert(
      fc.property(numbers, (parts) => {
        const number = makeOperationNumber(parts.stationPrefix, parts.taken)
        expect(number).toMatch(/^\d{12}$/u)
        expect(readOperationNumber(showOperationNumber(number))).toEqual({ ok: true, value: parts })
        const wide = number.replace(/\d/gu, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
        expect(readOperationNumber(wide)).toEqual({ ok: true, value: parts })
      }),
    )
  })

  it('is shown in threes', () => {
    expect(showOperationNumber('000000005724')).toBe('000 000 005 724')
  })

  it('catches every single wrong digit and every swap of neighbours', () => {
    fc.assert(
      fc.property(numbers, ({ stationPrefix, taken }) => {
        const number = makeOperationNumber(stationPrefix, taken)
        for (let i = 0; i < 12; i++) {
          for (const digit of '0123456789') {
            if (digit === number[i]) continue
            expect(readOperationNumber(number.slice(0, i) + digit + number.slice(i + 1)).ok).toBe(false)
          }
          const [a = '', b = ''] = number.slice(i, i + 2)
          if (i < 11 && a !== b) {
            expect(readOperationNumber(number.slice(0, i) + b + a + number.slice(i + 2)).ok).toBe(false)
          }
        }
      }),
    )
  })

  it.each(['', '12', '0000000057241', '00000000572x', '业务号', '😀'.repeat(12), '9'.repeat(200)])(
    '%j is no operation number',
    (text) => {
      expect(readOperationNumber(text)).toEqual({ ok: false, error: 'operation-number.malformed' })
    },
  )

  it('names a digit that was mistyped, and reads what people write: spaces, dashes, full width, marks', () => {
    const number = makeOperationNumber('0000', 17)
    const wrong = number.slice(0, 11) + String((Number(number[11]) + 1) % 10)
    expect(readOperationNumber(wrong)).toEqual({ ok: false, error: 'operation-number.wrong-check-digit' })
    for (const written of [
      ` ${number} `,
      number.replace(/(...)/g, '$1-').slice(0, 15),
      `\u202e${number}\u202c`,
    ])
      expect(readOperationNumber(written)).toMatchObject({ ok: true, value: { taken: 17 } })
  })

  it('refuses to be made of nonsense', () => {
    expect(() => makeOperationNumber('1', 1)).toThrow(RangeError)
    expect(() => makeOperationNumber('0000', largestTaken + 1)).toThrow(RangeError)
    expect(() => makeOperationNumber('0000', -1)).toThrow(RangeError)
  })
})
