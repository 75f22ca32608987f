import { z } from 'zod'
import { lookReasons, movementKinds, recordViews } from '../domain/movements'
import {
  atSchema,
  clerkIdSchema,
  fenSchema,
  idTextSchema,
  kindSchema,
  operationStateSchema,
  personNameSchema,
  correctionSchema,
  receiptSchema,
  stationIdSchema,
  visitIdSchema,
} from './operation'

/** As many as a page of a screen can be read down; the newest first, and whether there are more is said. */
export const mostMovements = 60
export const mostLooks = 60

/** One line of 明细: money that came (positive) or went, or what changed of the wallet. */
export const movementSchema = z.object({
  at: atSchema,
  what: z.enum(movementKinds),
  account: z.enum(['personal-account', 'wallet']).nullable(),
  amountFen: fenSchema.nullable(),
  /** The other person under the confirm mask. */
  who: z.string().max(80).nullable(),
  /** The institution, or the place of use. */
  where: z.string().max(120).nullable(),
  /** The insured year of a premium. */
  year: z.number().int().nullable(),
  /** Who acted for the member, under the confirm mask. */
  agent: z.string().max(80).nullable(),
})
export type Movement = z.infer<typeof movementSchema>

export const balancesSchema = z.object({
  personalAccountFen: fenSchema.nullable(),
  walletFen: fenSchema.nullable(),
})

/** Somebody looked at the member's records; `clerk` null = not told to the centre. */
export const toldLookSchema = z.object({
  at: atSchema,
  station: stationIdSchema,
  hall: z.string().max(80),
  desk: z.string().max(80),
  clerk: z.string().max(80).nullable(),
  /** What that somebody is by the centre's list; null = the centre was not told who. */
  role: z.enum(['clerk', 'supervisor']).nullable().optional(),
  why: z.enum(lookReasons),
})
export type ToldLook = z.infer<typeof toldLookSchema>

/** Asked in the presence of a card, or of a number that was typed: answered only when number and name are one person's. */
export const ownRecordsInputSchema = z.strictObject({
  station: stationIdSchema,
  idNumber: idTextSchema,
  name: personNameSchema,
  /** The card read, or the entry that was typed. */
  readId: z.uuid(),
  /** Who looks; the member is told. */
  clerk: clerkIdSchema,
})
export type OwnRecordsInput = z.infer<typeof ownRecordsInputSchema>

export const movementsAnswerSchema = z.object({
  asOf: atSchema,
  /** False = the centre has nobody of this number and name. */
  known: z.boolean(),
  balances: balancesSchema,
  movements: z.array(movementSchema).max(mostMovements),
  more: z.boolean(),
})
export type MovementsAnswer = z.infer<typeof movementsAnswerSchema>

export const looksAnswerSchema = z.object({
  asOf: atSchema,
  known: z.boolean(),
  looks: z.array(toldLookSchema).max(mostLooks),
  more: z.boolean(),
})
export type LooksAnswer = z.infer<typeof looksAnswerSchema>

/** `lookId` is made at the counter: the same again is the same look. */
export const recordsInputSchema = z.strictObject({
  visitId: visitIdSchema,
  lookId: z.uuid(),
  what: z.enum(recordViews),
})

/**
 * What the clerk sees. `centre` = as the centre said at `asOf`; `known` = from what this counter knows, at its age; an
 * empty list always has its `from`, so that it never means “could not be read”.
 */
export const recordsViewSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('movements'),
    from: z.enum(['centre', 'known', 'stranger']),
    asOf: atSchema.nullable(),
    balances: balancesSchema,
    movements: z.array(movementSchema),
    more: z.boolean(),
    /** What was taken at this counter and is not at its end, or is not in the centre's list. */
    here: z.array(
      z.strictObject({
        at: atSchema,
        kind: kindSchema,
        amountFen: fenSchema.nullable(),
        number: z.string(),
        state: operationStateSchema,
        receipt: receiptSchema.nullable(),
        corrected: correctionSchema.nullable(),
      }),
    ),
  }),
  z.strictObject({
    what: z.literal('looks'),
    from: z.enum(['centre', 'known', 'stranger']),
    asOf: atSchema.nullable(),
    looks: z.array(
      z.strictObject({
        at: atSchema,
        place: z.string(),
        /** Null = the centre was not told who. */
        clerk: z.string().nullable(),
        role: z.enum(['clerk', 'supervisor']).nullable(),
        why: z.enum(lookReasons),
      }),
    ),
    more: z.boolean(),
  }),
])
export type RecordsView = z.infer<typeof recordsViewSchema>
export type MovementsView = Extract<RecordsView, { what: 'movements' }>
export type LooksView = Extract<RecordsView, { what: 'looks' }>
