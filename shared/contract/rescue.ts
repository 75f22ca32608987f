import { z } from 'zod'
import { canonicalJson } from './canonical'
import { atSchema, hashSchema, operationIdSchema, realmSchema, stationIdSchema } from './operation'

/**
 * What was taken at a counter that cannot send any more, in one file for the centre. It is neither encrypted nor signed:
 * who imports it answers for where it came from.
 */

const frameSchema = z.number().int().min(0)

export const rescueItemSchema = z.strictObject({
  id: operationIdSchema,
  /** The number people see. */
  taken: z.number().int().min(1),
  /** Its dispatch number and link[n], null when it never got one. */
  dispatch: z.number().int().min(1).nullable(),
  link: hashSchema.nullable(),
  /** `unknown` = it left the counter, and no answer was seen. */
  state: z.enum(['queued', 'unknown']),
  /** SHA-256 (hex) of the payload's UTF-8. */
  payloadHash: hashSchema,
  /** The frozen RFC 8785 text. */
  payload: z.string().min(2).max(20_000),
})
export type RescueItem = z.infer<typeof rescueItemSchema>

/** Why the journal could not be read to its end; frames that may hold more operations. */
export const rescueDamageSchema = z.strictObject({
  kind: z.string().min(1).max(40),
  file: z.string().max(80).nullable(),
  firstFrame: frameSchema,
  lastFrame: frameSchema.nullable(),
})

const contentSchema = z.strictObject({
  format: z.literal('wallet-counter/rescue'),
  version: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  /** The newest epoch in the journal. */
  epoch: z.number().int().min(1),
  /** When the file was made, by the clock of the computer it was made on. */
  madeAt: atSchema,
  /** The newest frame that was read; `hash` is null where the journal is damaged behind it. */
  journal: z.strictObject({ frame: frameSchema, hash: hashSchema.nullable(), at: atSchema.nullable() }),
  /** The newest link of the dispatch chain in the journal. */
  dispatch: z.strictObject({ number: z.number().int().min(1), link: hashSchema }).nullable(),
  damage: rescueDamageSchema.nullable(),
  operations: z.array(rescueItemSchema).max(100_000),
})
export type RescueContent = z.infer<typeof contentSchema>

export const rescueFileSchema = contentSchema.extend({
  /** SHA-256 (hex) of the RFC 8785 text of everything else. */
  contentHash: hashSchema,
})
export type RescueFile = z.infer<typeof rescueFileSchema>

/** The text that `contentHash` is of. */
export function rescueText(content: RescueContent): string {
  return canonicalJson(content)
}
