import { z } from 'zod'
import { atSchema, clerkIdSchema, hashSchema, operationIdSchema, refusalSchema } from './operation'

/** Who looks, by the own password, and at which bytes of which operations: a household's together. */
export const credentialAndItems = {
  items: z
    .array(z.strictObject({ operationId: operationIdSchema, payloadHash: hashSchema }))
    .min(1)
    .max(12),
  clerk: z.string().max(40),
  password: z.string().max(200),
}

/** What a second person is asked for (复核), and the bytes that would be approved. */
export const secondAskedSchema = z.strictObject({
  payloadHash: hashSchema,
  /** Why, with the clause; empty where the pack asks for an attestation only. */
  reasons: z.array(refusalSchema),
  /** Only a supervisor answers these reasons. */
  supervisor: z.boolean(),
  /** He or she must have spoken with the member. */
  memberSpoken: z.boolean(),
  /** Clerk and second person must both have seen the member agree: the pack takes that for the verification. */
  memberSeen: z.boolean(),
  /** A supervisor at another counter can answer it too (ADR 34). */
  elsewhere: z.boolean(),
  /** A code on the telephone is taken for it. */
  telephone: z.boolean(),
})
export type SecondAsked = z.infer<typeof secondAskedSchema>

/** How the member was known, and what people did about an operation after it was taken. */
export const lookedAtSchema = {
  /** The taker: never the second person. */
  clerkId: clerkIdSchema.nullable(),
  /** 手工录入: number and name were typed. */
  typed: z.boolean(),
  /** It waits for a second person. */
  second: secondAskedSchema.nullable(),
  /**
   * The member's own password, where it waits for one: asked for on the own window, or `why` not (what the centre said of
   * the last one, where it is asked again).
   */
  password: z
    .strictObject({ asked: z.boolean(), forgotten: z.boolean(), why: refusalSchema.nullable() })
    .nullable(),
  /** The second person who said yes; `witness` = saw the member agree. */
  approvedBy: z
    .strictObject({
      name: z.string(),
      at: atSchema,
      witness: z.boolean(),
      /** Not here: at another counter, or on the telephone (place empty). */
      elsewhere: z.strictObject({ through: z.enum(['counter', 'code']), place: z.string() }).nullable(),
    })
    .nullable(),
  /** The second person who said no. */
  rejectedBy: z
    .strictObject({
      name: z.string(),
      at: atSchema,
      reason: z.string(),
      /** The other counter; null = here. */
      place: z.string().nullable(),
    })
    .nullable(),
  /** Put by on a telephone call, by this clerk. */
  held: z.strictObject({ clerk: z.string(), caller: z.string(), at: atSchema }).nullable(),
  /** Nothing of it has left: it may be put by. */
  mayHold: z.boolean(),
}
