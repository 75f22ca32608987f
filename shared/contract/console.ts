import { oc } from '@orpc/contract'
import { z } from 'zod'
import {
  atSchema,
  errorCodeSchema,
  fenSchema,
  operationIdSchema,
  realmSchema,
  transferReceiptSchema,
  stationIdSchema,
} from './operation'

/** What the operator's console asks its centre; people are under the hall's mask everywhere (domain.md 2). */
const operatorSchema = z.strictObject({ id: z.string(), name: z.string() })
export type Operator = z.infer<typeof operatorSchema>

const signedIn = {
  'sign-in.needed': { status: 401 },
} as const

const correctionErrors = {
  'correction.no-such': { status: 404 },
  'correction.wrong-state': { status: 409 },
} as const

const stationRowSchema = z.strictObject({
  id: stationIdSchema,
  prefix: z.string(),
  epoch: z.number().int(),
  operations: z.number().int(),
  /** The rest is null until the station has said it. */
  seenAt: atSchema.nullable(),
  version: z.string().nullable(),
  /** The station's clock minus the centre's. */
  clockDifferenceMs: z.number().int().nullable(),
  waiting: z.number().int().nullable(),
  oldestAt: atSchema.nullable(),
  /** When the station last said what waits there. */
  toldAt: atSchema.nullable(),
})
export type StationRow = z.infer<typeof stationRowSchema>

const operationRowSchema = z.strictObject({
  id: operationIdSchema,
  /** 业务号, 12 digits; this and what else the content says is null when a newer counter wrote it. */
  number: z.string().nullable(),
  kind: z.string(),
  station: stationIdSchema,
  /** 王** */
  member: z.string().nullable(),
  /** 手工录入: number and name were typed. */
  typed: z.boolean(),
  amountFen: fenSchema.nullable(),
  outcome: z.string(),
  receipt: transferReceiptSchema.nullable(),
  takenAt: atSchema.nullable(),
  arrivedAt: atSchema,
})
export type OperationRow = z.infer<typeof operationRowSchema>

export const actorKinds = [
  'clerk',
  'supervisor',
  'member',
  'system',
  'remote',
  'operator',
  'partner',
] as const
const stepSchema = z.strictObject({
  at: atSchema,
  actor: z.strictObject({ kind: z.enum(actorKinds), name: z.string() }),
  what: z.enum([
    'taken',
    'taken-typed',
    'assented',
    'record',
    'arrived',
    'imported',
    'outcome',
    'receipt',
    'posted',
    'partner',
    'correction-asked',
    'correction-approved',
    'held',
    'released',
    'withdrawn',
    'incident',
  ]),
  /** Words of `shared/text` are chosen by it: an outcome, a receipt, a ledger kind, a record, an incident; a reason as it was given. */
  detail: z.string(),
  amountFen: fenSchema.nullable(),
  refusals: z.array(errorCodeSchema),
})
export type StoryStep = z.infer<typeof stepSchema>

/** Where the correction of an operation stands: nobody asked, one may, it waits for its second person, it is done. */
export const correctionStates = ['none', 'possible', 'asked', 'done'] as const

const storySchema = z.strictObject({
  operation: operationRowSchema,
  steps: z.array(stepSchema),
  correction: z.enum(correctionStates),
  /** Whether an operator may hold it, or has. */
  hold: z.enum(['none', 'possible', 'held']),
  /** Whether the member's word can still take it back. */
  withdrawal: z.enum(['none', 'possible']),
})
export type StoryAnswer = z.infer<typeof storySchema>

/** Money on its way to another centre. */
const openExchangeSchema = z.strictObject({
  operationId: operationIdSchema,
  amountFen: fenSchema,
  sentAt: atSchema,
  attempts: z.number().int(),
})
const comparisonSchema = z.strictObject({
  /** YYYY-MM-DD, Asia/Shanghai. */
  day: z.string(),
  at: atSchema,
  differences: z.number().int(),
})
const exchangeSchema = z.strictObject({
  at: atSchema,
  more: z.boolean(),
  /** What the clearing account holds; zero when nothing is open. */
  clearingFen: fenSchema,
  open: z.array(openExchangeSchema),
  comparisons: z.array(comparisonSchema),
})
export type ExchangeAnswer = z.infer<typeof exchangeSchema>

const incidentRowSchema = z.strictObject({
  id: z.number().int(),
  at: atSchema,
  station: stationIdSchema.nullable(),
  kind: z.string(),
  operationId: operationIdSchema.nullable(),
  /** Hashes and numbers, as they were written down. */
  details: z.string(),
})
export type IncidentRow = z.infer<typeof incidentRowSchema>

const packRowSchema = z.strictObject({
  number: z.number().int(),
  title: z.string(),
  validFrom: z.string(),
  state: z.enum(['now', 'later', 'earlier']),
  keyId: z.string().nullable(),
  publishedAt: atSchema.nullable(),
  publishedBy: z.string().nullable(),
  source: z.string(),
  /** What changed against the number before, in sentences; null for the first one. */
  changes: z.array(z.string()).nullable(),
})
export type PackRow = z.infer<typeof packRowSchema>

/** How an operation is looked for: by the 12 digits people see, by its id, or all of a Shanghai day. */
export const searchSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('number'), text: z.string().max(40) }),
  z.strictObject({ by: z.literal('id'), text: z.string().max(60) }),
  z.strictObject({ by: z.literal('day'), text: z.iso.date() }),
])
export type Search = z.infer<typeof searchSchema>

const listed = { at: atSchema, more: z.boolean() }

export const consoleContract = {
  session: oc.output(
    z.strictObject({ operator: operatorSchema.nullable(), realm: realmSchema, at: atSchema }),
  ),
  signIn: oc
    .input(z.strictObject({ id: z.string().max(40), password: z.string().max(200) }))
    .output(operatorSchema)
    .errors({ 'sign-in.wrong': { status: 403 }, 'sign-in.locked': { status: 403 } }),
  signOut: oc.output(z.null()),
  stations: oc.output(z.strictObject({ at: atSchema, stations: z.array(stationRowSchema) })).errors(signedIn),
  search: oc
    .input(searchSchema)
    .output(z.strictObject({ ...listed, operations: z.array(operationRowSchema) }))
    .errors({ ...signedIn, 'operation.no-such': { status: 404 } }),
  story: oc
    .input(z.strictObject({ id: operationIdSchema }))
    .output(storySchema)
    .errors({ ...signedIn, 'operation.no-such': { status: 404 } }),
  askCorrection: oc
    .input(z.strictObject({ id: operationIdSchema, reason: z.string().max(200) }))
    .output(z.null())
    .errors({ ...signedIn, ...correctionErrors, 'field.missing': { status: 422 } }),
  approveCorrection: oc
    .input(z.strictObject({ id: operationIdSchema }))
    .output(z.null())
    .errors({
      ...signedIn,
      ...correctionErrors,
      'correction.same-person': { status: 403 },
      'correction.spent': { status: 409 },
      'clerk.related': { status: 403 },
    }),
  hold: oc
    .input(
      z.strictObject({
        id: operationIdSchema,
        act: z.enum(['held', 'released']),
        reason: z.string().max(200),
      }),
    )
    .output(z.null())
    .errors({
      ...signedIn,
      'operation.no-such': { status: 404 },
      'operation.wrong-state': { status: 409 },
      'field.missing': { status: 422 },
    }),
  withdraw: oc
    .input(z.strictObject({ id: operationIdSchema, reason: z.string().max(200) }))
    .output(z.null())
    .errors({
      ...signedIn,
      'operation.no-such': { status: 404 },
      'operation.wrong-state': { status: 409 },
      'field.missing': { status: 422 },
    }),
  exchange: oc.output(exchangeSchema).errors(signedIn),
  incidents: oc.output(z.strictObject({ ...listed, incidents: z.array(incidentRowSchema) })).errors(signedIn),
  packs: oc.output(z.strictObject({ at: atSchema, packs: z.array(packRowSchema) })).errors(signedIn),
}
