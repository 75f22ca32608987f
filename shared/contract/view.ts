import { z } from 'zod'
import { answerCards } from '../domain/answer-cards'
import { actsElsewhere } from '../domain/centre-events'
import { sideSlips } from '../domain/side-slips'
import {
  atSchema,
  clerkIdSchema,
  correctionSchema,
  errorCodeSchema,
  fenSchema,
  hashSchema,
  kindSchema,
  operationIdSchema,
  operationStateSchema,
  realmSchema,
  receiptSchema,
  refusalSchema,
  regionKeySchema,
  stationIdSchema,
  visitIdSchema,
} from './operation'
import { visitHelpShape } from './help'
import { visitFactsSchema } from './visit-facts'
import { practiceViewSchema } from './practice'
import { lookedAtSchema } from './second-person'
import { printerNameSchema, slipPapers } from './slip'
import { shownWordsSchema } from './shown-words'
import { profileProblemSchema, readerSchema, scannerSchema } from './devices'
import { scannedCodeViewSchema } from './scanned-code'
import { triageViewSchema } from './triage'
import { stickViewSchema } from './stick'
import { passwordScreenSchema } from './verification'

/** What the counter window sees. Core makes it anew after every change; a store holds it, nobody edits it. */

/** One line of the pre-check or of the check before submit. The words belong to `rule` and `verdict`. */
export const checkLineSchema = z.strictObject({
  rule: z.string().max(60),
  verdict: z.enum(['ok', 'fails', 'unknown', 'later', 'second']),
  refusal: refusalSchema.nullable(),
  asOf: atSchema.nullable(),
})
export type CheckLine = z.infer<typeof checkLineSchema>

export const operationViewSchema = z.strictObject({
  operationId: operationIdSchema,
  visitId: visitIdSchema,
  kind: kindSchema,
  /** 12 digits, null while it is a draft. */
  number: z.string().length(12).nullable(),
  state: operationStateSchema,
  receipt: receiptSchema.nullable(),
  /** The bureau reversed it. */
  corrected: correctionSchema.nullable(),
  /** Papers beside the slip that can be printed now. */
  sideSlips: z.array(z.enum(sideSlips)),
  /** True once a byte of it may have left: nothing may promise 钱没有动 then. */
  sent: z.boolean(),
  /** 本人 under the hall mask. */
  member: z.string(),
  amountFen: fenSchema.nullable(),
  /** The payee, the insured person of a premium or the relative, under the confirm mask; relation null = the member. */
  other: z.strictObject({ name: z.string(), relation: z.string().nullable(), last4: z.string() }).nullable(),
  /** The insured year of a premium. */
  year: z.number().int().nullable(),
  placeOfUse: regionKeySchema.nullable(),
  /** What a change of the place of use changes from. */
  placeBefore: regionKeySchema.nullable(),
  assent: z.enum(['agree', 'decline', 'help']).nullable(),
  wordsHash: hashSchema,
  /** What the member is looking at, word for word; and what a second person looks at. */
  shown: shownWordsSchema.nullable(),
  takenAt: atSchema.nullable(),
  clerk: z.string().nullable(),
  refusals: z.array(refusalSchema),
  deadlineAt: atSchema.nullable(),
  opensAt: atSchema.nullable(),
  slipCopies: z.number().int().min(0),
  /** Its paper did not come out. */
  unprinted: z.boolean(),
  /** How the member was told what became of it, after how many tries. */
  told: z
    .strictObject({
      how: z.enum(['here', 'telephone', 'not-reached']),
      tries: z.number().int().min(1),
      at: atSchema,
    })
    .nullable(),
  /** How it can be taken back: here, by asking the centre, already asked, or not. */
  withdrawal: z.enum(['here', 'at-centre', 'asked', 'not']),
  /** One like it was done meanwhile: 还要再转一次 sends it all the same. */
  twin: z.boolean(),
  ...lookedAtSchema,
})
export type OperationView = z.infer<typeof operationViewSchema>

export const visitViewSchema = z.strictObject({
  visitId: visitIdSchema,
  openedAt: atSchema,
  person: z.strictObject({
    name: z.string(),
    idNumberMasked: z.string(),
    sexCode: z.string(),
    /** null = the typed number does not tell the birth date. */
    age: z.number().int().nullable(),
    /** GB/T 3304; null where the card has none, or was not read. */
    ethnicCode: z.string().nullable(),
    /** How the person is known: `typed` is the mark `typed-identity`, card type and last day are not known then. */
    identity: z.enum(['card', 'typed']),
    cardType: z.enum(['resident', 'hk-mo-tw-permit', 'foreign-2017', 'foreign-2023']).nullable(),
    validTo: z.string().nullable(),
    expired: z.boolean(),
  }),
  personConfirmedAt: atSchema.nullable(),
  /** `asking` while the centre is asked, `current` = its answer, `known` = from what is known here (age shown), `none` = nothing known. */
  factsState: z.enum(['asking', 'current', 'known', 'none']),
  factsAsOf: atSchema.nullable(),
  facts: visitFactsSchema.nullable(),
  operations: z.array(operationViewSchema),
  /** What the person is still to be told, of earlier visits too; as a receiver of what came back as well. */
  toTell: z.array(operationViewSchema),
  history: z.array(
    z.strictObject({
      at: atSchema,
      kind: kindSchema,
      amountFen: fenSchema.nullable(),
      state: operationStateSchema,
      receipt: receiptSchema.nullable(),
      corrected: correctionSchema.nullable(),
    }),
  ),
  ...visitHelpShape,
  /** The card of the person who is to receive, chosen by the clerk after it was laid down in this visit. */
  payeeCard: z
    .strictObject({ name: z.string(), idNumber: z.string(), idNumberMasked: z.string() })
    .nullable(),
  /** The card of a relative whose premium is paid too, laid down last in this visit. */
  householdCard: z.strictObject({ readId: z.uuid(), name: z.string(), idNumber: z.string() }).nullable(),
})
export type VisitView = z.infer<typeof visitViewSchema>

export const lineViewSchema = z.strictObject({
  state: z.enum(['checking', 'up', 'down']),
  since: atSchema,
  lastSuccessAt: atSchema.nullable(),
  nextTryAt: atSchema.nullable(),
  waiting: z.number().int(),
  oldestWaitingAt: atSchema.nullable(),
  clockDifferenceMs: z.number().int(),
  /** Why the line is down, as a code. */
  cause: errorCodeSchema.nullable(),
})
export type LineView = z.infer<typeof lineViewSchema>

/** The disks everything is written to: below `low` no visit begins, below `full` nothing is taken. */
export const storeViewSchema = z.strictObject({
  disk: z.enum(['ok', 'low', 'full']),
  /** The second copy, null where none was chosen. */
  mirror: z
    .strictObject({
      lagFrames: z.number().int().min(0),
      lagBytes: z.number().int().min(0),
      /** When it was last complete. */
      lastAt: atSchema.nullable(),
      /** Why nothing can be written there; it is tried again by itself. */
      code: errorCodeSchema.nullable(),
    })
    .nullable(),
})
export type StoreView = z.infer<typeof storeViewSchema>

const faultOfReader = readerSchema.shape.lastFault.unwrap().shape.cause

/** A reader with core's own times instead of the devices process's milliseconds. */
export const readerViewSchema = readerSchema.omit({ sinceMs: true, lastFault: true }).extend({
  since: atSchema,
  lastFault: z.strictObject({ cause: faultOfReader, at: atSchema }).nullable(),
})
export type ReaderView = z.infer<typeof readerViewSchema>

/** How a scanner that types like a keyboard is told from a hand: `wedge.json` in the data folder, else the defaults. */
export const wedgeSchema = z.strictObject({
  /** What it types first: one to four printable characters that no form begins with. */
  prefix: z.string().regex(/^[\x21-\x7e]{1,4}$/),
  /** The key it ends with. */
  suffix: z.enum(['Enter', 'Tab']),
  /** From one key to the next it takes no longer than this, in milliseconds; a hand takes longer. */
  gapMs: z.number().int().min(10).max(100),
})
export type Wedge = z.infer<typeof wedgeSchema>
export const defaultWedge: Wedge = { prefix: '~', suffix: 'Enter', gapMs: 30 }

/** The centre and the counter beyond the line itself: what the sync screen shows. */
export const syncViewSchema = z.strictObject({
  /** `https://host:port` of a live counter's centre; null in practice. */
  address: z.string().max(200).nullable(),
  epoch: z.number().int().min(1),
  /** Operations that left in this epoch, and changes of the centre's log that were read. */
  sent: z.number().int().min(0),
  received: z.number().int().min(0),
  /** What the centre has of an earlier epoch is being fetched back. */
  fetching: z.boolean(),
  /** Why nothing is sent until somebody acts, and what can be done. */
  stopped: z
    .strictObject({ code: errorCodeSchema, acts: z.array(z.enum(['resume', 'enrol-again'])) })
    .nullable(),
  /** The centre refused another machine that writes as this station: a copied disk somewhere. */
  otherWriter: z.boolean(),
  /** Changes of the centre this version does not know yet. */
  parkedChanges: z.number().int().min(0),
  /** What others did to operations of this station, not seen yet. */
  remoteActs: z
    .array(
      z.strictObject({
        operationId: operationIdSchema,
        number: z.string().length(12).nullable(),
        member: z.string(),
        act: z.enum(['correction', ...actsElsewhere]),
        actor: z.enum(['bureau']),
        by: z.string().max(60).nullable(),
        at: atSchema,
      }),
    )
    .max(200),
  /** When the centre last said that the clerks are these; null in practice. */
  clerksAt: atSchema.nullable(),
  packProblem: z.strictObject({ number: z.number().int(), code: errorCodeSchema }).nullable(),
  /** When the centre announced the keys it will have next, proven by its present ones; null = nothing is to come. */
  nextKeysAt: atSchema.nullable(),
  keysProblem: errorCodeSchema.nullable(),
  stick: stickViewSchema,
})
export type SyncView = z.infer<typeof syncViewSchema>

export const counterViewSchema = z.strictObject({
  /** Core's run: a new one after a restart of core. */
  run: z.string(),
  revision: z.number().int(),
  at: atSchema,
  realm: realmSchema,
  station: z.strictObject({ id: stationIdSchema, hall: z.string(), desk: z.string() }),
  pack: z.strictObject({ number: z.number().int(), title: z.string(), validFrom: z.string() }),
  clerks: z.array(
    z.strictObject({ id: clerkIdSchema, name: z.string(), role: z.enum(['clerk', 'supervisor']) }),
  ),
  session: z
    .strictObject({ clerk: clerkIdSchema, name: z.string(), role: z.enum(['clerk', 'supervisor']) })
    .nullable(),
  readers: z.array(readerViewSchema),
  scanners: z.array(scannerSchema),
  /** What is wrong in a file of reader profiles; the other profiles work. */
  profileProblems: z.array(profileProblemSchema),
  /** What an administrator types so that the system lets readers be used; null where no such step exists. */
  permissionFix: z.string().max(1000).nullable(),
  wedge: wedgeSchema.extend({
    /** `bad`: the file could not be used and the defaults hold. */
    from: z.enum(['defaults', 'file', 'bad']),
  }),
  /** The devices process; `stopped` = it died six times without a calm minute between and waits for 再试. */
  devices: z.enum(['running', 'restarting', 'stopped']),
  scannedCode: scannedCodeViewSchema.nullable(),
  memberWindow: z.enum(['connected', 'gone']),
  /** What this station's printer takes. */
  slipPaper: z.enum(slipPapers),
  /** The system's name of the printer slips come out of; null = they are only saved. */
  slipPrinter: printerNameSchema,
  line: lineViewSchema,
  sync: syncViewSchema,
  /** What a new pack changes, a sentence each (always Chinese), until somebody has seen it. */
  packNews: z
    .strictObject({ number: z.number().int(), lines: z.array(z.string().max(2000)).max(2000) })
    .nullable(),
  store: storeViewSchema,
  visit: visitViewSchema.nullable(),
  /** A different card lies there: whose is it? Nothing has changed yet. */
  otherCard: z.strictObject({ readId: z.uuid(), name: z.string(), idNumberMasked: z.string() }).nullable(),
  /** The member pressed 请帮我 and nothing else was shown since. */
  /** The pack takes telephone codes: a supervisor here may give them. */
  telephoneCode: z.boolean(),
  memberCalls: z.strictObject({ operationId: operationIdSchema, kind: kindSchema, at: atSchema }).nullable(),
  triage: triageViewSchema.nullable(),
  /** The answer card on the member's window. */
  card: z.enum(answerCards).nullable(),
  /** The last card could not be used, or a reader's trouble: a coded refusal until the next good read. */
  cardProblem: refusalSchema.nullable(),
  parked: z.array(
    z.strictObject({
      visitId: visitIdSchema,
      name: z.string(),
      since: atSchema,
      kind: kindSchema.nullable(),
      fromEarlierRun: z.boolean(),
    }),
  ),
  attention: z.strictObject({
    waiting: z.number().int(),
    unknown: z.number().int(),
    refused: z.number().int(),
    /** Papers that did not come out. */
    unprinted: z.number().int(),
    /** What waits for a second person. */
    approvals: z.number().int(),
    /** Whom somebody has to call back, and whom nobody called by the day that was promised. */
    callBacks: z.number().int().min(0),
    risen: z.number().int().min(0),
    oldestAt: atSchema.nullable(),
    /** 一次性告知: how many were told today what is missing instead of being served. */
    toldToday: z.number().int().min(0),
    /** The last day before today on which anything was taken, when nobody closed it (YYYY-MM-DD). */
    dayToClose: z.iso.date().nullable(),
  }),
  /** An older practice folder that was set aside at start (its folder name), said once on home. */
  setAside: z.string().nullable(),
  practice: practiceViewSchema.nullable(),
})
export type CounterView = z.infer<typeof counterViewSchema>

export const waitingRowSchema = z.strictObject({
  operation: operationViewSchema,
  since: atSchema,
  /** Who does what next: a text key below `waiting.next`. */
  next: z.enum([
    'goes-out-by-itself',
    'query-first',
    'tell-member',
    'centre-keeps-it',
    'wait-for-receiver',
    'wait-for-tax',
    'second-person',
    'being-sent',
    'held',
  ]),
  /**
   * Nobody has spoken with the member for long, by the office's working time: `due` = a clerk calls back, `risen` = the
   * promised day went by, it is the supervisor's.
   */
  callBack: z.enum(['not-yet', 'due', 'risen']),
})
export type WaitingRow = z.infer<typeof waitingRowSchema>

/** What the member window may show: finished words from an allow-list, and nothing else. */
export const memberViewSchema = z.strictObject({
  run: z.string(),
  revision: z.number().int(),
  realm: realmSchema,
  hall: z.string(),
  screen: z.discriminatedUnion('name', [
    /** Nobody is signed in, the counter is locked, or starting. */
    z.strictObject({ name: z.literal('please-wait') }),
    /** The store cannot be opened here: 请到旁边窗口. */
    z.strictObject({ name: z.literal('next-desk') }),
    z.strictObject({ name: z.literal('lay-card') }),
    /** Card trouble in the member's words. */
    z.strictObject({ name: z.literal('card-trouble'), words: z.string() }),
    /** `name` is the hall mask, e.g. 王**. */
    z.strictObject({
      name: z.literal('greeting'),
      member: z.string(),
      /** Who helps whom, in finished words under the hall mask; null = the member acts alone. */
      helps: z.string().nullable(),
      waitingMoney: z.number().int(),
    }),
    /** One large sentence and at most three more: 先查一下, or an answer card. */
    z.strictObject({
      name: z.literal('told'),
      headline: z.string().max(60),
      lines: z.array(z.string().max(60)).max(3),
    }),
    z.strictObject({
      name: z.literal('confirm'),
      operationId: operationIdSchema,
      wordsHash: hashSchema,
      ...shownWordsSchema.shape,
      /** What the member pressed, null = not yet. */
      answer: z.enum(['agree', 'decline', 'help']).nullable(),
    }),
    passwordScreenSchema,
    z.strictObject({
      name: z.literal('result'),
      headline: z.string(),
      detail: z.string(),
      number: z.string().nullable(),
      tone: z.enum(['done', 'wait', 'ask', 'stop']),
    }),
  ]),
})
export type MemberView = z.infer<typeof memberViewSchema>
