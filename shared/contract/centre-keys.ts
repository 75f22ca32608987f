import { z } from 'zod'
import { pinnedKeysSchema } from './enrolment'
import { atSchema, realmSchema } from './operation'

/**
 * The change of a centre's keys, announced in advance (design.md 5, ADR 28): the present signing key signs the keys that
 * come after it. A counter that has it trusts both until the new ones are met, and only those from then on.
 */
export const keyAnnouncementSchema = z.strictObject({
  suite: z.literal('intl-1'),
  purpose: z.literal('next-keys'),
  realm: realmSchema,
  /** The present signing key, which names the centre and signs this. */
  centre: z.string().min(1).max(80),
  /** A later one takes the place of an earlier one that is not in use. */
  number: z.number().int().min(1),
  next: pinnedKeysSchema.strict(),
  at: atSchema,
})
export type KeyAnnouncement = z.infer<typeof keyAnnouncementSchema>

/** `typ` of the signature over an announcement. */
export const keyAnnouncementType = 'next-keys'

export const centreKeysAnswerSchema = z.object({
  /** Compact JWS (EdDSA) over the RFC 8785 text of an announcement each; every one there ever was, the oldest first. */
  announcements: z.array(z.string().min(20).max(6000)).max(100),
})
