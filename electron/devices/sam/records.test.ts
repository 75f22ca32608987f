import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chipTextOf } from '../simulated/text-record'
import { practiceCards } from '../testing/bench'
import { vectorBytes } from '../testing/vectors'
import { isAnswerTo, readNewestAddress, readTextAndPhoto, readWithFingerprints } from './commands'
import { replyOf, takeFrames } from './frames'
import { parseNewestAddress, parseReadBody, parseTextRecord, samNumberText } from './records'

/** A copy of a vector's text record with values written over it. */
function changed(name: string, ...values: (readonly [offset: number, value: string])[]): Uint8Array {
  const text = Buffer.from(vectorBytes(name))
  for (const [offset, value] of values) text.write(value, offset, 'utf16le')
  return Uint8Array.from(text)
}

describe('parseTextRecord', () => {
  it('reads a resident card', () => {
    expect(parseTextRecord(vectorBytes('text_resident_f_dated'))).toEqual({
      ok: true,
      record: {
        type: 'resident',
        name: '张三',
        nameRawHex: '205f094e',
        sexCode: '2',
        ethnicCode: '01',
        birthDate: '19491231',
        address: '北京市朝阳区测试路1号',
        idNumber: '11010519491231002X',
        authority: '北京市公安局朝阳分局',
        validFrom: '20200101',
        validTo: '20400101',
      },
    })
  })

  it('keeps 长期 and an ethnic code that nobody knows', () => {
    expect(parseTextRecord(vectorBytes('text_resident_m_longterm'))).toMatchObject({
      ok: true,
      record: { validTo: '长期', ethnicCode: '05' },
    })
    expect(parseTextRecord(changed('text_resident_m_longterm', [32, '77']))).toMatchObject({
      ok: true,
      record: { ethnicCode: '77' },
    })
  })

  it('reads a permit of Hong Kong, Macao or Taiwan, which has no ethnic code', () => {
    const parsed = parseTextRecord(vectorBytes('text_hmt_hk'))
    expect(parsed).toMatchObject({
      ok: true,
      record: {
        type: 'hk-mo-tw-permit',
        name: '陈样本',
        idNumber: '810000199408230021',
        passNumber: 'H00000001',
      },
    })
    expect(parsed.ok && 'ethnicCode' in parsed.record).toBe(false)
  })

  it('reads the foreign card of 2017', () => {
    expect(parseTextRecord(vectorBytes('text_prc2017'))).toMatchObject({
      ok: true,
      record: {
        type: 'foreign-2017',
        name: '证件样本',
        englishName: 'ZHENGJIAN, YANGBEN',
        idNumber: 'PAK310080010103',
        nationality: 'PAK',
        birthDate: '19800101',
        validTo: '20330807',
      },
    })
  })

  it('joins the English name of the 2023 card before trimming, so that a space at the seam stays', () => {
    expect(parseTextRecord(vectorBytes('text_prc2023'))).toMatchObject({
      ok: true,
      record: {
        type: 'foreign-2023',
        name: '证件样本',
        englishName: 'ZHENGJIAN, YANGBEN ZHENG JIAN YANG BENXYZ',
        idNumber: '931586198001010028',
      },
    })
  })

  it('takes the English name where there is no Chinese one', () => {
    expect(parseTextRecord(changed('text_prc2017', [158, ' '.repeat(15)]))).toMatchObject({
      ok: true,
      record: { name: 'ZHENGJIAN, YANGBEN', nameRawHex: expect.stringMatching(/^5a004800/) as string },
    })
  })

  it('keeps rare and private-use characters and lone surrogates, with their bytes', () => {
    expect(parseTextRecord(changed('text_resident_f_dated', [0, '𠮷\ue863\ud842']))).toMatchObject({
      ok: true,
      record: { name: '𠮷\ue863\ud842', nameRawHex: '42d8b7df63e842d8' },
    })
  })

  it.each(['Q', 'j', 'A', '\u0000', '家'])(
    'refuses the type letter %j whatever else stands there',
    (letter) => {
      expect(parseTextRecord(changed('text_resident_f_dated', [248, letter]))).toEqual({
        ok: false,
        cause: 'unknown-type-letter',
      })
    },
  )

  it.each([
    ['a name of blanks', [0, ' '.repeat(15)]],
    ['an unknown sex', [30, '3']],
    ['a birth date that is none', [36, '19491331']],
    ['letters in a date', [188, '2020010A']],
    ['a number that is too short', [122, '1101051949123100  ']],
    ['a control character', [52, '\u0007']],
    ['something where nothing stands', [252, '20']],
    ['an issue before the birth', [188, '19491230']],
    ['an end that is the beginning', [204, '20200101']],
  ] as const)('refuses %s', (_, value) => {
    expect(parseTextRecord(changed('text_resident_f_dated', value))).toEqual({
      ok: false,
      cause: 'bad-record',
    })
  })

  it('leaves a wrong check digit to those who can say it in words', () => {
    expect(parseTextRecord(changed('text_resident_f_dated', [122, '110105194912310020']))).toMatchObject({
      ok: true,
      record: { idNumber: '110105194912310020' },
    })
  })

  it('makes no record of rubbish', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 256, maxLength: 256 }),
        fc.constantFrom(' ', 'J', 'I', 'Y'),
        (bytes, letter) => {
          bytes.set(Buffer.from(letter, 'utf16le'), 248)
          expect(parseTextRecord(bytes)).toEqual({ ok: false, cause: 'bad-record' })
        },
      ),
      { numRuns: 500 * Number(process.env['SOAK_FACTOR'] ?? '1') },
    )
  })

  it('refuses a record whose 64-byte reports came in the wrong order, which the checksum cannot see', () => {
    const whole = vectorBytes('reply_resident_m_longterm')
    const swap = (bytes: Uint8Array, first: number, second: number): Uint8Array => {
      const swapped = Uint8Array.from(bytes)
      swapped.set(bytes.slice(second * 64, second * 64 + 64), first * 64)
      swapped.set(bytes.slice(first * 64, first * 64 + 64), second * 64)
      return swapped
    }
    for (let first = 1; first <= 4; first += 1) {
      for (let second = first + 1; second <= 19; second += 1) {
        const { payloads } = takeFrames(swap(whole, first, second))
        expect(payloads).toHaveLength(1)
        expect(parseReadBody(replyOf(payloads[0] ?? whole)?.data ?? whole).ok).toBe(false)
      }
    }
  })
})

describe('a report that came twice', () => {
  const reply = vectorBytes('reply_resident_f_dated')
  const texts = [
    ...practiceCards
      .filter(({ card }) => card.layout !== 'unknown-letter')
      .map(({ id, card }) => [id, chipTextOf(card)] as const),
    ...['text_resident_f_dated', 'text_resident_m_longterm', 'text_hmt_hk', 'text_prc2017'].map(
      (name) => [name, vectorBytes(name)] as const,
    ),
  ]

  it.each(texts)('makes no other record of %s, even where the checksum fits', (_, text) => {
    const whole = Uint8Array.from(reply)
    whole.set(text, 14)
    for (const slice of [62, 63, 64]) {
      for (let at = 0; at + slice < whole.length; at += slice) {
        const twice = Buffer.concat([whole.subarray(0, at + slice), whole.subarray(at)])
        // what stands between the statuses and the checksum: the sum is taken for right
        const parsed = parseReadBody(Uint8Array.from(twice.subarray(10, whole.length - 1)))
        if (parsed.ok) expect(parsed.textRecord).toEqual(text)
      }
    }
  })
})

describe('the answer to text and photo', () => {
  const dataOf = (name: string): Uint8Array => vectorBytes(name).slice(10, -1)

  it.each(['resident_f_dated', 'resident_m_longterm', 'hmt_hk', 'prc2017'])(
    '%s holds its text record',
    (name) => {
      expect(parseReadBody(dataOf(`reply_${name}`))).toMatchObject({
        ok: true,
        textRecord: vectorBytes(`text_${name}`),
      })
    },
  )

  it.each(['reply_fp_0', 'reply_fp_1024'])('%s answers another command and is not taken for one', (name) => {
    const reply = { sw3: 0x90, data: dataOf(name) }
    expect(isAnswerTo(readTextAndPhoto, reply)).toBe(false)
    expect(parseReadBody(reply.data)).toEqual({ ok: false, cause: 'bad-record' })
    expect(isAnswerTo(readWithFingerprints, reply)).toBe(true)
    const textRecord = vectorBytes('text_resident_f_dated')
    expect(parseReadBody(reply.data, 'text-photo-fingerprints')).toMatchObject({ ok: true, textRecord })
  })

  it('says whether there is a photo, and gives nothing of it away', () => {
    const data = dataOf('reply_resident_f_dated')
    const parsed = parseReadBody(data)
    expect(parsed).toMatchObject({ hasPhoto: true })
    expect(Object.keys(parsed).sort()).toEqual(['hasPhoto', 'ok', 'record', 'textRecord'])
    expect(parseReadBody(data.fill(0, 260))).toMatchObject({ ok: true, hasPhoto: false })
  })

  it('is refused when a length inside is wrong', () => {
    const data = dataOf('reply_resident_f_dated')
    data[1] = 1
    expect(parseReadBody(data)).toEqual({ ok: false, cause: 'bad-record' })
  })
})

it('reads the address that was added last, or that there is none', () => {
  const address = Buffer.from(' '.repeat(35), 'utf16le')
  address.write('示例省样本市示例路2号', 'utf16le')
  expect(isAnswerTo(readNewestAddress, { sw3: 0x90, data: address })).toBe(true)
  expect(parseNewestAddress(address)).toBe('示例省样本市示例路2号')
  expect(parseNewestAddress(address.subarray(2))).toBeUndefined()
  expect(isAnswerTo(readNewestAddress, { sw3: 0x91, data: new Uint8Array(0) })).toBe(true)
  expect(isAnswerTo(readTextAndPhoto, { sw3: 0x91, data: new Uint8Array(0) })).toBe(false)
})

it('keeps the bytes of a name with rare and private-use characters and lone surrogates', () => {
  const name = '\u{20BB7}\uE86A\uD842'
  const text = vectorBytes('text_resident_f_dated').slice()
  const at = new DataView(text.buffer)
  for (let index = 0; index < 15; index += 1)
    at.setUint16(index * 2, index < name.length ? name.charCodeAt(index) : 0x20, true)
  const parsed = parseTextRecord(text)
  expect(parsed).toMatchObject({ ok: true, record: { name, nameRawHex: '42d8b7df6ae842d8' } })
})

it('writes the SAM number as it is printed', () => {
  const bytes = Buffer.from('0500030089f63401d2020000b1030000', 'hex')
  expect(samNumberText(bytes)).toBe('05.03-20248201-0000000722-0000000945')
})
