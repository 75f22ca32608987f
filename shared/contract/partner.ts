import { oc } from '@orpc/contract'
import { z } from 'zod'
import { withoutToken } from './central'
import { atSchema, fenSchema, idTextSchema, operationIdSchema, realmSchema } from './operation'

/**
 * What institutions and the authority that collects premiums tell the centre. Each message is signed by the partner's own
 * registered key, which is the sign-in: a compact JWS (EdDSA) of the message's RFC 8785 text, `kid` the partner's id. A
 * message that comes again is answered again and does nothing.
 */
const signedBy = {
  suite: z.literal('intl-1'),
  realm: realmSchema,
  partner: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** The partner's time. */
  at: atSchema,
}
/** A number of the partner's own, unique for ever. */
const ownNumber = z.string().regex(/^[\w.-]{1,64}$/)

export const settleMessageSchema = z.strictObject({
  ...signedBy,
  purpose: z.literal('settle'),
  id: ownNumber,
  idNumber: idTextSchema,
  amountFen: fenSchema,
})
export const reverseMessageSchema = z.strictObject({
  ...signedBy,
  purpose: z.literal('reverse-settlement'),
  id: ownNumber,
  settlementId: ownNumber,
  amountFen: fenSchema,
})
export const premiumMessageSchema = z.strictObject({
  ...signedBy,
  purpose: z.literal('answer-premium'),
  operationId: operationIdSchema,
  answer: z.enum(['confirmed', 'rejected']),
})
export type PartnerMessage = z.infer<
  typeof settleMessageSchema | typeof reverseMessageSchema | typeof premiumMessageSchema
>

const inputSchema = z.strictObject({ message: z.string().min(20).max(4000) })
/** `again` = this very message came before, and nothing was done now. */
const answerSchema = z.strictObject({ again: z.boolean(), at: atSchema })

const signIn = {
  'message.malformed': { status: 400 },
  'partner.bad-signature': { status: 401 },
  'partner.not-allowed': { status: 403 },
  'sync.wrong-realm': { status: 403 },
}
const settlementErrors = {
  ...signIn,
  'settlement.unknown-institution': { status: 403 },
  'settlement.other-content': { status: 409 },
  'amount.not-positive': { status: 422 },
}

/** partner → centre, `/partner/v1`. */
export const partnerContract = {
  settle: oc
    .route({
      method: 'POST',
      path: '/partner/v1/settlements',
      summary: 'Post spending from a wallet',
      spec: withoutToken,
    })
    .errors({
      ...settlementErrors,
      'member.not-found': { status: 422 },
      'wallet.not-open': { status: 422 },
      'transfer.balance-short': { status: 422 },
    })
    .input(inputSchema)
    .output(answerSchema),
  reverse: oc
    .route({
      method: 'POST',
      path: '/partner/v1/settlement-reversals',
      summary: 'Take back a part or all of a settlement',
      spec: withoutToken,
    })
    .errors({
      ...settlementErrors,
      'settlement.no-such': { status: 422 },
      'settlement.over-reversed': { status: 422 },
    })
    .input(inputSchema)
    .output(answerSchema),
  answerPremium: oc
    .route({
      method: 'POST',
      path: '/partner/v1/premium-answers',
      summary: 'The collecting authority has a debited premium, or does not take it',
      spec: withoutToken,
    })
    .errors({ ...signIn, 'premium.no-such': { status: 422 } })
    .input(inputSchema)
    .output(answerSchema),
}
