import { z } from 'zod'
import { atSchema, errorCodeSchema, realmSchema } from './operation'

/** What the counter window sees of the store (journal, key ring, projection) while it opens and when it cannot. */

const frameSchema = z.number().int().min(0)
const fileSchema = z.string().max(200)
/** Counts, days and names of files; never content. */
const noticeDataSchema = z.record(z.string().max(40), z.union([z.string().max(400), z.number()]))

/** Something to know about a store that is open: said on home until it is put away. */
export const storeNoticeSchema = z.strictObject({ code: errorCodeSchema, data: noticeDataSchema })
export type StoreNotice = z.infer<typeof storeNoticeSchema>

export const storeActSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('try-again') }),
  /** Tried once and kept nowhere. */
  z.strictObject({ type: z.literal('passphrase'), passphrase: z.string().min(1).max(400) }),
  z.strictObject({ type: z.literal('mend-from-mirror') }),
  /** The folder was moved or copied here on purpose. */
  z.strictObject({ type: z.literal('use-this-folder') }),
  /**
   * Gives these frames up; the damaged file is kept. The frames are those that stood on the screen when it was
   * confirmed: another damage than that is refused.
   */
  z.strictObject({
    type: z.literal('go-on-without'),
    firstFrame: frameSchema,
    lastFrame: frameSchema.nullable(),
  }),
])
export type StoreAct = z.infer<typeof storeActSchema>

export const storeActTypeSchema = z.enum([
  'try-again',
  'passphrase',
  'mend-from-mirror',
  'use-this-folder',
  'go-on-without',
])

export const storeDamageSchema = z.strictObject({
  /** Name of the damaged file below the journal's folder. */
  file: fileSchema.nullable(),
  /** The first frame that cannot be had. */
  firstFrame: frameSchema,
  /** The last one, null where nobody can tell. */
  lastFrame: frameSchema.nullable(),
  /** Names of the files that were kept apart. */
  quarantined: z.array(fileSchema).max(200),
})
export type StoreDamage = z.infer<typeof storeDamageSchema>

/** What is typed to enrol; the passphrase only where the keychain does not do. */
export const enrolmentFormSchema = z.strictObject({
  code: z.string().max(200),
  address: z.string().max(200),
  passphrase: z.string().min(1).max(400).nullable(),
})
export type EnrolmentForm = z.infer<typeof enrolmentFormSchema>

export const storeStateSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('opening'),
    phase: z.enum(['unlocking', 'reading', 'folding', 'mending']),
    done: z.number().int().min(0),
    /** null where the end is not known. */
    of: z.number().int().min(0).nullable(),
  }),
  z.strictObject({
    state: z.literal('trouble'),
    code: errorCodeSchema,
    data: noticeDataSchema,
    damage: storeDamageSchema.nullable(),
    /** Everything up to this frame is intact; 0 = nothing is known to be. */
    safe: z.strictObject({ frame: frameSchema, at: atSchema.nullable() }),
    /** Operation numbers that must be checked at the centre or against slips. */
    check: z.array(z.string().length(12)).max(1000),
    /** The ways out, the safe one first. */
    acts: z.array(storeActTypeSchema),
  }),
  /** A live folder that is no station of a centre (yet, or any more): the enrolment screen. */
  z.strictObject({
    state: z.literal('to-enrol'),
    /** The station whose journal lies here, null in an empty folder. */
    station: z.string().max(40).nullable(),
    /** What opens the master key: the keychain alone, a passphrase that is to be chosen now, or the one there is. */
    passphrase: z.enum(['none', 'new', 'present']),
  }),
  z.strictObject({ state: z.literal('open'), notices: z.array(storeNoticeSchema).max(40) }),
])
export type StoreState = z.infer<typeof storeStateSchema>
/** What the counter window follows from core's start on: where it is, and the store. */
export const storeWatchSchema = z.strictObject({
  realm: realmSchema,
  station: z.strictObject({ hall: z.string(), desk: z.string() }),
  at: atSchema,
  store: storeStateSchema,
})
export type StoreWatch = z.infer<typeof storeWatchSchema>
export type StoreTrouble = Extract<StoreState, { state: 'trouble' }>
