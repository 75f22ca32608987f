import { z } from 'zod'
import {
  atSchema,
  idTextSchema,
  operationIdSchema,
  payeeAnswerSchema,
  premiumFactsSchema,
  stationIdSchema,
} from './operation'

/** Whom a look-up is for: a card that was read here, or an operation of this station. */
export const isTied = (asked: { readonly readId?: unknown; readonly operationId?: unknown }): boolean =>
  (asked.readId === undefined) !== (asked.operationId === undefined)
export const tiedMessage = { message: 'either a card read or an operation' }

/** A person is looked up because the card was read here, or because an operation of this station is about him or her. */
export const lookUpSchema = z
  .strictObject({
    station: stationIdSchema,
    idNumber: idTextSchema,
    readId: z.uuid().optional(),
    operationId: operationIdSchema.optional(),
  })
  .refine(isTied, tiedMessage)

/** What a counter hears of a payee; `asOf` null = the centre was not reached. */
export const payeeLookUpSchema = z.strictObject({ answer: payeeAnswerSchema, asOf: atSchema.nullable() })

/** What a counter hears of somebody's premiums; `asOf` as above. */
export const premiumLookUpSchema = z.strictObject({
  asOf: atSchema.nullable(),
  premiums: z.array(premiumFactsSchema).max(20),
})
