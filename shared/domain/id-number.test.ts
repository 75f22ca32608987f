import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageAt, readIdNumber } from './id-number'

const today = '2026-11-22'
const valid = [
  '11010519491231002X',
  '440524188001010014',
  '990101195003124214',
  '990203197406085827',
  '810000197707071172',
]

describe('readIdNumber', () => {
  it.each(valid)('%s passes', (idNumber) => {
    expect(readIdNumber(idNumber, today)).toMatchObject({
      ok: true,
      value: { idNumber, edition: 'resident' },
    })
  })

  it('tells birth date and sex', () => {
    expect(readIdNumber('11010519491231002X', today)).toEqual({
      ok: true,
      value: { idNumber: '11010519491231002X', birthDate: '19491231', sexCode: '2', edition: 'resident' },
    })
    expect(readIdNumber('440524188001010014', today)).toMatchObject({
      value: { birthDate: '18800101', sexCode: '1' },
    })
  })

  it.each([
    '11010519491231002x',
    ' 110105 19491231 002X ',
    '110105-19491231-002Ｘ',
    '１１０１０５１９４９１２３１００２ｘ',
    '\u202D11010519491231002X\u202C',
    '\u200F110105\u200B19491231002X\uFEFF',
    '110105—19491231—002X',
  ])('understands %j', (text) => {
    expect(readIdNumber(text, today)).toMatchObject({ ok: true, value: { idNumber: '11010519491231002X' } })
  })

  it('takes three letters and twelve digits as the 2017 foreign edition, unchecked', () => {
    expect(readIdNumber('usa110180010101', today)).toEqual({
      ok: true,
      value: { idNumber: 'USA110180010101', birthDate: null, sexCode: null, edition: 'foreign-2017' },
    })
  })

  it.each([
    '',
    '1101051949123100',
    '110105491231002',
    '1101051949123100２２2',
    'X10105194912310020',
    '身份证',
    '①10105194912310020',
  ])('%j is malformed', (text) => {
    expect(readIdNumber(text, today)).toEqual({ ok: false, error: 'id-number.malformed' })
  })

  it('refuses a wrong check digit', () => {
    expect(readIdNumber('990101197011203451', today)).toEqual({
      ok: false,
      error: 'id-number.wrong-check-digit',
    })
  })

  it('refuses a day that never was or is still to come', () => {
    expect(readIdNumber(withCheck('11010519490230002'), today)).toEqual({
      ok: false,
      error: 'id-number.impossible-date',
    })
    expect(readIdNumber(withCheck('11010519491301002'), today)).toEqual({
      ok: false,
      error: 'id-number.impossible-date',
    })
    expect(readIdNumber(withCheck('11010520261123002'), today)).toEqual({
      ok: false,
      error: 'id-number.impossible-date',
    })
    expect(readIdNumber(withCheck('11010519000229002'), today)).toEqual({
      ok: false,
      error: 'id-number.impossible-date',
    })
    expect(readIdNumber(withCheck('11010520261122002'), today)).toMatchObject({ ok: true })
    expect(readIdNumber(withCheck('11010520000229002'), today)).toMatchObject({ ok: true })
  })

  it('catches every single wrong digit and every swap of neighbours', () => {
    for (const idNumber of valid) {
      for (let i = 0; i < 17; i++) {
        for (const digit of '0123456789') {
          if (digit === idNumber[i]) continue
          expect(readIdNumber(idNumber.slice(0, i) + digit + idNumber.slice(i + 1), today).ok).toBe(false)
        }
        const [a = '', b = ''] = idNumber.slice(i, i + 2)
        if (a !== b)
          expect(readIdNumber(idNumber.slice(0, i) + b + a + idNumber.slice(i + 2), today).ok).toBe(false)
      }
    }
  })

  it('answers any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const read = readIdNumber(text, today)
        expect(read.ok || read.error.startsWith('id-number.')).toBe(true)
      }),
    )
  })
})

describe('ageAt', () => {
  it('counts a year on the birthday, of 29 February on 1 March', () => {
    expect(ageAt('20081122', today)).toBe(18)
    expect(ageAt('20081123', today)).toBe(17)
    expect(ageAt('20080229', '2026-02-28')).toBe(17)
    expect(ageAt('20080229', '2026-03-01')).toBe(18)
    expect(ageAt('', today)).toBeNaN()
  })
})

/** MOD 11-2 by its recursive form (ISO 7064), not by the weights of the product. */
function withCheck(first17: string): string {
  let sum = 0
  for (const digit of first17) sum = ((sum + Number(digit)) * 2) % 11
  const check = (12 - sum) % 11
  return first17 + (check === 10 ? 'X' : String(check))
}
