import { z } from 'zod'
import { idTextSchema, operationIdSchema, stationIdSchema } from './operation'

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
