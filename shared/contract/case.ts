import { z } from 'zod'
import { withdrawalAnswers } from '../domain/look-up-events'
import {
  atSchema,
  fenSchema,
  kindSchema,
  operationIdSchema,
  operationStateSchema,
  realmSchema,
  receiptSchema,
  stationIdSchema,
} from './operation'
import { operationAtCentreSchema } from './find-operation'
import { operationViewSchema } from './view'

/** What the QR of a slip says of its operation as it stood at printing (screens.md 4); the letters are the paper's. */
export const slipStatementSchema = z.strictObject({
  v: z.literal('intl-1'),
  r: realmSchema,
  s: stationIdSchema,
  e: z.number().int().min(1),
  i: operationIdSchema,
  k: kindSchema,
  st: operationStateSchema,
  rc: receiptSchema.nullable(),
  a: fenSchema.nullable(),
  n: z.string().max(24),
  p: z.string().max(24).nullable(),
  t: atSchema,
})
export type SlipStatement = z.infer<typeof slipStatementSchema>

/** What a slip said, beside who vouches for it: this counter's own key, the centre, or nobody whose key is known here. */
export const slipSaidSchema = z.strictObject({
  kind: kindSchema,
  state: operationStateSchema,
  receipt: receiptSchema.nullable(),
  amountFen: fenSchema.nullable(),
  member: z.string().max(24),
  payee: z.string().max(24).nullable(),
  at: atSchema,
  station: stationIdSchema,
  signature: z.enum(['ours', 'centre', 'unknown-key']),
})
export type SlipSaid = z.infer<typeof slipSaidSchema>

/** What the 核对码 told with a number came to; null = none was told. A wrong one is refused. */
const codeToldSchema = z.enum(['right', 'unchecked']).nullable()

/** What a 业务号 or the QR of a slip led to. */
export const foundSchema = z.discriminatedUnion('found', [
  z.strictObject({
    found: z.literal('case'),
    operationId: operationIdSchema,
    slip: slipSaidSchema.nullable(),
    code: codeToldSchema,
  }),
  /** Not of this station. `asked`: what came of asking the centre. */
  z.strictObject({
    found: z.literal('elsewhere'),
    number: z.string().length(12).nullable(),
    prefix: z.string().length(4).nullable(),
    slip: slipSaidSchema.nullable(),
    code: codeToldSchema,
    asked: z.enum(['answered', 'not-known', 'no-line']),
    today: operationAtCentreSchema.nullable(),
  }),
])
export type Found = z.infer<typeof foundSchema>

/** What came of 撤回 of what another counter took; `printed` null = no paper is due, or it did not come out. */
export const withdrawnElsewhereSchema = z.strictObject({
  withdrawal: z.enum(withdrawalAnswers),
  today: operationAtCentreSchema.nullable(),
  printed: z.string().max(40).nullable(),
})
export type WithdrawnElsewhere = z.infer<typeof withdrawnElsewhereSchema>

/** One step of a case; `what` has its words below `counter.case.steps`. */
export const caseStepSchema = z.strictObject({
  at: atSchema,
  actor: z.enum(['clerk', 'supervisor', 'member', 'system', 'remote']),
  /** The clerk's name; null for everybody else. */
  name: z.string().max(60).nullable(),
  what: z.string().max(60),
  detail: z.string().max(500),
})

/** A case with everything that is kept of it. */
export const caseViewSchema = z.strictObject({
  operation: operationViewSchema,
  /** Under the hall mask. */
  idNumberMasked: z.string().max(18),
  pack: z.number().int().nullable(),
  steps: z.array(caseStepSchema).max(500),
  slips: z
    .array(z.strictObject({ copy: z.number().int(), title: z.string().max(40), at: atSchema }))
    .max(200),
  records: z
    .array(
      z.strictObject({
        record: z.enum(['withdraw', 'again', 'approval', 'attestation']),
        by: z.string().max(60),
        at: atSchema,
      }),
    )
    .max(50),
  dispute: z
    .strictObject({ clerk: z.string().max(60), reason: z.string().max(500), at: atSchema })
    .nullable(),
})
export type CaseView = z.infer<typeof caseViewSchema>
