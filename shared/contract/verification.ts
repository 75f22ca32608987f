import { z } from 'zod'
import { atSchema, idTextSchema, operationIdSchema } from './operation'

/** How long after it was typed a sealed password may be used (design.md section 5). */
export const passwordLifeMs = 5 * 60_000

/**
 * What the member window seals to the centre's encryption key: a compact JWE (ECDH-ES over P-256, A256GCM) with `kid` that
 * key's id and `suite` `intl-1` in its protected head. It is bound to one operation and one person, lives five minutes, and
 * stands in no file.
 */
export const sealedPasswordSchema = z.strictObject({
  purpose: z.literal('verify-member'),
  operationId: operationIdSchema,
  idNumber: idTextSchema,
  password: z.string().min(1).max(64),
  /** When it was typed, by the counter's corrected clock. */
  sealedAt: atSchema,
})
export type SealedPassword = z.infer<typeof sealedPasswordSchema>
