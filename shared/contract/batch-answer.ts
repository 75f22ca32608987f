import { z } from 'zod'
import type { OperationId } from '../domain/ids'
import type { Outcome } from '../domain/operation'
import { operationIdSchema, outcomeSchema } from './operation'

export const batchAnswerSchema = z.object({
  results: z.array(z.object({ id: operationIdSchema, outcome: outcomeSchema })).max(200),
})
export type BatchAnswer = z.infer<typeof batchAnswerSchema>

/** To a batch that leaves its ids out: each different outcome once, and which of them each item has, in the batch's order. */
export const shortAnswerSchema = z.object({
  outcomes: z.array(outcomeSchema).max(200),
  of: z.array(z.number().int().min(0)).max(200),
})
type ShortAnswer = z.infer<typeof shortAnswerSchema>

/** The answer without ids. */
export function shortened({ results }: BatchAnswer): ShortAnswer {
  const places = new Map<string, number>()
  const outcomes: Outcome[] = []
  const of = results.map(({ outcome }) => {
    const text = JSON.stringify(outcome)
    const place = places.get(text) ?? outcomes.push(outcome) - 1
    places.set(text, place)
    return place
  })
  return { outcomes, of }
}

/** What became of the items with these ids; a place that names no outcome, or is missing, says nothing of its item. */
export function resultsIn<Said>(
  answer:
    | { readonly results: readonly { readonly id: OperationId; readonly outcome: Said }[] }
    | { readonly outcomes: readonly Said[]; readonly of: readonly number[] },
  ids: readonly OperationId[],
): readonly { readonly id: OperationId; readonly outcome: Said }[] {
  if ('results' in answer) return answer.results
  return ids.flatMap((id, at) => {
    const outcome = answer.outcomes[answer.of[at] ?? -1]
    return outcome === undefined ? [] : [{ id, outcome }]
  })
}
