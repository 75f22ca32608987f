import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameParser } from '../sam/frames'
import { farCarriers } from '../testing/far-carriers'
import { vectorBytes } from '../testing/vectors'
import { carrierOf } from './carriers'
import type { CarrierDescriptor } from './carriers'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const form = { reportSize: 64, reportId: 0 } as const
const derkForm = { kind: 'derk', ...form, ack: false } as const

const derkAnswer = (bytes: Uint8Array): Uint8Array[] => farCarriers.derk.reportsOf(bytes)

function taken(descriptor: CarrierDescriptor, reports: readonly Uint8Array[]): Uint8Array {
  const receiver = carrierOf(descriptor).createReceiver()
  return Uint8Array.from(Buffer.concat(reports.map((report) => receiver.take(report))))
}

describe('derk', () => {
  it('writes the collected report of a find, with the report id in front', () => {
    const [report, ...more] = carrierOf(derkForm).reportsOf(vectorBytes('cmd_find'))
    expect(more).toEqual([])
    expect(hexOf(report ?? new Uint8Array(0))).toBe(`00${hexOf(vectorBytes('hid_derk_find'))}`)
  })

  it('takes the collected answers', () => {
    expect(taken(derkForm, [vectorBytes('hid_derk_find_ok')])).toEqual(vectorBytes('rsp_find_ok'))
    const all = vectorBytes('hid_derk_reply_resident_f_dated')
    const reports = Array.from({ length: 21 }, (_, index) => all.slice(index * 64, index * 64 + 64))
    expect(taken(derkForm, reports)).toEqual(vectorBytes('reply_resident_f_dated'))
  })

  it.each([
    [1295, 21],
    [2321, 38],
    [59, 1],
    [60, 2],
  ])('%i bytes travel in %i reports', (bytes, reports) => {
    const answer = Uint8Array.from({ length: bytes }, (_, index) => index % 251)
    expect(derkAnswer(answer)).toHaveLength(reports)
    expect(taken(derkForm, derkAnswer(answer))).toEqual(answer)
  })

  it('drops the message when a follow frame is lost, repeated or out of its place, and takes the next one', () => {
    const answer = vectorBytes('reply_resident_f_dated')
    const reports = derkAnswer(answer)
    const at = (index: number): Uint8Array => reports[index] ?? new Uint8Array(0)
    const lost = reports.filter((_, index) => index !== 7)
    const repeated = reports.toSpliced(7, 0, at(7))
    const swapped = reports.toSpliced(7, 2, at(8), at(7))
    for (const wrong of [lost, repeated, swapped]) {
      expect(taken(derkForm, wrong)).toHaveLength(0)
      expect(taken(derkForm, [...wrong, ...reports])).toEqual(answer)
    }
  })

  it('does not take a status other than 9000, an impossible length or what follows nothing', () => {
    const [start] = derkAnswer(vectorBytes('rsp_find_ok'))
    const refused = Uint8Array.from(start ?? [])
    refused[3] = 0x6a
    const tooLong = Uint8Array.from(start ?? [])
    tooLong[0] = 64
    const orphan = new Uint8Array(64).fill(0xc1, 1, 3)
    orphan[0] = 2
    expect(taken(derkForm, [refused, tooLong, orphan, new Uint8Array(64), new Uint8Array(0)])).toHaveLength(0)
  })

  it('passes over an acknowledgement, and writes one where the model wants it', () => {
    const ack = vectorBytes('hid_derk_ack')
    const reports = derkAnswer(vectorBytes('reply_resident_f_dated'))
    expect(taken(derkForm, [ack, ...reports.flatMap((report) => [report, ack])])).toHaveLength(1295)
    expect(carrierOf(derkForm).acknowledgement).toBeUndefined()
    const wanting = carrierOf({ ...derkForm, ack: true })
    expect(hexOf(wanting.acknowledgement ?? new Uint8Array(0))).toBe(`00${hexOf(ack)}`)
  })

  it('ignores the fill behind a short payload, whatever is left over in it', () => {
    const answer = vectorBytes('reply_hmt_hk')
    const reports = derkAnswer(answer).map((report) => report.fill(0xaa, 1 + (report[0] ?? 0)))
    expect(taken(derkForm, reports)).toEqual(answer)
  })
})

describe('length64', () => {
  const descriptor: CarrierDescriptor = { kind: 'length64', ...form, lengthByteAt: 1 }

  it('writes exactly a report and its number, and takes no more than its length byte says', () => {
    const answer = vectorBytes('reply_prc2017')
    const written = carrierOf(descriptor).reportsOf(answer)
    expect(written).toHaveLength(21)
    for (const report of written) expect(report).toHaveLength(65)
    const received = written.map((report) => report.slice(1))
    received.at(-1)?.fill(0xaa, 60)
    expect(taken(descriptor, received)).toEqual(answer)
  })

  it('drops a report whose length it cannot hold', () => {
    const report = new Uint8Array(64)
    report[1] = 63
    expect(taken(descriptor, [report])).toHaveLength(0)
  })
})

it('numbered reports: the number goes in front, and another number is not ours', () => {
  const descriptor: CarrierDescriptor = { kind: 'raw64', reportSize: 32, reportId: 5 }
  const [report] = carrierOf(descriptor).reportsOf(vectorBytes('cmd_find'))
  expect(report).toHaveLength(33)
  expect(report?.[0]).toBe(5)
  expect(taken(descriptor, [report ?? new Uint8Array(0)]).subarray(0, 10)).toEqual(vectorBytes('cmd_find'))
  expect(taken(descriptor, [Uint8Array.of(6, 1, 2)])).toHaveLength(0)
})

it('a serial stream gives the same frames wherever it is cut', () => {
  const carrier = carrierOf({ kind: 'serial', baudRate: 115_200 })
  const answer = vectorBytes('reply_resident_m_longterm')
  expect(carrier.reportsOf(answer)).toEqual([answer])
  for (let at = 0; at <= answer.length; at += 1) {
    const receiver = carrier.createReceiver()
    const parser = createFrameParser()
    const frames = [answer.slice(0, at), answer.slice(at)].flatMap((piece) =>
      parser.push(receiver.take(piece)),
    )
    expect(frames.map(hexOf)).toEqual([hexOf(answer.slice(7, -1))])
  }
})

it('no carrier throws or gives more than it got, whatever comes', () => {
  const descriptors: CarrierDescriptor[] = [
    { kind: 'raw64', ...form },
    { kind: 'length64', ...form, lengthByteAt: 0 },
    { kind: 'derk', ...form, ack: true },
    { kind: 'serial', baudRate: 9_600 },
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...descriptors),
      fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 30 }),
      (descriptor, reports) => {
        const all = reports.reduce((sum, report) => sum + report.length, 0)
        expect(taken(descriptor, reports).length).toBeLessThanOrEqual(all)
      },
    ),
    { numRuns: 300 },
  )
})
