import { z } from 'zod'
import {
  atSchema,
  kindSchema,
  operationIdSchema,
  operationStateSchema,
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

/** By the 业务号 somebody tells, or by the signed statement of a slip. */
export const findOperationInputSchema = z
  .strictObject({
    station: stationIdSchema,
    number: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    id: operationIdSchema.optional(),
    /** The compact JWS in the QR of a slip about `id`. */
    proof: z.string().min(20).max(600).optional(),
  })
  .refine(
    ({ number, id, proof }) =>
      (number !== undefined) === (id === undefined) && (id === undefined) === (proof === undefined),
    {
      message: 'either a number, or an id with its proof',
    },
  )
export type FindOperationInput = z.infer<typeof findOperationInputSchema>

/** `proved`: the statement was signed by the station it names. A number is told by anybody and proves nothing. */
export const findOperationAnswerSchema = z.discriminatedUnion('known', [
  z.object({ known: z.literal(false) }),
  z.object({ known: z.literal(true), proved: z.boolean(), operation: operationAtCentreSchema }),
])
export type FindOperationAnswer = z.infer<typeof findOperationAnswerSchema>
