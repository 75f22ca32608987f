import { z } from 'zod'
import type { Carrier } from './carrier'
import { derk } from './derk'
import { length64 } from './length64'
import { raw64 } from './raw64'
import { serial } from './serial'

const reportSize = z.int().min(8).max(1024)
/** 0 when the device's reports carry no number. */
const reportId = z.int().min(0).max(255)

/** What a profile says about the way a model's frames travel in HID reports, readers.md section 1. */
export const hidCarrierSchema = z.discriminatedUnion('kind', [
  /** Plain slices. */
  z.strictObject({ kind: z.literal('raw64'), reportSize, reportId }),
  /** A length byte at a fixed place of the report, the slice right behind it. */
  z.strictObject({ kind: z.literal('length64'), reportSize, reportId, lengthByteAt: z.int().min(0).max(6) }),
  /** Start and follow frames with an index. `ack`: the model wants its answers acknowledged. */
  z.strictObject({ kind: z.literal('derk'), reportSize: z.literal(64), reportId, ack: z.boolean() }),
])
/** A stream of bytes without reports, 8N1. */
export const serialCarrierSchema = z.strictObject({
  kind: z.literal('serial'),
  baudRate: z.literal([9_600, 19_200, 38_400, 57_600, 115_200]),
})
export type CarrierDescriptor = z.infer<typeof hidCarrierSchema> | z.infer<typeof serialCarrierSchema>

/** The carrier that a descriptor describes. */
export function carrierOf(descriptor: CarrierDescriptor): Carrier {
  switch (descriptor.kind) {
    case 'raw64':
      return raw64(descriptor)
    case 'length64':
      return length64(descriptor)
    case 'derk':
      return derk(descriptor)
    case 'serial':
      return serial
  }
}
