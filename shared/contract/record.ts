import { z } from 'zod'
import { atSchema, clerkIdSchema, hashSchema, operationIdSchema } from './operation'

/**
 * Records travel beside an item as RFC 8785 texts, are covered by its link and name the operation and its bytes
 * (design.md section 5). One that names another operation or other bytes counts for nothing.
 */
const about = { operationId: operationIdSchema, payloadHash: hashSchema, by: clerkIdSchema, at: atSchema }

export const itemRecordSchema = z.discriminatedUnion('record', [
  /** 撤回 of what has a number: cancelled unless already carried out. */
  z.strictObject({ record: z.literal('withdraw'), ...about }),
  /** 还要再转一次: the member wants it although one like it was done meanwhile. */
  z.strictObject({ record: z.literal('again'), ...about }),
  /** 复核 by somebody who is not the taker; `memberSpoken`: he or she has spoken with the member. */
  z.strictObject({
    record: z.literal('approval'),
    ...about,
    memberSpoken: z.boolean(),
    /** Not here (ADR 34): it counts only when the centre has that act itself. Absent = here. */
    through: z.enum(['counter', 'code']).exactOptional(),
    /** Of a code: when its challenge was read out. */
    askedAt: atSchema.exactOptional(),
  }),
  /** Clerk and second person saw the member agree, where the pack allows it as verification. */
  z.strictObject({ record: z.literal('attestation'), ...about, second: clerkIdSchema }),
])
export type ItemRecord = z.infer<typeof itemRecordSchema>
