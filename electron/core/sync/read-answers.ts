import { z } from 'zod'
import { batchAnswerSchema, resultsIn, shortAnswerSchema } from '../../../shared/contract/batch-answer'
import { operationAnswerSchema } from '../../../shared/contract/central'
import type { OperationId } from '../../../shared/domain/ids'
import type { Outcome } from '../../../shared/domain/operation'
import { outcomeSchema } from '../../../shared/contract/operation'

/*
 * Answers of a centre that may be newer than this counter. What it says besides is left out; an outcome of a kind that is not
 * known here is null: nobody guesses what it means, and nothing that came with it is lost.
 */

const anyOutcomeSchema = outcomeSchema.nullable().catch(null)
const [notKnown, known] = operationAnswerSchema.options

export const operationAnyVersionSchema = z.discriminatedUnion('known', [
  notKnown,
  known.extend({ outcome: anyOutcomeSchema }),
])
export const operationsAnyVersionSchema = z.object({ results: z.array(operationAnyVersionSchema).max(200) })

export const batchAnyVersionSchema = z.union([
  z.object({
    results: z.array(batchAnswerSchema.shape.results.element.extend({ outcome: anyOutcomeSchema })).max(200),
  }),
  shortAnswerSchema.extend({ outcomes: z.array(anyOutcomeSchema).max(200) }),
])

/** What became of the items with these ids, as far as this version understands it. */
export function understood(
  answer: z.infer<typeof batchAnyVersionSchema>,
  ids: readonly OperationId[],
): readonly { readonly id: OperationId; readonly outcome: Outcome }[] {
  return resultsIn(answer, ids).flatMap(({ id, outcome }) => (outcome === null ? [] : [{ id, outcome }]))
}
