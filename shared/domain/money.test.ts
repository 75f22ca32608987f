import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatYuan, parseYuan, yuanInCapitals } from './money'

const amounts = fc.oneof(
  fc.integer({ min: 0, max: 1e12 }),
  fc.integer({ min: 0, max: 300_000 }),
  // many zeros: where the 零 rules live
  fc
    .array(fc.constantFrom('0', '0', '0', '5', '1'), { minLength: 1, maxLength: 12 })
    .map((digits) => Number(digits.join(''))),
)

/** A reader of capitals that shares nothing with the writer: it sums digit × unit, section by section. */
function readCapitals(text: string): number {
  const [, yuan = '', jiao = '', cents = ''] = /^(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?整?$/u.exec(text) ?? []
  const digit = (d: string): number => (d === '' ? 0 : '零壹贰叁肆伍陆柒捌玖'.indexOf(d))
  const section = (part: string): number => {
    let sum = 0
    for (const [, d = '', unit = ''] of part.replaceAll('零', '').matchAll(/(.)([拾佰仟]?)/gu)) {
      sum += digit(d) * 10 ** ' 拾佰仟'.indexOf(unit === '' ? ' ' : unit)
    }
    return sum
  }
  const [beforeYi, afterYi] = yuan.includes('亿') ? yuan.split('亿') : ['', yuan]
  const whole = (part = ''): number => {
    const [wan = '', rest] = part.includes('万') ? part.split('万') : ['', part]
    return section(wan) * 1e4 + section(rest ?? '')
  }
  return (whole(beforeYi) * 1e8 + whole(afterYi)) * 100 + digit(jiao) * 10 + digit(cents)
}

describe('parseYuan', () => {
  it.each([
    ['650', 65_000],
    ['650.5', 65_050],
    ['2000.00', 200_000],
    ['2000.01', 200_001],
    ['0.01', 1],
    [' 1,234.50 ', 123_450],
    ['１，２３４．５０', 123_450],
    ['　650　', 65_000],
    ['9999999999.99', 999_999_999_999],
  ])('%s is %i fen', (text, fen) => {
    expect(parseYuan(text)).toEqual({ ok: true, value: fen })
  })

  it.each([
    '',
    ' ',
    '650.505',
    '-1',
    '+1',
    '1e3',
    '.5',
    '650.',
    '1,23',
    '12,34.00',
    '1,2345',
    '六百',
    '6 50',
    '💰',
    '１0️⃣',
  ])('%j is malformed', (text) => {
    expect(parseYuan(text)).toEqual({ ok: false, error: 'amount.malformed' })
  })
  it.each(['NaN', 'Infinity', '0x10', '10000000000', '٣', '6５0元', '¥650'])('%j is malformed', (text) => {
    expect(parseYuan(text)).toEqual({ ok: false, error: 'amount.malformed' })
  })
  it.each(['0', '0.00', '０'])('%j is nothing', (text) => {
    expect(parseYuan(text)).toEqual({ ok: false, error: 'amount.not-positive' })
  })

  it('reads back what formatYuan writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 - 1 }), (fen) => {
        expect(parseYuan(formatYuan(fen))).toEqual({ ok: true, value: fen })
      }),
    )
  })

  it('answers any text with whole positive fen or a code', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,-+e ０．，元¥💰')) }),
        (text) => {
          const read = parseYuan(text)
          if (read.ok) expect(Number.isSafeInteger(read.value) && read.value > 0).toBe(true)
          else expect(['amount.malformed', 'amount.not-positive']).toContain(read.error)
        },
      ),
    )
  })
})

describe('formatYuan', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [123_450, '1,234.50'],
    [100_000_000, '1,000,000.00'],
    [-123_450, '-1,234.50'],
  ])('%i fen is %s', (fen, text) => {
    expect(formatYuan(fen)).toBe(text)
  })
})

describe('yuanInCapitals', () => {
  it.each([
    [0, '零元整'],
    [1, '壹分'],
    [10, '壹角整'],
    [105, '壹元零伍分'],
    [150, '壹元伍角整'],
    [1_000, '壹拾元整'],
    [65_000, '陆佰伍拾元整'],
    [200_000, '贰仟元整'],
    [140_950, '壹仟肆佰零玖元伍角整'],
    [600_714, '陆仟零柒元壹角肆分'],
    [168_032, '壹仟陆佰捌拾元叁角贰分'],
    [1_640_902, '壹万陆仟肆佰零玖元零贰分'],
    [10_700_053, '壹拾万柒仟元伍角叁分'],
    [1_100_000, '壹万壹仟元整'],
    [11_000_000_000, '壹亿壹仟万元整'],
    [10_050_000, '壹拾万零伍佰元整'],
    [10_000_000_100, '壹亿零壹元整'],
    [10_000_500_000, '壹亿零伍仟元整'],
    [100_100_000_000, '壹拾亿零壹佰万元整'],
    [1_000_000_000_000, '壹佰亿元整'],
    [-65_000, '负陆佰伍拾元整'],
  ])('%i fen is %s', (fen, text) => {
    expect(yuanInCapitals(fen)).toBe(text)
  })

  it('is read back by an independent reader', () => {
    fc.assert(
      fc.property(amounts, (fen) => {
        expect(readCapitals(yuanInCapitals(fen))).toBe(fen)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never doubles a 零, never leaves one before a unit', () => {
    fc.assert(
      fc.property(
        amounts.filter((fen) => fen >= 100),
        (fen) => {
          expect(yuanInCapitals(fen)).not.toMatch(/零零|零[拾佰仟万亿元角]|^零/u)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
