import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPhone } from './phone'

describe('readPhone', () => {
  it.each([
    ['13800138000', '13800138000'],
    ['１３８ ００１３ ８０００', '13800138000'],
    ['138-0013-8000', '13800138000'],
    ['+86 138 0013 8000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['\u202A13800138000\u202C', '13800138000'],
    ['0930-6212345', '09306212345'],
    ['（0930）6212345', '09306212345'],
    ['+86 930 6212345', '09306212345'],
    ['010-62123456', '01062123456'],
    ['0755-22123456', '075522123456'],
  ])('%s is %s', (text, phone) => {
    expect(readPhone(text)).toEqual({ ok: true, value: phone })
  })

  it.each([
    '',
    '1380013800',
    '138001380000',
    '12800138000',
    '6212345',
    '+1 4155550100',
    '1380013800o',
    '01012345',
    '电话',
  ])('%j is malformed', (text) => {
    expect(readPhone(text)).toEqual({ ok: false, error: 'phone.malformed' })
  })

  it('reads its own answer as itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('0123456789 -+86')), maxLength: 18 }),
        (text) => {
          const read = readPhone(text)
          if (read.ok) expect(readPhone(read.value)).toEqual(read)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
