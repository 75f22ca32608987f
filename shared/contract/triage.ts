import { z } from 'zod'
import { atSchema } from './operation'
import { triageLacks } from '../domain/triage'

/** 先查一下 as the clerk sees it: waiting for a card, or what the card's owner should know. */
export const triageViewSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('armed') }),
  z.strictObject({
    state: z.literal('shown'),
    /** The card read; the look-up's name here and at the centre. */
    readId: z.uuid(),
    at: atSchema,
    /** Under the hall mask: others stand near. */
    name: z.string(),
    idNumberMasked: z.string(),
    /** `asking` while the centre is asked; `known` = from what is known here, `none` = nothing is. */
    answer: z.enum(['asking', 'current', 'known', 'none']),
    asOf: atSchema.nullable(),
    stopped: z.boolean(),
    premium: z.enum(['paid', 'due', 'tax', 'debited', 'none', 'unknown']),
    year: z.number().int().nullable(),
    wallet: z.enum(['open', 'none', 'unknown']),
    lacks: z.array(z.enum(triageLacks)).max(triageLacks.length),
    toReceive: z.number().int().min(0),
    /** What was taken here for this person and is not at its end. */
    waitingHere: z.number().int().min(0),
    /** The sentences the member's own window shows, the first in large letters. */
    told: z.array(z.string().max(60)).min(1).max(4),
  }),
])
export type TriageView = z.infer<typeof triageViewSchema>
