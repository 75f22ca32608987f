import { z } from 'zod'
import { batchSchema } from './central'
import {
  atSchema,
  hashSchema,
  operationIdSchema,
  outcomeSchema,
  realmSchema,
  stationIdSchema,
} from './operation'

/** A medium as the rule pack names it. */
const mediumSchema = z.string().regex(/^[\w-]{1,64}$/)

/**
 * What is carried to the centre by hand where there is no line: the very batches the line would carry (docs/stick-format.md).
 * The file is one compact JWE to the centre's encryption key (ECDH-ES, A256GCM, typ `stick`, suite and kid in the head)
 * around one compact JWS by the station's key over the RFC 8785 text of the content.
 */
export const stickContentSchema = z.strictObject({
  format: z.literal('wallet-counter/stick'),
  version: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  /** 1, 2, 3 … of this station and epoch, without a gap. */
  number: z.number().int().min(1),
  /** The medium it lies on, as the rule pack names it. */
  medium: mediumSchema,
  madeAt: atSchema,
  batches: z.array(batchSchema).min(1).max(200),
})
export type StickContent = z.infer<typeof stickContentSchema>

/** What became of each batch: its outcomes, or the code for which nothing of it was done. */
const batchResultSchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    results: z.array(z.strictObject({ id: operationIdSchema, outcome: outcomeSchema })).max(200),
  }),
  z.strictObject({ ok: z.literal(false), code: z.string().max(80) }),
])

/**
 * What is carried back: one compact JWS by the centre's signing key (typ `stick-answer`, suite and kid in the head). Each
 * file has one answer, under the same number, so both sides see what is missing.
 */
export const stickAnswerSchema = z.strictObject({
  format: z.literal('wallet-counter/stick-answer'),
  version: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  number: z.number().int().min(1),
  /** SHA-256 of the content's RFC 8785 text. */
  contentHash: hashSchema,
  at: atSchema,
  batches: z.array(batchResultSchema).max(200),
})
export type StickAnswer = z.infer<typeof stickAnswerSchema>

/**
 * The label that makes a stick a registered medium: one compact JWS by the centre's signing key (typ `stick-label`, suite and
 * kid in the head) over the RFC 8785 text of this, in a file at the top of the stick.
 */
export const stickLabelSchema = z.strictObject({
  format: z.literal('wallet-counter/stick-label'),
  version: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  medium: mediumSchema,
  madeAt: atSchema,
})
export type StickLabel = z.infer<typeof stickLabelSchema>
/** The name of the label's file. */
export const stickLabelFile = 'wallet-counter.label'

/** How it stands with sticks at a counter. */
export const stickViewSchema = z.strictObject({
  /** The pack allows them here today. */
  allowed: z.boolean(),
  /** Files that were written and whose answer has not come back, by number. */
  waiting: z.array(z.number().int().min(1)).max(1000),
})
export type StickView = z.infer<typeof stickViewSchema>
