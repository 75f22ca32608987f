import { z } from 'zod'
import { atSchema, clerkIdSchema, hashSchema, realmSchema, stationIdSchema } from './operation'

/** How a station becomes known to a centre, and shows that it is itself (design.md section 5, ADR 11). */

const base64url = z.string().regex(/^[\w-]{43}$/)
const keyIdSchema = z.string().min(1).max(80)

/** The public half of an Ed25519 key; anything more, above all the private half, is refused. */
export const ed25519JwkSchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: base64url,
})
/** The public half of a P-256 key. */
export const p256JwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url,
  y: base64url,
})

/** Up to where a dispatch chain is known. */
export const chainHeadSchema = z.strictObject({
  epoch: z.number().int().min(1),
  number: z.number().int().min(0),
  link: hashSchema,
})
export type ChainHead = z.infer<typeof chainHeadSchema>

/** What the new key signs: an enrolment cannot be taken over on its way, nor a key be enrolled by who lacks it. */
export const enrolRequestSchema = z.strictObject({
  suite: z.literal('intl-1'),
  purpose: z.literal('enrol'),
  realm: realmSchema,
  /** The secret of the enrolment code. */
  secret: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{18}$/),
  keyId: keyIdSchema,
  publicKeyJwk: ed25519JwkSchema,
  /** The last number the counter knows to be answered, null when it knows of none (new, or everything was lost). */
  known: chainHeadSchema.nullable(),
  /** The station whose journal the counter has: a code of another one is refused before it is spent. */
  station: stationIdSchema.optional(),
})
export type EnrolRequest = z.infer<typeof enrolRequestSchema>

export const enrolInputSchema = z.strictObject({
  /** Compact JWS (EdDSA) of the RFC 8785 text of an enrol request, by the key it names. */
  request: z.string().min(20).max(4000),
})

export const clerkSchema = z.object({
  id: clerkIdSchema,
  name: z.string().min(1).max(40),
  role: z.enum(['clerk', 'supervisor']),
  /** scrypt (N 2^15, r 8, p 1), base64. */
  verifier: z.object({ salt: z.base64().max(100), key: z.base64().max(100) }),
})

/** What passwords and sticks are encrypted to; the id is the key's RFC 7638 thumbprint. */
export const encryptionKeySchema = z.object({ keyId: keyIdSchema, publicKeyJwk: p256JwkSchema })
export type EncryptionKey = z.infer<typeof encryptionKeySchema>

export const pinnedKeysSchema = z.object({
  signing: z.object({ keyId: keyIdSchema, publicKeyJwk: ed25519JwkSchema }),
  encryption: encryptionKeySchema,
  /** SHA-256 of the TLS key (SubjectPublicKeyInfo). */
  tlsThumbprint: hashSchema,
})

export const enrolAnswerSchema = z.object({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  /** Names the centre in tokens. */
  centre: keyIdSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  /** Four digits that begin every operation number of this station and epoch. */
  prefix: z.string().regex(/^\d{4}$/),
  hall: z.string().max(60),
  desk: z.string().max(40),
  /** Where the chain of the epoch before ended at the centre, null for the first. */
  before: chainHeadSchema.nullable(),
  /** link[0] of this epoch. */
  firstLink: hashSchema,
  keys: pinnedKeysSchema,
  clerks: z.array(clerkSchema).max(1000),
  at: atSchema,
})
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>

/** RFC 7523: what a station sends for a token. */
export const tokenInputSchema = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().min(20).max(4000),
})
export const tokenAnswerSchema = z.object({
  access_token: z.string().max(2000),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.number().int().min(1),
})

/** What an assertion claims; times in seconds since 1970, at most five minutes apart. */
export const assertionClaimsSchema = z.looseObject({
  iss: stationIdSchema,
  sub: stationIdSchema,
  aud: z.string().max(200),
  jti: z.string().min(16).max(80),
  iat: z.number().int().min(0),
  exp: z.number().int().min(0),
})

/** Whom a station's assertion and a centre's token are meant for: one centre of one realm. */
export function audienceOf(realm: 'practice' | 'live', centre: string): string {
  return `urn:wallet-counter:${realm}:${centre}`
}
