import { z } from 'zod'
import {
  atSchema,
  familyBindingSchema,
  fenSchema,
  operationIdSchema,
  premiumFactsSchema,
  regionKeySchema,
} from './operation'

/** What the centre said of whoever is being served, as the pre-check shows it; all of it as old as the visit's `factsAsOf`. */
export const visitFactsSchema = z.strictObject({
  status: z.enum(['active', 'suspended', 'deceased', 'unknown']),
  insurances: z.array(z.enum(['310', '390'])),
  insuredRegion: regionKeySchema.nullable(),
  regionOpenness: z.enum(['open', 'closed', 'unknown']),
  regionTableAsOf: z.string(),
  personalAccountFen: fenSchema.nullable(),
  wallet: z.strictObject({ placeOfUse: regionKeySchema, balanceFen: fenSchema }).nullable(),
  /** 可转金额 from the personal account, what waits to be sent already taken off. */
  transferableFen: fenSchema.nullable(),
  transfersToday: z.number().int(),
  maxTransfersPerDay: z.number().int(),
  transfersPending: z.number().int(),
  waitingToReceive: z.array(
    z.strictObject({
      transferId: operationIdSchema,
      amountFen: fenSchema,
      from: z.string(),
      deadlineAt: atSchema,
    }),
  ),
  /** The member's own resident premiums, the newest year first; null = the centre was not asked for them. */
  premiums: z.array(premiumFactsSchema).nullable(),
  /** 家庭共济绑定 in force; null = the centre does not know of any register. */
  familyBindings: z.array(familyBindingSchema).nullable(),
})
