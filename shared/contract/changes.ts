import { z } from 'zod'
import {
  atSchema,
  clerkIdSchema,
  hashSchema,
  operationIdSchema,
  outcomeSchema,
  transferReceiptSchema,
} from './operation'

/** The lists a counter keeps a copy of. */
export const stationLists = ['clerks', 'institutions', 'rule-packs', 'centre-keys'] as const
export type StationList = (typeof stationLists)[number]

/** One numbered entry of a station's change log. */
export const changeSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('receipt'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    receipt: transferReceiptSchema,
    at: atSchema,
  }),
  z.strictObject({
    type: z.literal('outcome'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    outcome: outcomeSchema,
  }),
  /** A list the counter keeps a copy of is another now: ask for it anew. */
  z.strictObject({
    type: z.literal('list'),
    number: z.number().int().min(1),
    list: z.enum(stationLists),
    at: atSchema,
  }),
  /**
   * A transfer this station took, or whose money it gave to the payee (then the receiving is named), was corrected; why, and
   * by whom, in the words of the centre. Absent from one that does not say.
   */
  z.strictObject({
    type: z.literal('correction'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    reason: z.string().max(200).optional(),
    by: z.array(z.string().min(1).max(60)).max(2).optional(),
    at: atSchema,
  }),
  /** An operator of the centre, or a clerk of another station, did something to an operation of this one (ADR 18, 37). */
  z.strictObject({
    type: z.literal('act'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    act: z.enum(['held', 'released', 'withdrawn']),
    by: z.string().min(1).max(60),
    at: atSchema,
  }),
  /** A supervisor at another counter said yes or no to an operation that waits here (ADR 34). */
  z.strictObject({
    type: z.literal('approval'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    payloadHash: hashSchema,
    says: z.enum(['approved', 'sent-back']),
    clerk: clerkIdSchema,
    /** As the centre names supervisor and counter. */
    by: z.string().min(1).max(60),
    place: z.string().max(120),
    reason: z.string().max(200),
    at: atSchema,
  }),
])
export type Change = z.infer<typeof changeSchema>

export const changesAnswerSchema = z.strictObject({
  /** Number of the newest change the answer carries, or the cursor asked with when there is none. */
  cursor: z.number().int().min(0),
  changes: z.array(changeSchema).max(500),
})

/** The longest a counter may ask the centre to hold its question for changes, in seconds. */
export const longestWaitS = 25
