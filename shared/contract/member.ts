import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { hashSchema, operationIdSchema, refusalSchema } from './operation'
import { memberViewSchema } from './view'

/** member window ↔ core: two of the six procedures it may ever have (design.md section 3). */
export const memberContract = {
  watch: oc.output(eventIterator(memberViewSchema)),
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
}
