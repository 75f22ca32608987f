import { z } from 'zod'

/** The words of a confirmation exactly as they stand on the member window: a question and at most three facts. */
export const shownWordsSchema = z.strictObject({
  question: z.string(),
  facts: z
    .array(z.strictObject({ label: z.string(), value: z.string(), small: z.string().nullable() }))
    .max(3),
})
