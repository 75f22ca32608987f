import type { CarrierName } from '../../../shared/contract/devices'
import type { CarrierDescriptor } from '../carriers/carriers'

/*
 * The far end of each HID carrier, written from the published layouts and sharing nothing with the host's carriers:
 * equal mistakes would cancel.
 */

export type HidCarrierName = Exclude<CarrierName, 'serial'>

export interface FarCarrier {
  /** What a profile says about it. */
  descriptor: Extract<CarrierDescriptor, { kind: HidCarrierName }>
  /** An answer in reports, as the device gives them to the host; `raw64` leaves the cutting to the cable. */
  reportsOf(bytes: Uint8Array): Uint8Array[]
  /** The bytes of a command that a report brings (without a report id in front); none for an acknowledgement. */
  commandIn(report: Uint8Array): Uint8Array
}

const none = new Uint8Array(0)

/** A whole report of 64 bytes. */
function report(head: readonly number[], data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(64)
  whole.set(head)
  whole.set(data, head.length)
  return whole
}

const numbered = 5

export const farCarriers: Readonly<Record<HidCarrierName, FarCarrier>> = {
  raw64: {
    descriptor: { kind: 'raw64', reportSize: 64, reportId: 0 },
    reportsOf: (bytes) => [bytes],
    commandIn: (received) => received,
  },
  /** With numbered reports: number, length, up to 62 bytes. */
  length64: {
    descriptor: { kind: 'length64', reportSize: 63, reportId: numbered, lengthByteAt: 0 },
    reportsOf: (bytes) =>
      Array.from({ length: Math.ceil(bytes.length / 62) }, (_, index) => {
        const slice = bytes.subarray(index * 62, (index + 1) * 62)
        return report([numbered, slice.length], slice)
      }),
    commandIn: (received) => received.subarray(1, 1 + (received[0] ?? 0)),
  },
  derk: {
    descriptor: { kind: 'derk', reportSize: 64, reportId: 0, ack: true },
    reportsOf(bytes) {
      const count = Math.ceil(Math.max(0, bytes.length - 59) / 62)
      const first = bytes.subarray(0, 59)
      return [
        report([first.length + 4, count, 0x34, 0x90, 0x00], first),
        ...Array.from({ length: count }, (_, index) => {
          const data = bytes.subarray(59 + index * 62, 121 + index * 62)
          return report([data.length + 1, 0xc0 | (index + 1)], data)
        }),
      ]
    },
    commandIn: (received) =>
      received[0] === 0xff || received[2] !== 0x34 ? none : received.subarray(3, 1 + (received[0] ?? 0)),
  },
}
