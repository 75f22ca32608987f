import { oc } from '@orpc/contract'
import { z } from 'zod'
import { withdrawalAnswers } from '../domain/look-up-events'
import { stationErrors } from './central-errors'
import {
  atSchema,
  clerkIdSchema,
  idTextSchema,
  kindSchema,
  operationIdSchema,
  operationStateSchema,
  personNameSchema,
  receiptSchema,
  stationIdSchema,
} from './operation'

/** How an operation stands at the centre today and where it was taken: nothing of its people, nothing of its money. */
export const operationAtCentreSchema = z.strictObject({
  hall: z.string().max(80),
  desk: z.string().max(80),
  kind: kindSchema,
  state: operationStateSchema,
  receipt: receiptSchema.nullable(),
  /** When it came into its state. */
  at: atSchema,
})
export type OperationAtCentre = z.infer<typeof operationAtCentreSchema>

/** Which operation: by the 业务号 somebody tells, or by the signed statement of a slip. */
const sought = {
  station: stationIdSchema,
  number: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  id: operationIdSchema.optional(),
  /** The compact JWS in the QR of a slip about `id`. */
  proof: z.string().min(20).max(600).optional(),
}
interface Sought {
  readonly number?: unknown
  readonly id?: unknown
  readonly proof?: unknown
}
const isSought = ({ number, id, proof }: Sought): boolean =>
  (number !== undefined) === (id === undefined) && (id === undefined) === (proof === undefined)
const soughtMessage = { message: 'either a number, or an id with its proof' }

export const findOperationInputSchema = z
  .strictObject({
    ...sought,
    /** The 核对码 that was told with the number; only for a centre that knows `slip-code`. */
    code: z
      .string()
      .regex(/^[0-9A-Z]{6}$/)
      .optional(),
  })
  .refine(isSought, soughtMessage)
export type FindOperationInput = z.infer<typeof findOperationInputSchema>

/**
 * `proved`: the statement was signed by the station it names, or the code is that of the operation of this number. A number
 * alone is told by anybody and proves nothing.
 */
export const findOperationAnswerSchema = z.discriminatedUnion('known', [
  z.object({ known: z.literal(false) }),
  z.object({ known: z.literal(true), proved: z.boolean(), operation: operationAtCentreSchema }),
])
export type FindOperationAnswer = z.infer<typeof findOperationAnswerSchema>

/** 撤回 at another counter than the one that took it: the member's card was read there (ADR 37). */
export const withdrawElsewhereInputSchema = z
  .strictObject({
    ...sought,
    clerk: clerkIdSchema,
    /** The member's, of the card. */
    idNumber: idTextSchema,
    name: personNameSchema,
    readId: z.uuid(),
  })
  .refine(isSought, soughtMessage)
export type WithdrawElsewhereInput = z.infer<typeof withdrawElsewhereInputSchema>

/**
 * `cancelled`: it will not be carried out, ever. `waiting`: it has not come yet and is cancelled when it comes. `too-late`: it
 * is at another end, or its money has moved. `other-member`: it is not of whoever's card was read.
 */
export const withdrawElsewhereAnswerSchema = z.object({
  withdrawal: z.enum(withdrawalAnswers),
  /** How it stands now; null where the centre does not have it, or it is not this member's. */
  operation: operationAtCentreSchema.nullable(),
})
export type WithdrawElsewhereAnswer = z.infer<typeof withdrawElsewhereAnswerSchema>

/** What other stations took: how it stands, and taking it back. */
export const findOperationContract = {
  findOperation: oc
    .route({
      method: 'POST',
      path: '/v1/operations/find',
      summary:
        'Where an operation was taken and how it stands, by its number or with a slip’s signed statement',
    })
    .errors(stationErrors)
    .input(findOperationInputSchema)
    .output(findOperationAnswerSchema),
  withdrawElsewhere: oc
    .route({
      method: 'POST',
      path: '/v1/operations/withdraw',
      summary: 'Take back what another station took, for the member whose card was read here',
    })
    .errors(stationErrors)
    .input(withdrawElsewhereInputSchema)
    .output(withdrawElsewhereAnswerSchema),
}
