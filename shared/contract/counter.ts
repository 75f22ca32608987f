import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { toldSlips } from '../domain/look-up-events'
import { aliasKinds } from '../domain/place-aliases'
import { sideSlips } from '../domain/side-slips'
import { command, none, typed } from './command'
import { dayCloseContract } from './day-view'
import { institutionsContract } from './institutions'
import { peopleContract } from './people'
import { payeeLookUpSchema, premiumLookUpSchema } from './look-ups'
import { looksContract } from './looks'
import { errorCodeSchema, operationIdSchema, realmSchema, visitIdSchema } from './operation'
import { noticeWays, paperKinds } from '../domain/operation'
import { agentFormSchema } from './help'
import { practiceCardSchema, readerTestSchema, scannedTextSchema, simulatedFaultSchema } from './devices'
import { centreFaultSchema, practiceHourSchema } from './practice'
import { remoteSecondContract } from './remote-second'
import { credentialAndItems } from './second-person'
import { mostPrinters, printerNameSchema, slipPapers, systemPrinterSchema } from './slip'
import { enrolmentFormSchema, storeActSchema, storeWatchSchema } from './store'
import { checkLineSchema, counterViewSchema, operationViewSchema, waitingRowSchema } from './view'

export const openingFormSchema = z.strictObject({
  kind: z.literal('wallet-opening'),
  /** RegionKey of the place of use. */
  placeOfUse: typed,
  phone: typed,
  phoneOwner: z.enum(['self', 'relative', 'none']),
  /** Two digits of GB/T 4761, the phone's owner seen from the member; looked at where it is a relative's. */
  phoneRelation: typed,
  /** Empty = nobody said yet. */
  noticeGiven: z.enum(['', ...noticeWays]),
  /** Why it is used elsewhere than in the insured region; looked at where it is. */
  placeReason: typed,
})
export const transferFormSchema = z.strictObject({
  kind: z.literal('transfer'),
  source: z.enum(['personal-account', 'wallet']),
  payeeName: typed,
  payeeIdNumber: typed,
  /** RegionKey of the payee's insured region. */
  payeeRegion: typed,
  payeeIdentity: z.enum(['card', 'typed']),
  /** Two digits of GB/T 4761. */
  relation: typed,
  /** The fact the payer commits to; empty = none. */
  commitment: typed,
  /** In yuan, e.g. 650 or 650.00. */
  amount: typed,
})
export const receiveFormSchema = z.strictObject({ kind: z.literal('receive'), transferId: typed })
export const placeChangeFormSchema = z.strictObject({
  kind: z.literal('place-of-use-change'),
  /** RegionKey of the new place; the old one is what the centre knows. */
  to: typed,
})
export const relationFormSchema = z.strictObject({
  kind: z.literal('relation-declaration'),
  otherName: typed,
  otherIdNumber: typed,
  /** Two digits of GB/T 4761, the other seen from the member. */
  relation: typed,
  /** The fact the member commits to; empty = none. */
  commitment: typed,
})
export const bindingFormSchema = z.strictObject({
  kind: z.literal('family-binding'),
  change: z.enum(['bind', 'end']),
  otherName: typed,
  otherIdNumber: typed,
  /** Two digits of GB/T 4761, the other seen from the member; not looked at where a binding ends. */
  relation: typed,
  /** The fact the member commits to; empty = none. */
  commitment: typed,
})
/** One line of a household's premiums; name, number and relation empty = the member's own. What is due is never typed. */
export const premiumFormSchema = z.strictObject({
  kind: z.literal('premium-payment'),
  /** The insured year, e.g. 2027. */
  year: typed,
  personName: typed,
  personIdNumber: typed,
  /** Two digits of GB/T 4761, the insured person seen from the member. */
  relation: typed,
  source: z.enum(['personal-account', 'wallet']),
})
export const operationFormSchema = z.discriminatedUnion('kind', [
  openingFormSchema,
  transferFormSchema,
  receiveFormSchema,
  placeChangeFormSchema,
  relationFormSchema,
  bindingFormSchema,
  premiumFormSchema,
])
export type PremiumForm = z.infer<typeof premiumFormSchema>
export type OperationForm = z.infer<typeof operationFormSchema>

/** counter window ↔ core. Commands are idempotent by id: a command that is sent again changes nothing more. */
export const counterContract = {
  /** Waits until the store is open. */
  watch: oc.output(eventIterator(counterViewSchema)),
  /** The store: served from core's start, whatever state it is in. All else is `core.restarting` until it is open. */
  store: {
    watch: oc.output(eventIterator(storeWatchSchema)),
    act: command.input(storeActSchema).output(none),
    /** Makes this live folder a station of the centre that the code names; the counter opens by itself afterwards. */
    enrol: command.input(enrolmentFormSchema).output(none),
    /** The app starts again as the other one: practice beside live, each in its own folder. */
    restartAs: command.input(z.strictObject({ realm: realmSchema })).output(none),
  },
  signIn: command
    .input(z.strictObject({ clerk: z.string().max(40), password: z.string().max(200) }))
    .output(none),
  signOut: command.input(none).output(none),
  readAgain: command.input(none).output(none),
  /** 手工录入: number and name typed because card or reader failed. The id makes a repeated entry count once. */
  openTyped: command.input(z.strictObject({ entryId: z.uuid(), idNumber: typed, name: typed })).output(none),
  /** What a scanner that types like a keyboard read. */
  codeScanned: command.input(z.strictObject({ scanId: z.uuid(), text: z.string().max(1000) })).output(none),
  dropCode: command.input(z.strictObject({ scanId: z.uuid() })).output(none),
  /** The button 再试 of the devices process. */
  devicesAgain: command.input(none).output(none),
  /** Asks one reader for its status and its number now. */
  testReader: command.input(z.strictObject({ readerKey: z.string().max(200) })).output(readerTestSchema),
  dismissCardProblem: command.input(none).output(none),
  otherCard: command
    .input(
      z.strictObject({
        readId: z.uuid(),
        choice: z.enum(['payee', 'household', 'agent', 'next-visit', 'mistake']),
      }),
    )
    .output(none),
  /** Who acts for the member: by the card laid down for it, or what is known of the agent changes. */
  agent: {
    settle: command.input(z.strictObject({ visitId: visitIdSchema, form: agentFormSchema })).output(none),
    remove: command.input(z.strictObject({ visitId: visitIdSchema })).output(none),
  },
  /** The system's dialog, then a kept paper; the id makes a repeated call count once. */
  keepPaper: command
    .input(z.strictObject({ visitId: visitIdSchema, attachmentId: z.uuid(), kind: z.enum(paperKinds) }))
    .output(z.strictObject({ kept: z.boolean() })),
  /** 有自己的收入, 答不上来. */
  noteVisit: command
    .input(
      z.strictObject({
        visitId: visitIdSchema,
        note: z.enum(['own-income', 'cannot-answer']),
        holds: z.boolean(),
      }),
    )
    .output(none),
  confirmPerson: command.input(z.strictObject({ visitId: visitIdSchema, same: z.boolean() })).output(none),
  parkVisit: command.input(z.strictObject({ visitId: visitIdSchema })).output(none),
  resumeVisit: command.input(z.strictObject({ visitId: visitIdSchema })).output(none),
  endVisit: command.input(z.strictObject({ visitId: visitIdSchema })).output(none),
  /** Asks the centre for the member's facts again. */
  refreshFacts: command.input(z.strictObject({ visitId: visitIdSchema })).output(none),
  askPayee: command
    .input(z.strictObject({ name: typed, idNumber: typed, region: typed }))
    .output(payeeLookUpSchema),
  /** All rules at once for what is typed so far; problems of a field come as lines with a refusal naming it. */
  checkForm: command
    .input(z.strictObject({ visitId: visitIdSchema, form: operationFormSchema }))
    .output(z.array(checkLineSchema)),
  /** Freezes the draft's words and shows them to the member. The id was made at the first key of the form (UUIDv7). */
  propose: command
    .input(
      z.strictObject({ operationId: operationIdSchema, visitId: visitIdSchema, form: operationFormSchema }),
    )
    .output(operationViewSchema),
  /** A household's premiums in one pass: one operation a line, shown, answered and taken together. */
  premiums: {
    /** What is registered of a relative's premiums. */
    ask: command.input(z.strictObject({ name: typed, idNumber: typed })).output(premiumLookUpSchema),
    check: command
      .input(z.strictObject({ visitId: visitIdSchema, forms: z.array(premiumFormSchema).min(1).max(12) }))
      .output(z.array(z.array(checkLineSchema))),
    propose: command
      .input(
        z.strictObject({
          visitId: visitIdSchema,
          lines: z
            .array(z.strictObject({ operationId: operationIdSchema, form: premiumFormSchema }))
            .min(1)
            .max(12),
        }),
      )
      .output(z.array(operationViewSchema)),
    take: command
      .input(z.strictObject({ operationIds: z.array(operationIdSchema).min(1).max(12) }))
      .output(z.array(operationViewSchema)),
  },
  looks: looksContract,
  institutions: institutionsContract,
  people: peopleContract,
  dayClose: dayCloseContract,
  /** 一次性告知: why the form cannot stand, all at once, as an outcome with a slip; the reasons are core's own. */
  tellBeforehand: command
    .input(
      z.strictObject({
        toldId: z.uuid(),
        visitId: visitIdSchema,
        slip: z.enum(toldSlips),
        form: operationFormSchema,
      }),
    )
    .output(z.strictObject({ file: z.string(), title: z.string() })),
  /** The member does not want it, or the clerk starts over; what has a number is asked of the centre. */
  withdraw: command.input(z.strictObject({ operationId: operationIdSchema })).output(operationViewSchema),
  /** 还要再转一次, for one that the centre holds because one like it was done meanwhile. */
  sendAgain: command.input(z.strictObject({ operationId: operationIdSchema })).output(operationViewSchema),
  /** 复核 by somebody else than the taker, known by the own password; it changes nothing of who is signed in. */
  second: {
    approve: command
      .input(z.strictObject({ ...credentialAndItems, memberSpoken: z.boolean(), memberSeen: z.boolean() }))
      .output(z.array(operationViewSchema)),
    reject: command
      .input(z.strictObject({ ...credentialAndItems, reason: typed }))
      .output(z.array(operationViewSchema)),
  },
  remoteSecond: remoteSecondContract,
  /** Asks the member for the own password once more, after 想不起来. */
  askPassword: command.input(z.strictObject({ operationId: operationIdSchema })).output(operationViewSchema),
  /** Puts by what has not left because a caller with the operation number wants it, or lets it go on (caller empty). */
  hold: command
    .input(z.strictObject({ operationId: operationIdSchema, held: z.boolean(), caller: typed }))
    .output(operationViewSchema),
  /** Takes the operation: durable when this answers. */
  take: command.input(z.strictObject({ operationId: operationIdSchema })).output(operationViewSchema),
  operation: command.input(z.strictObject({ operationId: operationIdSchema })).output(operationViewSchema),
  /** The system's printers, and which of them slips come out of from the next one on. */
  printers: command.input(none).output(z.array(systemPrinterSchema).max(mostPrinters)),
  /** Errors: at the field `print.no-such-printer`. */
  setPrinter: command.input(z.strictObject({ printer: printerNameSchema })).output(none),
  /** What this station's printer takes, from the next slip on. */
  setPaper: command.input(z.strictObject({ paper: z.enum(slipPapers) })).output(none),
  printSlip: command
    .input(z.strictObject({ operationId: operationIdSchema }))
    .output(z.strictObject({ file: z.string(), title: z.string(), copy: z.number().int() })),
  /** 申请表, 近亲属关系承诺书, 到期提醒单; each kind counts its own copies. */
  printSideSlip: command
    .input(z.strictObject({ operationId: operationIdSchema, slip: z.enum(sideSlips) }))
    .output(z.strictObject({ file: z.string(), title: z.string(), copy: z.number().int() })),
  /** Prints every paper that did not come out; the first that fails again ends it. */
  printUnprinted: command.input(none).output(z.strictObject({ printed: z.number().int() })),
  /** The member does not want the paper that did not come out. */
  waiveSlip: command.input(z.strictObject({ operationId: operationIdSchema })).output(none),
  /** 回告: what became of it was told, or nobody was reached. */
  tellMember: command
    .input(
      z.strictObject({
        operationId: operationIdSchema,
        how: z.enum(['here', 'telephone', 'not-reached']),
      }),
    )
    .output(none),
  /** 有异议: the evidence stays until it is settled. */
  raiseDispute: command
    .input(z.strictObject({ operationId: operationIdSchema, reason: z.string().max(500) }))
    .output(none),
  settleDispute: command
    .input(z.strictObject({ operationId: operationIdSchema, words: z.string().max(500) }))
    .output(none),
  /** Tries the line now instead of at its next turn. */
  syncNow: command.input(none).output(none),
  /** The machine has a network again: the line is tried at once, whether or not anybody is signed in. */
  networkBack: command.input(none).output(none),
  /** Writes on a stick what waits, where the pack allows it; null = nobody picked one. */
  writeStick: command
    .input(none)
    .output(z.strictObject({ numbers: z.array(z.number().int()), operations: z.number().int() }).nullable()),
  /** Reads the centre's answer on a stick; null = nobody picked one. */
  readStickAnswer: command.input(none).output(z.strictObject({ number: z.number().int() }).nullable()),
  /** A supervisor looked into why sending stopped and lets it go on: a recorded act. */
  resumeSending: command.input(none).output(none),
  /** A supervisor gives up this epoch: the counter is enrolled again by a new code. */
  enrolAgain: command.input(none).output(none),
  /** What others did to operations of this station was seen. */
  remoteActsSeen: command.input(none).output(none),
  /** What a new rule pack changes was read. */
  notePack: command.input(z.strictObject({ number: z.number().int() })).output(none),
  waitingList: command.input(none).output(z.array(waitingRowSchema)),
  /** Regions, relations and limits of the pack in force, for the forms. */
  packForForms: command.input(none).output(
    z.strictObject({
      regions: z.array(
        z.strictObject({
          key: z.string(),
          name: z.string(),
          province: z.string(),
          openness: z.enum(['open', 'closed', 'unknown']),
        }),
      ),
      regionTableAsOf: z.string(),
      /** Counties, old names and pools, each with the region it leads to. */
      aliases: z.array(z.strictObject({ alias: z.string(), region: z.string(), kind: z.enum(aliasKinds) })),
      relations: z.array(
        z.strictObject({
          code: z.string(),
          name: z.string(),
          rule: z.enum(['allow', 'commitment', 'supervisor', 'refuse']),
        }),
      ),
      maxFen: z.number().int(),
      maxPerDay: z.number().int(),
      hours: z.strictObject({ opens: z.string(), closes: z.string() }),
      /** 家庭共济绑定 is taken here; else it is told where it is done. */
      bindingTaken: z.boolean(),
    }),
  ),
  /** Practice only; a live counter answers `refused` with simulator.not-here. */
  practice: {
    cards: command.input(none).output(z.array(practiceCardSchema)),
    place: command
      .input(
        z.strictObject({
          cardId: z.string().max(40),
          liftWhileReading: z.boolean().default(false),
        }),
      )
      .output(none),
    lift: command.input(none).output(none),
    fault: command.input(simulatedFaultSchema).output(none),
    /** Ends every fault that lasts. */
    clear: command.input(none).output(none),
    /** Shows a code to the simulated scanner. */
    scan: command.input(z.strictObject({ text: scannedTextSchema })).output(none),
    plug: command.input(z.strictObject({ plugged: z.boolean() })).output(none),
    line: command.input(z.strictObject({ up: z.boolean() })).output(none),
    /** Moves the practice clock on, the centre's with it. */
    clock: command.input(z.strictObject({ to: practiceHourSchema })).output(none),
    centre: command.input(z.strictObject({ fault: centreFaultSchema })).output(none),
    /** The practice printer has paper, or none. */
    paper: command.input(z.strictObject({ there: z.boolean() })).output(none),
    /** The member is verified as live packs ask for it, or 同意 is enough. */
    verification: command.input(z.strictObject({ asLive: z.boolean() })).output(none),
  },
}

export const refusedCodeSchema = errorCodeSchema
