import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { hashSchema, operationIdSchema, refusalSchema } from './operation'
import { memberViewSchema } from './view'
import { sealedForSchema, sealedTextSchema } from './verification'

/** member window ↔ core: three of the six procedures it may ever have (design.md section 3). */
export const memberContract = {
  /** `keypad`: the member can type there, by touch or because the display is the own one. */
  watch: oc.input(z.strictObject({ keypad: z.boolean() })).output(eventIterator(memberViewSchema)),
  /** The member's own press. `wordsHash` names exactly what stood on the screen; older words are refused. */
  answer: oc
    .errors({ refused: { data: z.object({ refusals: z.array(refusalSchema).min(1) }) } })
    .input(
      z.strictObject({
        operationId: operationIdSchema,
        wordsHash: hashSchema,
        answer: z.enum(['agree', 'decline', 'help']),
      }),
    )
    .output(z.strictObject({})),
  /** The own password for exactly these bytes, sealed by the window itself; null = it cannot be remembered. */
  password: oc
    .errors({ refused: { data: z.object({ refusals: z.array(refusalSchema).min(1) }) } })
    .input(
      z.strictObject({
        operations: z.array(sealedForSchema).min(1).max(12),
        sealed: sealedTextSchema.nullable(),
      }),
    )
    .output(z.strictObject({})),
}
