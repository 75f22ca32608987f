import { z } from 'zod'
import { takesWalletWays } from '../domain/institutions'
import { clerkSchema } from './enrolment'
import { hashSchema, regionKeySchema } from './operation'

/** The lists a counter keeps a copy of; each is asked for with the ETag of the copy. */

export const clerksAnswerSchema = z.object({ clerks: z.array(clerkSchema).max(1000) })

export const institutionSchema = z.object({
  code: z.string().max(40),
  name: z.string().max(120),
  region: regionKeySchema,
  kind: z.string().max(40),
  /** Whether it takes the wallet: at the till, at its window only, not, or nobody knows. */
  takesWallet: z.enum(takesWalletWays),
  phone: z.string().max(40).nullable(),
  asOf: z.iso.date(),
})
export const institutionsAnswerSchema = z.object({
  institutions: z.array(institutionSchema).max(20_000),
})

export const signedPackSchema = z.object({
  number: z.number().int().min(1),
  /** SHA-256 of `content`. */
  hash: hashSchema,
  /** The pack's RFC 8785 text. */
  content: z.string().max(2_000_000),
  /** Compact JWS by the centre's signing key over `content`; null for a practice pack nobody signed. */
  jws: z.string().max(3_000_000).nullable(),
})
export type SignedPack = z.infer<typeof signedPackSchema>

export const packAnswerSchema = z.object({ packs: z.array(signedPackSchema).max(200) })
