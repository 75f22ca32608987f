import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEnrolmentCode, secretOf, shortThumbprint, writeEnrolmentCode } from './enrolment-code'
import { ok } from './result'

const codes = fc
  .record({
    secret: fc.uint8Array({ minLength: 12, maxLength: 12 }).map(secretOf),
    thumbprint: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(shortThumbprint),
    realm: fc.constantFrom('practice' as const, 'live' as const),
  })
  .map(({ realm, ...code }) => ({ realm, code, text: writeEnrolmentCode(realm, code) }))

describe('an enrolment code', () => {
  it('comes back from what was printed, however it is typed', () => {
    fc.assert(
      fc.property(codes, ({ realm, code, text }) => {
        expect(text).toMatch(/^([0-9A-Z]{4}-){11}[0-9A-Z]{4}$/u)
        const typed = text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
        expect(readEnrolmentCode(realm, typed)).toEqual(ok(code))
      }),
    )
  })

  it('finds up to four wrong characters', () => {
    const wrongs = fc.uniqueArray(fc.nat({ max: 47 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(codes, wrongs, fc.integer({ min: 1, max: 31 }), ({ realm, text }, places, by) => {
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
        const letters = [...text.replaceAll('-', '')]
        for (const place of places)
          letters[place] = alphabet[(alphabet.indexOf(letters[place] ?? '') + by) % 32] ?? ''
        expect(readEnrolmentCode(realm, letters.join(''))).toMatchObject({ ok: false })
      }),
    )
  })

  it('says when it is of the other realm', () => {
    fc.assert(
      fc.property(codes, ({ realm, text }) => {
        const other = realm === 'live' ? 'practice' : 'live'
        expect(readEnrolmentCode(other, text)).toEqual({ ok: false, error: 'enrol.wrong-realm' })
      }),
    )
  })

  it.each(['', 'x', '-'.repeat(60), 'U'.repeat(48), '😀'.repeat(48), '0'.repeat(10_000)])(
    'refuses %j',
    (text) => {
      expect(readEnrolmentCode('practice', text)).toEqual({ ok: false, error: 'enrol.mistyped' })
    },
  )
})
