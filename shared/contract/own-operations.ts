import { z } from 'zod'
import { operationIdSchema, outcomeSchema } from './operation'

/** An operation as a station gets it back that lost it (ADR 17). */
export const ownOperationSchema = z.object({
  /** Its place in the centre's order: the cursor of the next question. */
  sequence: z.number().int().min(1),
  id: operationIdSchema,
  epoch: z.number().int().min(1),
  /** The digits its number was shown with. */
  prefix: z.string().regex(/^\d{4}$/),
  /** Null for one that came in by a rescue file. */
  dispatch: z.number().int().min(1).nullable(),
  /** The frozen RFC 8785 text. */
  payload: z.string().min(2).max(20_000),
  outcome: outcomeSchema,
})
export type OwnOperation = z.infer<typeof ownOperationSchema>

export const ownOperationsAnswerSchema = z.object({ operations: z.array(ownOperationSchema).max(200) })
