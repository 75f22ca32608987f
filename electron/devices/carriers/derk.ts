import type { Carrier, CarrierReceiver } from './carrier'
import { contentOf, nothing, reportOf, slicesOf } from './report'
import type { ReportForm } from './report'

/*
 * Report: `[0]` bytes of payload (FF is an acknowledgement) | payload | fill.
 * A start frame's payload is `00nnnnnn 34 data` to the reader and `00nnnnnn 34 90 00 data` from it, n frames follow;
 * a follow frame's payload is `11iiiiii data`, i counts from 1.
 */
const lengthBytes = 1
const acknowledge = 0xff
const toSam = 0x34
const good = [0x90, 0x00] as const
const followMark = 0b1100_0000
const countMask = 0b0011_1111

interface Message {
  frames: number
  taken: number
  parts: Uint8Array[]
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

function createReceiver(form: ReportForm): CarrierReceiver {
  let message: Message | undefined

  function add(data: Uint8Array): Uint8Array {
    if (message === undefined) return nothing
    message.parts.push(data.slice())
    message.taken += 1
    if (message.taken <= message.frames) return nothing
    const whole = joined(message.parts)
    message = undefined
    return whole
  }

  function start(payload: Uint8Array): Uint8Array {
    message = undefined
    const [frames = 0, kind, high, low] = payload
    if (kind !== toSam || high !== good[0] || low !== good[1]) return nothing
    message = { frames, taken: 0, parts: [] }
    return add(payload.subarray(4))
  }

  function follow(payload: Uint8Array, index: number): Uint8Array {
    if (message?.taken === index) return add(payload.subarray(1))
    // A frame was lost, repeated or out of order: nothing of the message is used.
    message = undefined
    return nothing
  }

  return {
    take(report) {
      const content = contentOf(form, report)
      const length = content?.[0]
      if (content === undefined || length === undefined || length === acknowledge) return nothing
      const payload = content.subarray(lengthBytes, lengthBytes + length)
      const header = payload[0]
      if (header === undefined || payload.length < length) {
        message = undefined
        return nothing
      }
      const mark = header & followMark
      if (mark === followMark) return follow(payload, header & countMask)
      if (mark === 0) return start(payload)
      message = undefined
      return nothing
    },
    reset() {
      message = undefined
    },
  }
}

/** The framing of Derk readers, readers.md section 1. An answer of 1295 bytes takes 21 reports, 2321 take 38. */
export function derk(form: ReportForm & { ack: boolean }): Carrier {
  const startRoom = form.reportSize - lengthBytes - 2
  const followRoom = form.reportSize - lengthBytes - 1
  const report = (payload: Uint8Array): Uint8Array =>
    reportOf(form, joined([Uint8Array.of(payload.length), payload]))
  return {
    reportsOf(frame) {
      const follows = slicesOf(frame.subarray(startRoom), followRoom)
      if (follows.length > countMask) throw new RangeError('the frame is too long for this carrier')
      return [
        report(joined([Uint8Array.of(follows.length, toSam), frame.subarray(0, startRoom)])),
        ...follows.map((data, index) => report(joined([Uint8Array.of(followMark | (index + 1)), data]))),
      ]
    },
    createReceiver: () => createReceiver(form),
    acknowledgement: form.ack ? reportOf(form, Uint8Array.of(acknowledge)) : undefined,
  }
}
