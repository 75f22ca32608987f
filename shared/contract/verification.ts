import { z } from 'zod'
import { encryptionKeySchema } from './enrolment'
import { atSchema, hashSchema, operationIdSchema } from './operation'
import { shownWordsSchema } from './shown-words'

/** How long after it was typed a sealed password may be used (design.md section 5). */
export const passwordLifeMs = 5 * 60_000

/** A 医保码 password has six digits. */
export const passwordDigits = 6

/** An operation and the very bytes that were frozen: its member stands in them, so nobody else's password counts. */
export const sealedForSchema = z.strictObject({ operationId: operationIdSchema, payloadHash: hashSchema })
export type SealedFor = z.infer<typeof sealedForSchema>

/**
 * What the member window seals to the centre's encryption key: a compact JWE (ECDH-ES over P-256, A256GCM) with `kid` that
 * key's id, `typ` `member-password` and `suite` `intl-1` in its protected head. It is bound to the frozen bytes of the
 * operations it was typed for, a household's together; it lives five minutes and stands in no file.
 */
export const sealedPasswordSchema = z.strictObject({
  purpose: z.literal('verify-member'),
  operations: z.array(sealedForSchema).min(1).max(12),
  password: z.string().min(1).max(64),
  /** When it was typed, by the counter's corrected clock. */
  sealedAt: atSchema,
})
export type SealedPassword = z.infer<typeof sealedPasswordSchema>

/** The compact JWE: five parts, the second empty, for ECDH-ES has no encrypted key. */
export const sealedTextSchema = z
  .string()
  .max(8000)
  .regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)

/** What travels beside a batch and is in none of its links: sealed passwords, each with the items it was typed for. */
export const passwordsSchema = z
  .array(z.strictObject({ ids: z.array(operationIdSchema).min(1).max(12), sealed: sealedTextSchema }))
  .min(1)
  .max(12)
export type Passwords = z.infer<typeof passwordsSchema>

/** The keypad of the member window; what is sealed there is sealed to this key. */
export const passwordScreenSchema = z.strictObject({
  name: z.literal('password'),
  operations: z.array(sealedForSchema).min(1).max(12),
  /** What the password is for, as on the confirmation. */
  facts: shownWordsSchema.shape.facts,
  /** What became of the one before; null = it is the first. */
  said: z.string().max(60).nullable(),
  /** Changes with every time it is asked for: what was typed before is gone. */
  asking: z.string().max(120),
  /** The counter's corrected time of this view. */
  at: atSchema,
  key: encryptionKeySchema,
})
