import { z } from 'zod'
import { encryptionKeySchema } from './enrolment'
import { atSchema, errorCodeSchema, realmSchema, stationIdSchema } from './operation'
import { centreFaultSchema } from './practice'
import { mostPrinters, printedSlipSchema, printerNameSchema, systemPrinterSchema } from './slip'

/** main ↔ the utility processes, over their private ports: every message is checked with these on both ends. */

export const stationKeySchema = z.strictObject({
  id: stationIdSchema,
  epoch: z.number().int().min(1),
  /** Four digits that begin every operation number of this station and epoch. */
  prefix: z.string().regex(/^\d{4}$/),
  keyId: z.string().min(1).max(80),
  /** Ed25519 private key, JWK. */
  privateKeyJwk: z.record(z.string(), z.string()),
  hall: z.string().max(60),
  desk: z.string().max(40),
})

/** A station as core works as it. */
export type StationSettings = z.infer<typeof stationKeySchema>

/** Where a centre listens, its id (whom the station's tokens are meant for), and what is sealed to it. */
const centrePlaceSchema = z.strictObject({
  url: z.url(),
  centre: z.string().min(1).max(80),
  encryption: encryptionKeySchema,
})
export type CentrePlace = z.infer<typeof centrePlaceSchema>

const requestId = z.uuid()
/** What a keychain seals is the text of one key; a keychain's name is a word of the operating system. */
const keychainText = z.string().min(1).max(1000)
const keychainBackend = z.string().min(1).max(60)
const keychainSealed = z.base64().min(1).max(8000)

/** What the operating system's keychain answered: it is main's alone, core owns the key file. */
export const keychainAnswerSchema = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('sealed'), backend: keychainBackend, sealed: keychainSealed }),
  z.strictObject({ answer: z.literal('opened'), text: keychainText }),
  z.strictObject({
    answer: z.literal('failed'),
    code: z.enum(['key.keychain-gone', 'key.keychain-changed']),
  }),
])
export type KeychainAnswer = z.infer<typeof keychainAnswerSchema>

const ping = z.strictObject({ type: z.literal('ping'), n: z.number().int() })
const pong = z.strictObject({ type: z.literal('pong'), n: z.number().int() })
const log = z.strictObject({
  type: z.literal('log'),
  level: z.enum(['info', 'warn', 'error']),
  code: z.string().max(80),
  /** Never personal data: counts, codes, durations. */
  data: z.record(z.string(), z.union([z.string().max(200), z.number(), z.boolean(), z.null()])).optional(),
})

export const toCoreSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    realm: realmSchema,
    dataDir: z.string(),
    resourcesDir: z.string(),
    wasmPath: z.string(),
    /** This run of the application: a sign-in belongs to it and survives a restart of core, not of the app. */
    appRun: z.uuid(),
    /** The injected clock (practice) at this moment; a live core is never given one. */
    clockAt: atSchema.nullable(),
    /** The practice station; null = a live core, which knows by its own folder who it is. */
    station: stationKeySchema.nullable(),
    /** Practice: the folder slips are saved to as PDF. */
    slipsDir: z.string(),
  }),
  /** Comes with one MessagePort. */
  z.strictObject({ type: z.literal('port'), to: z.enum(['counter', 'member', 'devices']) }),
  /** What became of the devices process; said at every change and before core takes its port. */
  z.strictObject({ type: z.literal('devices'), state: z.enum(['running', 'restarting', 'stopped']) }),
  z.strictObject({ type: z.literal('clock'), at: atSchema }),
  z.strictObject({ type: z.literal('central'), place: centrePlaceSchema.nullable() }),
  z.strictObject({
    type: z.literal('printed'),
    requestId,
    /** The file's path below slipsDir, null = it could not be printed. */
    file: z.string().nullable(),
  }),
  z.strictObject({
    type: z.literal('printers'),
    requestId,
    printers: z.array(systemPrinterSchema).max(mostPrinters),
  }),
  z.strictObject({ type: z.literal('keychain'), requestId, answer: keychainAnswerSchema }),
  /** What somebody picked in the system's dialog; null = nothing. */
  z.strictObject({ type: z.literal('picked'), requestId, path: z.string().min(1).max(4096).nullable() }),
  /** The app quits: what makes the next start quick is done, then `ended` is said. */
  z.strictObject({ type: z.literal('end') }),
  ping,
])
export type ToCore = z.infer<typeof toCoreSchema>

export const fromCoreSchema = z.discriminatedUnion('type', [
  /** It takes the windows' ports and shows how its store opens, or why it cannot. */
  z.strictObject({ type: z.literal('serving') }),
  z.strictObject({ type: z.literal('ended') }),
  /** The journal is open and folded; main moves the injected clock on when `newestAt` is later. */
  z.strictObject({ type: z.literal('ready'), newestAt: atSchema.nullable() }),
  z.strictObject({ type: z.literal('failed'), code: errorCodeSchema }),
  z.strictObject({
    type: z.literal('print'),
    requestId,
    name: z.string().regex(/^[0-9a-zA-Z-]{1,80}$/),
    ...printedSlipSchema.shape,
    printer: printerNameSchema,
  }),
  z.strictObject({ type: z.literal('list-printers'), requestId }),
  /** The system's dialog is shown over the clerk's window: a scan or photo of a paper. */
  z.strictObject({ type: z.literal('pick-paper'), requestId }),
  /** The same for a stick: its label, or the answer on it. */
  z.strictObject({ type: z.literal('pick-stick-label'), requestId }),
  z.strictObject({ type: z.literal('pick-stick-answer'), requestId }),
  z.strictObject({ type: z.literal('practice-line'), up: z.boolean() }),
  z.strictObject({ type: z.literal('practice-centre'), fault: centreFaultSchema }),
  /** The injected clock is to be moved on to this time. */
  z.strictObject({ type: z.literal('practice-clock'), at: atSchema }),
  /** The app starts again in this realm: a realm is fixed at process start. */
  z.strictObject({ type: z.literal('restart-as'), realm: realmSchema }),
  /** Core ends and starts again by itself: what it is made of has changed on the disk. */
  z.strictObject({ type: z.literal('core-again') }),
  /** Somebody pressed 再试 for the devices process. */
  z.strictObject({ type: z.literal('devices-again') }),
  z.strictObject({ type: z.literal('keychain-seal'), requestId, text: keychainText }),
  z.strictObject({
    type: z.literal('keychain-open'),
    requestId,
    backend: keychainBackend,
    sealed: keychainSealed,
  }),
  pong,
  log,
])
export type FromCore = z.infer<typeof fromCoreSchema>

export const toDevicesSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    realm: realmSchema,
    peoplePath: z.string(),
    /** The readers this counter knows: the shipped file, and the operator's own, which need not exist. */
    profilesPath: z.string(),
    ownProfilesPath: z.string(),
  }),
  z.strictObject({ type: z.literal('port'), to: z.literal('core') }),
  ping,
])
export const fromDevicesSchema = z.discriminatedUnion('type', [pong, log])

export const toCentreSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    dataDir: z.string(),
    imageDir: z.string(),
    resourcesDir: z.string(),
    clockAt: atSchema,
    station: z.strictObject({
      id: stationIdSchema,
      keyId: z.string().min(1).max(80),
      publicKeyJwk: z.record(z.string(), z.string()),
    }),
  }),
  z.strictObject({ type: z.literal('clock'), at: atSchema }),
  z.strictObject({ type: z.literal('line'), up: z.boolean() }),
  z.strictObject({
    type: z.literal('fault'),
    mode: centreFaultSchema,
  }),
  z.strictObject({ type: z.literal('ledger') }),
  ping,
])
export type ToCentre = z.infer<typeof toCentreSchema>

export const fromCentreSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('listening'), place: centrePlaceSchema }),
  z.strictObject({
    type: z.literal('ledger'),
    ok: z.boolean(),
    sum: z.number().int(),
    accounts: z.array(z.strictObject({ id: z.string(), kind: z.string(), balanceFen: z.number().int() })),
  }),
  pong,
  log,
])
export type FromCentre = z.infer<typeof fromCentreSchema>
