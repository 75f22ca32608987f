import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeOperationNumber } from './operation-number'
import { scannedKind } from './scanned-text'

test('a number of an operation is one only with its check digit', () => {
  const number = makeOperationNumber('0000', 17)
  expect(scannedKind(number)).toBe('operation-number')
  const wrong = number.slice(0, 11) + String((Number(number[11]) + 1) % 10)
  expect(scannedKind(wrong)).toBe('insurance-code')
})

test('a slip is a compact JWS of at most 600 characters', () => {
  expect(scannedKind('eyJhbGciOiJFZERTQSJ9.eyJpZCI6MX0.c2lnbmF0dXJl')).toBe('slip')
  expect(scannedKind(`ey${'a'.repeat(700)}.b.c`)).toBe('malformed')
})

test('everything else that is 6 to 512 printable ASCII may be an insurance code, and nothing else is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 620 }), (text) => {
      const kind = scannedKind(text)
      if (kind === 'insurance-code') expect(text).toMatch(/^[\x20-\x7e]{6,512}$/)
      if (kind === 'malformed') expect(/^[\x20-\x7e]{6,512}$/.test(text)).toBe(false)
    }),
  )
  expect(scannedKind('12345')).toBe('malformed')
  expect(scannedKind('123456')).toBe('insurance-code')
  expect(scannedKind('医保码医保码')).toBe('malformed')
})
