import { z } from 'zod'
import type { ClerkId, Fen, OperationId, RegionKey, RelationCode, StationId, VisitId } from '../domain/ids'
import { errorCodes } from '../domain/errors'
import type { MemberFacts, PayeeAnswer } from '../domain/member-facts'
import type { PremiumFacts } from '../domain/premium-facts'
import {
  consentSubjects,
  noticeWays,
  operationKinds,
  operationStates,
  paperKinds,
  receipts,
  transferReceipts,
} from '../domain/operation'
import type { OperationBody, OperationPayload, Outcome, Refusal } from '../domain/operation'
import { verificationCodes } from '../domain/verification-codes'

/** zod schemas of the domain's types: what crosses a process or the line is checked with these. */
const branded = <T extends string>(schema: z.ZodType<string>): z.ZodType<T> =>
  schema as unknown as z.ZodType<T>

export const operationIdSchema = branded<OperationId>(z.uuid())
export const visitIdSchema = branded<VisitId>(z.uuid())
export const stationIdSchema = branded<StationId>(z.string().regex(/^[a-z0-9-]{1,40}$/))
export const clerkIdSchema = branded<ClerkId>(z.string().regex(/^[a-z0-9-]{1,40}$/))
export const regionKeySchema = branded<RegionKey>(z.string().regex(/^\d{6}\/.{1,40}$/u))
export const relationCodeSchema = branded<RelationCode>(z.string().regex(/^\d{2}$/))
export const fenSchema = z.number().int().min(-1e13).max(1e13) as unknown as z.ZodType<Fen>
export const atSchema = z.number().int().min(0).max(8.64e15)
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/)
export const realmSchema = z.enum(['practice', 'live'])
export const kindSchema = z.enum(operationKinds)
export const operationStateSchema = z.enum(operationStates)
export const receiptSchema = z.enum(receipts)
/** What the centre said of a correction. */
export const correctionSchema = z.strictObject({
  reason: z.string().max(200),
  by: z.array(z.string().max(60)).max(2),
  at: z.number().int(),
})
export const transferReceiptSchema = z.enum(transferReceipts)
export const errorCodeSchema = z.enum(errorCodes)
export const personNameSchema = z.string().min(1).max(60)
export const idTextSchema = z.string().min(1).max(18)

export const clauseSchema = z.object({ pack: z.number().int(), path: z.string().max(100) })

export const refusalSchema: z.ZodType<Refusal> = z.object({
  code: errorCodeSchema,
  data: z.record(z.string().max(40), z.union([z.string().max(400), z.number()])),
  clause: clauseSchema.nullable(),
  field: z.string().max(40).nullable(),
})

export const outcomeSchema: z.ZodType<Outcome> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('done'),
    at: atSchema,
    receipt: transferReceiptSchema.nullable(),
    deadlineAt: atSchema.nullable(),
  }),
  z.object({ type: z.literal('refused'), at: atSchema, refusals: z.array(refusalSchema).max(40) }),
  z.object({ type: z.literal('deferred'), at: atSchema, opensAt: atSchema }),
  z.object({ type: z.literal('twin-suspected'), at: atSchema }),
  z.object({ type: z.literal('cancelled'), at: atSchema }),
  z.object({ type: z.literal('waiting-for'), at: atSchema, operationId: operationIdSchema }),
  z.object({
    type: z.literal('approval-needed'),
    at: atSchema,
    refusals: z.array(refusalSchema).max(40),
  }),
  z.object({
    type: z.literal('verification-needed'),
    at: atSchema,
    code: z.enum(verificationCodes),
    triesLeft: z.number().int().min(0).max(100).nullable(),
  }),
  z.object({ type: z.literal('debited'), at: atSchema }),
  z.object({ type: z.literal('parked'), at: atSchema, code: errorCodeSchema }),
])

const openingBodySchema = z.strictObject({
  kind: z.literal('wallet-opening'),
  placeOfUse: regionKeySchema,
  phone: z.string().max(20).nullable(),
  phoneOwner: z.enum(['self', 'relative', 'none']),
  phoneRelation: relationCodeSchema.optional(),
  noticeVersion: z.string().max(40),
  noticeGiven: z.enum(noticeWays).optional(),
  placeReason: z.string().min(1).max(200).optional(),
})
const commitmentSchema = z.string().min(1).max(200)
const transferBodySchema = z.strictObject({
  kind: z.literal('transfer'),
  source: z.enum(['personal-account', 'wallet']),
  payee: z.strictObject({
    name: personNameSchema,
    idNumber: idTextSchema,
    insuredRegion: regionKeySchema,
    party: z.enum(['ours', 'elsewhere']),
    identity: z.enum(['card', 'typed']),
  }),
  relation: relationCodeSchema,
  commitment: commitmentSchema.optional(),
  amountFen: fenSchema,
})
const receiveBodySchema = z.strictObject({
  kind: z.literal('receive'),
  transferId: operationIdSchema,
  amountFen: fenSchema,
})

const namedSchema = z.strictObject({ name: personNameSchema, idNumber: idTextSchema })
const premiumBodySchema = z.strictObject({
  kind: z.literal('premium-payment'),
  year: z.number().int().min(2000).max(2100),
  person: namedSchema,
  relation: relationCodeSchema.nullable(),
  source: z.enum(['personal-account', 'wallet']),
  amountFen: fenSchema,
})
const placeChangeBodySchema = z.strictObject({
  kind: z.literal('place-of-use-change'),
  from: regionKeySchema,
  to: regionKeySchema,
})
const relationBodySchema = z.strictObject({
  kind: z.literal('relation-declaration'),
  other: namedSchema,
  relation: relationCodeSchema,
  commitment: commitmentSchema.nullable(),
})
const bindingBodySchema = z.strictObject({
  kind: z.literal('family-binding'),
  change: z.enum(['bind', 'end']),
  other: namedSchema,
  relation: relationCodeSchema.nullable(),
  commitment: commitmentSchema.optional(),
})
export const operationBodySchema: z.ZodType<OperationBody> = z.discriminatedUnion('kind', [
  openingBodySchema,
  transferBodySchema,
  receiveBodySchema,
  premiumBodySchema,
  placeChangeBodySchema,
  relationBodySchema,
  bindingBodySchema,
])

export const cardEvidenceSchema = z.strictObject({
  readId: z.uuid(),
  samNumber: z.string().min(1).max(64),
  cardType: z.enum(['resident', 'hk-mo-tw-permit', 'foreign-2017', 'foreign-2023']),
  textHmac: hashSchema,
})

const agentSchema = z.strictObject({
  name: personNameSchema,
  idNumber: idTextSchema,
  phone: z.string().max(20).nullable(),
  authority: z.enum(['letter', 'guardian']),
  memberPresent: z.boolean(),
  relation: relationCodeSchema.optional(),
  paper: z.strictObject({ kind: z.enum(paperKinds), sha256: hashSchema }).optional(),
})

/** The frozen content of an operation, as the centre checks it before it looks at anything else. */
export const operationPayloadSchema: z.ZodType<OperationPayload> = z.strictObject({
  v: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  id: operationIdSchema,
  taken: z.number().int().min(1),
  takenAt: atSchema,
  clerk: clerkIdSchema,
  pack: z.number().int().min(1),
  member: namedSchema,
  identity: z.discriminatedUnion('way', [
    z.strictObject({
      way: z.literal('card'),
      evidence: cardEvidenceSchema,
      personConfirmedAt: atSchema,
    }),
    // since v1: a counter that does not know it never sends it, a centre that does not refuses it as malformed
    z.strictObject({ way: z.literal('typed'), entryId: z.uuid(), personConfirmedAt: atSchema }),
  ]),
  assent: z.strictObject({ way: z.literal('own-window'), at: atSchema, wordsHash: hashSchema }),
  agent: agentSchema.optional(),
  ownIncome: z.literal(true).optional(),
  consents: z
    .array(z.strictObject({ subject: z.enum(consentSubjects), at: atSchema, wordsHash: hashSchema }))
    .max(consentSubjects.length)
    .optional(),
  dependsOn: operationIdSchema.optional(),
  body: operationBodySchema,
})

/** What every version of a payload tells, whatever else it holds; an unknown kind or version is parked by it. */
export const payloadEnvelopeSchema = z.looseObject({
  v: z.number().int().min(1),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  id: operationIdSchema,
  body: z.looseObject({ kind: z.string().regex(/^[a-z-]{1,40}$/) }),
})
export type PayloadEnvelope = z.infer<typeof payloadEnvelopeSchema>

export const premiumFactsSchema: z.ZodType<PremiumFacts> = z.object({
  year: z.number().int().min(2000).max(2100),
  region: regionKeySchema,
  dueFen: fenSchema,
  payableFrom: z.iso.date(),
  payableTo: z.iso.date(),
  state: z.enum(['due', 'debited', 'paid']),
  channel: z.string().max(40).nullable(),
  changedAt: atSchema,
})

export const familyBindingSchema = z.object({
  role: z.enum(['owner', 'user']),
  other: z.string().max(60),
  last4: z.string().max(4),
  region: regionKeySchema,
  since: z.iso.date(),
  source: z.string().max(120).nullable(),
})

export const memberFactsSchema: z.ZodType<MemberFacts> = z.object({
  idNumber: idTextSchema,
  asOf: atSchema,
  status: z.enum(['active', 'suspended', 'deceased', 'unknown']),
  insurances: z.array(z.enum(['310', '390'])).max(4),
  insuredRegion: regionKeySchema.nullable(),
  personalAccountFen: fenSchema.nullable(),
  wallet: z.object({ placeOfUse: regionKeySchema, balanceFen: fenSchema }).nullable(),
  transfersToday: z.number().int().min(0),
  transfersPending: z.number().int().min(0),
  waitingToReceive: z
    .array(
      z.object({
        transferId: operationIdSchema,
        amountFen: fenSchema,
        from: personNameSchema,
        deadlineAt: atSchema,
      }),
    )
    .max(200),
  premiums: z.array(premiumFactsSchema).max(20).optional(),
  familyBindings: z.array(familyBindingSchema).max(20).optional(),
})

export const payeeAnswerSchema: z.ZodType<PayeeAnswer> = z.enum([
  'can-receive',
  'cannot-receive',
  'ask-online',
])
