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
  /** Whether the card holds a photo. The photo itself never leaves the devices process. */
  hasPhoto: z.boolean(),
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

/** What is wrong with a reader that could be opened. */
export const readerFaultCauseSchema = z.enum(['self-test-failed', 'device-fault', 'no-answer'])
export type ReaderFaultCause = z.infer<typeof readerFaultCauseSchema>

/** How the frames of a reader travel: which of the carriers its profile names. */
export const carrierNameSchema = z.enum(['raw64', 'length64', 'derk', 'serial'])
export type CarrierName = z.infer<typeof carrierNameSchema>

/** Milliseconds on the devices process's own clock: to be compared with `nowMs` of the same event only. */
const deviceMsSchema = z.number().nonnegative()
const countSchema = z.int().nonnegative()

/** A reader's state, readers.md section 4. `absent` is shown for a reader that was there and is unplugged. */
export const readerStateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('absent') }),
  /** The system does not let us open it: on Linux the udev rule is missing. */
  z.strictObject({ name: z.literal('no-permission') }),
  /** Another program holds it. */
  z.strictObject({ name: z.literal('busy') }),
  z.strictObject({ name: z.literal('starting') }),
  z.strictObject({ name: z.literal('ready') }),
  z.strictObject({ name: z.literal('card-present') }),
  z.strictObject({ name: z.literal('reading') }),
  z.strictObject({ name: z.literal('card-error'), cause: cardErrorCauseSchema }),
  z.strictObject({ name: z.literal('fault'), cause: readerFaultCauseSchema }),
])
export type ReaderState = z.infer<typeof readerStateSchema>

export const readerSchema = z.strictObject({
  /** Names the reader in calls and events. Stable while the process runs, not for people. */
  key: z.string().min(1).max(200),
  /** The name of its profile (`resources/readers.json`). */
  model: z.string().max(100),
  simulated: z.boolean(),
  carrier: carrierNameSchema,
  /** The serial number that the device tells over its cable, where it has one. */
  serial: z.string().max(100).optional(),
  samNumber: z.string().max(64).optional(),
  state: readerStateSchema,
  /** Since when it is in this state. */
  sinceMs: deviceMsSchema,
  counters: z.strictObject({
    /** Good reads. */
    reads: countSchema,
    cardErrors: countSchema,
    /** Faults, refused permission and being held by another program counted in. */
    faults: countSchema,
    /** How often it came: 1 for a reader that has never been unplugged. */
    plugs: countSchema,
  }),
  lastFault: z
    .strictObject({
      cause: z.enum([...readerFaultCauseSchema.options, 'no-permission', 'busy']),
      atMs: deviceMsSchema,
    })
    .nullable(),
  /** How long the reader itself took over the last good read, select and read together. */
  lastReadMs: z.number().nonnegative().nullable(),
})
export type Reader = z.infer<typeof readerSchema>

/** A bar-code scanner that speaks HID POS (usage 8C:02). One that types like a keyboard is not seen here. */
export const scannerSchema = z.strictObject({
  key: z.string().min(1).max(200),
  model: z.string().max(100),
  kind: z.literal('hid-pos'),
  simulated: z.boolean(),
  state: z.enum(['absent', 'no-permission', 'busy', 'starting', 'ready', 'fault']),
})
export type Scanner = z.infer<typeof scannerSchema>

/** A scanned code as it is: printable ASCII. Held in memory only, never logged, never stored. */
export const scannedTextSchema = z.string().regex(/^[\x20-\x7e]{6,512}$/)

/** What is wrong with an entry of a file of reader profiles. The other entries work. */
export const profileProblemSchema = z.strictObject({
  /** `own`: the operator's file in the data folder. */
  file: z.enum(['shipped', 'own']),
  cause: z.enum(['unreadable', 'not-json', 'not-a-profile', 'same-id-twice']),
  /** The entry's id, or its number in the file (1 is the first); empty when it is about the whole file. */
  entry: z.string().max(60),
  /** The field that is wrong, as a path into the entry, where it is one field. */
  field: z.string().max(120),
})
export type ProfileProblem = z.infer<typeof profileProblemSchema>

export const devicesEventSchema = z.discriminatedUnion('type', [
  /** The whole list whenever anything changed; the first event after `watch` is always this one. */
  z.strictObject({ type: z.literal('readers'), nowMs: deviceMsSchema, readers: z.array(readerSchema) }),
  /** The whole list whenever it changed; the second event after `watch`. */
  z.strictObject({ type: z.literal('scanners'), scanners: z.array(scannerSchema) }),
  /** What is wrong with the reader profiles; comes after `watch` when anything is. */
  z.strictObject({ type: z.literal('profile-problems'), problems: z.array(profileProblemSchema) }),
  z.strictObject({ type: z.literal('card-read'), read: cardReadSchema }),
  /** Given once; `scanId` (UUID) makes the same scan count once. */
  z.strictObject({
    type: z.literal('code-scanned'),
    scanId: z.uuid(),
    scannerKey: z.string().min(1).max(200),
    text: scannedTextSchema,
  }),
  /** Practice only: someone laid a real card on a real reader. Nothing of it was read. */
  z.strictObject({ type: z.literal('real-card-in-practice'), readerKey: z.string().min(1).max(200) }),
])
export type DevicesEvent = z.infer<typeof devicesEventSchema>

/** What a reader answered when it was asked for its status and its number right now. */
export const readerTestSchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    samNumber: z.string().min(1).max(64),
    /** How long it took over its status and its number, in milliseconds. */
    statusMs: z.number().nonnegative(),
    samNumberMs: z.number().nonnegative(),
  }),
  z.strictObject({
    ok: z.literal(false),
    /** `reading`: it is reading a card just now, so it works. */
    cause: z.enum(['absent', 'no-permission', 'busy', 'reading', ...readerFaultCauseSchema.options]),
  }),
])
export type ReaderTest = z.infer<typeof readerTestSchema>

/** A card that lies in the practice drawer. */
export const practiceCardSchema = z.strictObject({
  id: z.string().min(1).max(40),
  /** What the drawer shows: the name, and what is odd about the card. */
  label: z.string().max(60),
  type: z.enum([...cardRecordSchema.shape.type.options, 'unknown-letter']),
})
export type PracticeCard = z.infer<typeof practiceCardSchema>

/** What can be made to go wrong with the simulated reader. */
export const simulatedFaultSchema = z.discriminatedUnion('kind', [
  /** Once: in the read that is under way, else in the next one. */
  z.strictObject({ kind: z.enum(['lift-in-read', 'move', 'unplug-in-read']) }),
  /** At once, with no moment without a card. */
  z.strictObject({ kind: z.literal('swap'), cardId: z.string().max(40) }),
  /** Until `clear`. Reads with a wrong checksum, cut off, without an answer; held by another program; bad power. */
  z.strictObject({ kind: z.enum(['bcc', 'truncate', 'silence', 'busy', 'power', 'no-permission']) }),
])
export type SimulatedFault = z.infer<typeof simulatedFaultSchema>

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
  /** Asks the reader for its status and number now. Ends within two seconds; a reader nobody knows is `absent`. */
  test: oc.input(z.strictObject({ readerKey: z.string().max(200) })).output(readerTestSchema),
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
    fault: oc.errors(simulatorErrors).input(simulatedFaultSchema).output(z.strictObject({})),
    /** Ends every fault that lasts. */
    clear: oc.errors(simulatorErrors).input(z.strictObject({})).output(z.strictObject({})),
    /** Shows a code to the simulated scanner. */
    scan: oc
      .errors(simulatorErrors)
      .input(z.strictObject({ text: scannedTextSchema }))
      .output(z.strictObject({})),
  },
}
