import { oc } from '@orpc/contract'
import { z } from 'zod'
import { cardlessReasons } from '../domain/person-look'
import { stationErrors } from './central-errors'
import { atSchema, clerkIdSchema, idTextSchema, stationIdSchema } from './operation'

/** A look without a card, told once the line is there: the same again is answered the same. */
export const toldLookSchema = z.strictObject({
  station: stationIdSchema,
  lookId: z.uuid(),
  /** Whom it was of. */
  idNumber: idTextSchema,
  clerk: clerkIdSchema,
  reason: z.enum(cardlessReasons),
  /** When somebody looked, by the counter's clock. */
  at: atSchema,
})
export type SentLook = z.infer<typeof toldLookSchema>

/** Whoever is looked up without a card hears of it at every counter (domain.md 3.8). */
export const toldLooksContract = {
  tellLook: oc
    .route({
      method: 'POST',
      path: '/v1/looks',
      summary: 'Who was looked up at a counter without a card, by whom and why; kept once under its id',
    })
    .errors(stationErrors)
    .input(toldLookSchema)
    .output(z.object({ arrivedAt: atSchema })),
}
