import { oc } from '@orpc/contract'
import { z } from 'zod'
import { batchAnswerSchema, shortAnswerSchema } from './batch-answer'
import { approvalsContract } from './approvals'
import { complaintsContract } from './complaints'
import { clerksAnswerSchema, institutionsAnswerSchema, packAnswerSchema } from './centre-lists'
import { columnsOf, columnsSchema, textsOf } from './columns'
import { dayCloseAnswerSchema, dayCloseInputSchema } from './day-close'
import { findOperationContract } from './find-operation'
import { centreKeysAnswerSchema } from './centre-keys'
import { isTied, lookUpSchema, tiedMessage } from './look-ups'
import { ownRecordsContract } from './own-records'
import { ownOperationsAnswerSchema } from './own-operations'
import { changesAnswerSchema, longestWaitS } from './changes'
import { batchErrors, doorErrors, stationErrors } from './central-errors'
import { passwordsSchema, sealedTextSchema } from './verification'
import { toldLooksContract } from './told-looks'
import { townshipAnswerSchema } from './township'
import { enrolAnswerSchema, enrolInputSchema, tokenAnswerSchema, tokenInputSchema } from './enrolment'
import {
  atSchema,
  hashSchema,
  idTextSchema,
  memberFactsSchema,
  operationIdSchema,
  outcomeSchema,
  payeeAnswerSchema,
  premiumFactsSchema,
  personNameSchema,
  realmSchema,
  regionKeySchema,
  stationIdSchema,
} from './operation'

/** What the station's JWS (EdDSA, compact) signs over a batch; design.md section 5. */
export const batchHeadSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  first: z.number().int().min(1),
  last: z.number().int().min(1),
  linkBefore: hashSchema,
  linkAfter: hashSchema,
  /** Hash of the newest journal frame when the batch was composed. */
  journalHead: hashSchema,
  keyId: z.string().min(1).max(80),
})
export type BatchHead = z.infer<typeof batchHeadSchema>

/** link[0] of every epoch that follows no other. */
export const firstLink = '0'.repeat(64)

const jwsSchema = z.string().min(20).max(4000)
const dispatchSchema = z.number().int().min(1)
const payloadTextSchema = z.string().min(2).max(20_000)
/** Records that travel beside an item (attestation, approval) as RFC 8785 texts; covered by the link. */
const recordsSchema = z.array(z.string().max(4000)).max(10)

/** One array per column; all of the same length. `payload` holds the frozen RFC 8785 texts. */
export const batchSchema = z
  .strictObject({
    jws: jwsSchema,
    dispatch: z.array(dispatchSchema).min(1).max(200),
    id: z.array(operationIdSchema).min(1).max(200),
    payload: z.array(payloadTextSchema).min(1).max(200),
    records: z.array(recordsSchema).min(1).max(200),
  })
  .refine((b) => [b.id, b.payload, b.records].every((column) => column.length === b.dispatch.length), {
    message: 'columns of different length',
  })
export type Batch = z.infer<typeof batchSchema>

/**
 * A batch as it travels: its texts, or columns of what stands at the same place of each; its numbers, or the first of them.
 * Beside columns `id` may be left out, and the answer comes without ids; `records`, where nothing travels beside any item.
 */
export const sentBatchSchema = z.strictObject({
  jws: jwsSchema,
  dispatch: z.union([batchSchema.shape.dispatch, dispatchSchema]),
  id: batchSchema.shape.id.optional(),
  payload: z.union([batchSchema.shape.payload, columnsSchema]),
  records: batchSchema.shape.records.optional(),
  /** The members' own passwords, sealed: part of this request alone, in no link, kept nowhere (ADR 30). */
  passwords: passwordsSchema.optional(),
})
export type SentBatch = z.infer<typeof sentBatchSchema>

/** The batch for the line; as it is where columns would not give its texts back. */
export function sentBatchOf(batch: Batch): SentBatch {
  const payload = columnsOf(batch.payload)
  const first = batch.dispatch[0]
  if (payload === null || first === undefined) return batch
  const records = batch.records.some((beside) => beside.length > 0) ? { records: batch.records } : {}
  return { jws: batch.jws, dispatch: first, payload, ...records }
}

/** The batch out of what came; null for one that is none. */
export function batchIn({ jws, dispatch, id, payload: sent, records }: SentBatch): Batch | null {
  const payload = Array.isArray(sent) ? sent : textsOf(sent)
  const batch = batchSchema.safeParse({
    jws,
    dispatch: Array.isArray(dispatch) ? dispatch : payload?.map((_, at) => dispatch + at),
    id: id ?? (Array.isArray(sent) ? null : payload?.map(idIn)),
    payload,
    records: records ?? payload?.map(() => []),
  })
  return batch.success ? batch.data : null
}

/** The id that a text out of columns names. */
const idIn = (text: string): unknown => z.looseObject({ id: z.unknown() }).parse(JSON.parse(text)).id

/** A batch of one, said plainly. */
export const singleSchema = z.strictObject({
  jws: jwsSchema,
  dispatch: dispatchSchema,
  id: operationIdSchema,
  payload: payloadTextSchema,
  records: recordsSchema,
  password: sealedTextSchema.optional(),
})

export const operationAnswerSchema = z.discriminatedUnion('known', [
  z.object({ known: z.literal(false) }),
  z.object({ known: z.literal(true), payloadHash: hashSchema, outcome: outcomeSchema }),
])

/** What became of several operations, in the order they were asked for. */
export const operationsAnswerSchema = z.object({ results: z.array(operationAnswerSchema).max(200) })

export const statusAnswerSchema = z.object({
  realm: realmSchema,
  /** The centre's clock. */
  at: atSchema,
  /** The next dispatch number the centre expects of this station and epoch. */
  expected: z.number().int().min(1),
  epoch: z.number().int().min(1),
  /** Number of the newest change of this station, 0 = none. */
  newestChange: z.number().int().min(0),
  /**
   * Through which business day (Asia/Shanghai) the centre holds everything it was sent by this station in its archive;
   * null = none yet. Only behind it may the counter let its own copy go.
   */
  archivedThrough: z.iso.date().nullable(),
  /** Another machine writes, or tried to write, in this station's epoch: named on both screens. */
  otherWriter: z.boolean().optional(),
  /** Of `centre-features.ts`; one that the counter does not know is passed over. Absent = a centre from before the list. */
  knows: z.array(z.string().max(40)).max(50).optional(),
})

/** A name that is not of the number is answered like a person without premiums. */
export const premiumsAnswerSchema = z.object({
  asOf: atSchema,
  premiums: z.array(premiumFactsSchema).max(20),
})

/** What a counter tells of itself while it asks; whatever it leaves out stays as it was told last. */
const statusQuery = z.strictObject({
  station: stationIdSchema,
  /** The counter's program. */
  version: z.string().min(1).max(40).optional(),
  /** The counter's clock when it asks. */
  clockAt: z.coerce.number().pipe(atSchema).optional(),
  /** How many operations wait to be sent, and when the oldest of them was taken. */
  waiting: z.coerce.number().int().min(0).max(1_000_000).optional(),
  oldestAt: z.coerce.number().pipe(atSchema).optional(),
})
export type StatusQuery = z.infer<typeof statusQuery>
/** A route that asks for no token: its caller has none. */
export const withoutToken = <T extends object>(spec: T): T & { security: [] } => ({ ...spec, security: [] })

/** counter ↔ centre, `/v1`. OpenAPI 3.1 is generated from here into `docs/generated/central-openapi.json`. */
export const centralContract = {
  enrol: oc
    .route({
      method: 'POST',
      path: '/v1/enrol',
      summary: 'Enrol a station by the code the centre printed; begins an epoch',
      spec: withoutToken,
    })
    .errors({
      ...doorErrors,
      'enrol.unknown-code': { status: 403 },
      'enrol.code-used': { status: 403 },
      'enrol.code-expired': { status: 403 },
      'enrol.wrong-realm': { status: 403 },
      'enrol.bad-proof': { status: 401 },
      'enrol.other-station': { status: 409 },
      'enrol.key-used': { status: 409 },
      'enrol.no-prefix-left': { status: 409 },
      'sync.centre-behind': { status: 409, data: z.object({ newest: z.number() }) },
      'sync.bad-link': { status: 409 },
    })
    .input(enrolInputSchema)
    .output(enrolAnswerSchema),
  token: oc
    .route({
      method: 'POST',
      path: '/v1/token',
      summary: 'A short-lived token for an assertion signed by the station (private_key_jwt)',
      spec: withoutToken,
    })
    .errors({
      ...doorErrors,
      /** `at` is the centre's time, for a station whose clock is wrong. */
      'sync.bad-assertion': { status: 401, data: z.object({ at: z.number() }) },
      'sync.assertion-replayed': { status: 401 },
      'sync.unknown-station': { status: 403 },
      'sync.epoch-ended': { status: 403 },
    })
    .input(tokenInputSchema)
    .output(tokenAnswerSchema),
  batch: oc
    .route({
      method: 'POST',
      path: '/v1/batches',
      summary: 'Carry out a batch of operations, in dispatch order',
    })
    .errors(batchErrors)
    .input(sentBatchSchema)
    .output(z.union([batchAnswerSchema, shortAnswerSchema])),
  single: oc
    .route({
      method: 'POST',
      path: '/v1/operations',
      summary: 'Carry out one operation: the same as a batch of one',
    })
    .errors(batchErrors)
    .input(singleSchema)
    .output(batchAnswerSchema.shape.results.element),
  operation: oc
    .route({
      method: 'GET',
      path: '/v1/operations/{id}',
      summary:
        'What became of an operation: for the station that sent it, or with the slip’s signed statement',
    })
    .errors(stationErrors)
    .input(
      z.strictObject({
        id: operationIdSchema,
        /** The compact JWS in the QR of a slip about this operation. */
        proof: z.string().min(20).max(600).optional(),
      }),
    )
    .output(operationAnswerSchema),
  operations: oc
    .route({
      method: 'POST',
      path: '/v1/operations/look-up',
      summary: 'What became of several operations of this station: for answers that were lost',
    })
    .errors(stationErrors)
    .input(z.strictObject({ station: stationIdSchema, ids: z.array(operationIdSchema).min(1).max(200) }))
    .output(operationsAnswerSchema),
  ownOperations: oc
    .route({
      method: 'GET',
      path: '/v1/operations',
      summary: 'What this station sent, in the centre’s order: for one that was restored or enrolled anew',
    })
    .errors(stationErrors)
    .input(
      z.strictObject({
        station: stationIdSchema,
        after: z.coerce.number().int().min(0),
        /** Only what arrived at this time (ms since 1970) or later. */
        since: z.coerce.number().int().min(0),
      }),
    )
    .output(ownOperationsAnswerSchema),
  changes: oc
    .route({
      method: 'GET',
      path: '/v1/changes',
      summary: 'What happened for this station since a cursor; with `wait`, held until something does',
    })
    .errors({
      ...stationErrors,
      'sync.centre-behind': { status: 409, data: z.object({ newest: z.number() }) },
    })
    .input(
      z.strictObject({
        station: stationIdSchema,
        after: z.coerce.number().int().min(0),
        /** Seconds the centre may hold the question while there is nothing. */
        wait: z.coerce.number().int().min(0).max(longestWaitS).optional(),
      }),
    )
    .output(changesAnswerSchema),
  member: oc
    .route({
      method: 'POST',
      path: '/v1/members/look-up',
      summary: 'Facts for the pre-check, tied to a card read or an operation',
    })
    .errors({ ...stationErrors, 'look-up.not-tied': { status: 403 } })
    .input(lookUpSchema)
    .output(memberFactsSchema),
  payee: oc
    .route({ method: 'POST', path: '/v1/payees/look-up', summary: 'Whether a named payee can receive now' })
    .errors({ ...stationErrors, 'look-up.not-tied': { status: 403 } })
    .input(
      z
        .strictObject({
          station: stationIdSchema,
          idNumber: idTextSchema,
          name: personNameSchema,
          insuredRegion: regionKeySchema,
          /** The card read or the operation of this station it is asked for; recorded. */
          readId: z.uuid().optional(),
          operationId: operationIdSchema.optional(),
        })
        .refine(isTied, tiedMessage),
    )
    .output(z.object({ answer: payeeAnswerSchema, asOf: atSchema })),
  premiums: oc
    .route({
      method: 'POST',
      path: '/v1/premiums/look-up',
      summary: 'What is registered of a person’s resident premiums, tied to a card read or an operation',
    })
    .errors({ ...stationErrors, 'look-up.not-tied': { status: 403 } })
    .input(
      z
        .strictObject({
          station: stationIdSchema,
          idNumber: idTextSchema,
          /** Answered only when the number is this person's. */
          name: personNameSchema,
          /** The card read of whoever pays. */
          readId: z.uuid().optional(),
          operationId: operationIdSchema.optional(),
        })
        .refine(isTied, tiedMessage),
    )
    .output(premiumsAnswerSchema),
  ...ownRecordsContract,
  ...complaintsContract,
  ...toldLooksContract,
  ...approvalsContract,
  ...findOperationContract,
  status: oc
    .route({
      method: 'GET',
      path: '/v1/status',
      summary: 'Realm, clock and watermark: what is expected next of a station, and its newest change',
    })
    .errors(stationErrors)
    .input(statusQuery)
    .output(statusAnswerSchema),
  dayClose: oc
    .route({
      method: 'POST',
      path: '/v1/days/close',
      summary: 'Compare a day’s tallies with the centre’s, line by line; may be done again',
    })
    .errors(stationErrors)
    .input(dayCloseInputSchema)
    .output(dayCloseAnswerSchema),
  clerks: oc
    .route({ method: 'GET', path: '/v1/clerks', summary: 'The clerks who may sign in (ETag)' })
    .errors(stationErrors)
    .output(clerksAnswerSchema),
  township: oc
    .route({
      method: 'GET',
      path: '/v1/township',
      summary:
        'The people of the township the station serves: its own list for days without a line, without money',
    })
    .errors(stationErrors)
    .output(townshipAnswerSchema),
  institutions: oc
    .route({
      method: 'GET',
      path: '/v1/institutions',
      summary: 'Institutions and whether they take the wallet (ETag)',
    })
    .errors(stationErrors)
    .output(institutionsAnswerSchema),
  rulePacks: oc
    .route({ method: 'GET', path: '/v1/rule-packs', summary: 'Every rule pack from a number on (ETag)' })
    .errors(stationErrors)
    .input(z.strictObject({ from: z.coerce.number().int().min(1).optional() }))
    .output(packAnswerSchema),
  centreKeys: oc
    .route({
      method: 'GET',
      path: '/v1/centre-keys',
      summary: 'Every change of this centre’s keys that was announced, each signed by the key before it',
    })
    .errors(stationErrors)
    .output(centreKeysAnswerSchema),
}
