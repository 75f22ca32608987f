import { z } from 'zod'
import { paperKinds } from '../domain/operation'
import { typed } from './command'
import { atSchema, relationCodeSchema } from './operation'

export const agentFormSchema = z.strictObject({
  /** Two digits of GB/T 4761, the agent seen from the member. */
  relation: typed,
  authority: z.enum(['letter', 'guardian']),
  /** Empty = none. */
  phone: typed,
  memberPresent: z.boolean(),
  /** A paper kept in this visit; null = none. */
  paperId: z.uuid().nullable(),
  /** Of a member who is not here: a supervisor speaks with him or her before anything is sent. */
  supervisorCalls: z.boolean().optional(),
})
export type AgentForm = z.infer<typeof agentFormSchema>

/** What a visit's view says of help. */
export const visitHelpShape = {
  /** Who acts for the member. */
  agent: z
    .strictObject({
      name: z.string(),
      idNumberMasked: z.string(),
      relation: relationCodeSchema,
      relationName: z.string(),
      authority: z.enum(['letter', 'guardian']),
      /** As it was read; null = none. */
      phone: z.string().nullable(),
      memberPresent: z.boolean(),
      paperId: z.uuid().nullable(),
      supervisorCalls: z.boolean(),
      since: atSchema,
    })
    .nullable(),
  /** The card of whoever is to act, until the clerk has said how. */
  agentCard: z.strictObject({ readId: z.uuid(), name: z.string(), idNumberMasked: z.string() }).nullable(),
  /** Papers kept in this visit, in the order they were picked. */
  papers: z.array(
    z.strictObject({
      attachmentId: z.uuid(),
      kind: z.enum(paperKinds),
      content: z.enum(['image/jpeg', 'image/png', 'application/pdf']),
      bytes: z.number().int(),
    }),
  ),
  /** What the clerk noted, and what may be noted of a member of this age. */
  notes: z.strictObject({
    ownIncome: z.boolean(),
    mayHaveOwnIncome: z.boolean(),
    cannotAnswer: z.boolean(),
    needsGuardian: z.boolean(),
  }),
}
