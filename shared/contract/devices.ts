import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'

/** What is printed in the chip's 256-byte text record, one shape for the four card layouts. */
export const cardRecordSchema = z.strictObject({
  type: z.enum(['resident', 'hk-mo-tw-permit', 'foreign-2017', 'foreign-2023']),
  /** Chinese name where the layout has one, else the English name. */
  name: z.string().min(1).max(60),
  /** The name bytes as they stand on the chip (UTF-16LE, hex): rare and private-use characters survive. */
  nameRawHex: z.string().regex(/^([0-9a-f]{4})+$/),
  englishName: z.string().max(60).optional(),
  /** GB/T 2261.1 sex code as it stands on the chip: 0, 1, 2 or 9. */
  sexCode: z.string().length(1),
  /** GB/T 3304 ethnic code, unknown codes are kept. Absent where the layout has none. */
  ethnicCode: z.string().length(2).optional(),
  /** YYYYMMDD. */
  birthDate: z.string().regex(/^\d{8}$/),
  address: z.string().max(35).optional(),
  idNumber: z.string().min(1).max(18),
  authority: z.string().max(15).optional(),
  /** YYYYMMDD. */
  validFrom: z.string().regex(/^\d{8}$/),
  /** YYYYMMDD or 长期. */
  validTo: z.union([z.string().regex(/^\d{8}$/), z.literal('长期')]),
  nationality: z.string().length(3).optional(),
  passNumber: z.string().max(9).optional(),
})
export type CardRecord = z.infer<typeof cardRecordSchema>

/** One good read: nothing of it exists unless length, checksum, status, lengths and type letter all held. */
export const cardReadSchema = z.strictObject({
  /** Names the read (UUID, made in the devices process): the same read delivered twice counts once. */
  readId: z.uuid(),
  readerKey: z.string().min(1).max(200),
  samNumber: z.string().min(1).max(64),
  record: cardRecordSchema,
  /** The 256 bytes of the text record, base64: core takes its HMAC, nobody stores it. */
  textRecord: z.base64().length(344),
})
export type CardRead = z.infer<typeof cardReadSchema>

/** Why a card could not be read (readers.md section 2 and 4). */
export const cardErrorCauseSchema = z.enum([
  'card-moved',
  'not-an-id-card',
  'card-refused',
  'bad-frame',
  'bad-record',
  'unknown-type-letter',
  'no-answer',
])
export type CardErrorCause = z.infer<typeof cardErrorCauseSchema>

/** Why a reader cannot be used at the moment. */
export const readerFaultCauseSchema = z.enum([
  'self-test-failed',
  'device-fault',
  'no-answer',
  'no-permission',
  'busy',
])
export type ReaderFaultCause = z.infer<typeof readerFaultCauseSchema>

/** A reader's state, readers.md section 4. `absent` is shown for a reader that was there and is unplugged. */
export const readerSchema = z.strictObject({
  key: z.string().min(1).max(200),
  model: z.string().max(100),
  simulated: z.boolean(),
  samNumber: z.string().max(64).optional(),
  state: z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('absent') }),
    z.strictObject({ name: z.literal('starting') }),
    z.strictObject({ name: z.literal('ready') }),
    z.strictObject({ name: z.literal('card-present') }),
    z.strictObject({ name: z.literal('reading') }),
    z.strictObject({ name: z.literal('card-error'), cause: cardErrorCauseSchema }),
    z.strictObject({ name: z.literal('fault'), cause: readerFaultCauseSchema }),
  ]),
})
export type Reader = z.infer<typeof readerSchema>

export const devicesEventSchema = z.discriminatedUnion('type', [
  /** The whole list whenever anything changed; the first event after `watch` is always this one. */
  z.strictObject({ type: z.literal('readers'), readers: z.array(readerSchema) }),
  z.strictObject({ type: z.literal('card-read'), read: cardReadSchema }),
])
export type DevicesEvent = z.infer<typeof devicesEventSchema>

/** A card that lies in the practice drawer. */
export const practiceCardSchema = z.strictObject({
  id: z.string().min(1).max(40),
  /** What the drawer shows: the name, and what is odd about the card. */
  label: z.string().max(60),
})
export type PracticeCard = z.infer<typeof practiceCardSchema>

const simulatorErrors = {
  /** The reader process of a live counter has no simulated reader. */
  'simulator.not-here': {},
  'simulator.no-such-card': { data: z.object({ cardId: z.string() }) },
}

/** core ↔ devices. Commands are idempotent: placing the card that lies there already changes nothing. */
export const devicesContract = {
  watch: oc.output(eventIterator(devicesEventSchema)),
  /** Reads the card that lies on the reader once more, as F2 does. Without a card the state simply stays `ready`. */
  readAgain: oc.input(z.strictObject({})).output(z.strictObject({})),
  simulator: {
    cards: oc.errors(simulatorErrors).output(z.array(practiceCardSchema)),
    place: oc
      .errors(simulatorErrors)
      .input(
        z.strictObject({
          cardId: z.string().max(40),
          /** Takes the card away while it is being read. */
          liftWhileReading: z.boolean().default(false),
        }),
      )
      .output(z.strictObject({})),
    lift: oc.errors(simulatorErrors).input(z.strictObject({})).output(z.strictObject({})),
    plug: oc
      .errors(simulatorErrors)
      .input(z.strictObject({ plugged: z.boolean() }))
      .output(z.strictObject({})),
  },
}
