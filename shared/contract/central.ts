import { oc } from '@orpc/contract'
import { z } from 'zod'
import {
  atSchema,
  hashSchema,
  idTextSchema,
  memberFactsSchema,
  operationIdSchema,
  outcomeSchema,
  payeeAnswerSchema,
  personNameSchema,
  realmSchema,
  receiptSchema,
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

/** One array per column; all of the same length. `payload` holds the frozen RFC 8785 texts. */
export const batchSchema = z
  .strictObject({
    jws: z.string().min(20).max(4000),
    dispatch: z.array(z.number().int().min(1)).min(1).max(200),
    id: z.array(operationIdSchema).min(1).max(200),
    payload: z.array(z.string().min(2).max(20_000)).min(1).max(200),
    /** Records that travel beside an item (attestation, approval); covered by the link. None yet. */
    records: z
      .array(z.array(z.string().max(4000)).max(10))
      .min(1)
      .max(200),
  })
  .refine((b) => [b.id, b.payload, b.records].every((column) => column.length === b.dispatch.length), {
    message: 'columns of different length',
  })
export type Batch = z.infer<typeof batchSchema>

export const batchAnswerSchema = z.strictObject({
  results: z.array(z.strictObject({ id: operationIdSchema, outcome: outcomeSchema })).max(200),
})

export const operationAnswerSchema = z.discriminatedUnion('known', [
  z.strictObject({ known: z.literal(false) }),
  z.strictObject({ known: z.literal(true), payloadHash: hashSchema, outcome: outcomeSchema }),
])

/** One numbered entry of a station's change log. */
export const changeSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('receipt'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    receipt: receiptSchema,
    at: atSchema,
  }),
  z.strictObject({
    type: z.literal('outcome'),
    number: z.number().int().min(1),
    operationId: operationIdSchema,
    outcome: outcomeSchema,
  }),
])
export type Change = z.infer<typeof changeSchema>

export const changesAnswerSchema = z.strictObject({
  /** Number of the newest change the answer carries, or the cursor asked with when there is none. */
  cursor: z.number().int().min(0),
  changes: z.array(changeSchema).max(500),
})

export const statusAnswerSchema = z.strictObject({
  realm: realmSchema,
  /** The centre's clock. */
  at: atSchema,
  /** The next dispatch number the centre expects of this station and epoch. */
  expected: z.number().int().min(1),
  epoch: z.number().int().min(1),
  /**
   * Through which business day (Asia/Shanghai) the centre holds everything it was sent by this station in its archive;
   * null = none yet. Only behind it may the counter let its own copy go.
   */
  archivedThrough: z.iso.date().nullable(),
})

const stationErrors = {
  'sync.unknown-station': { status: 403 },
  'sync.wrong-realm': { status: 403 },
}
const stationQuery = z.strictObject({ station: stationIdSchema })

/** counter ↔ centre, `/v1`. OpenAPI 3.1 is generated from here into `docs/generated/central-openapi.json`. */
export const centralContract = {
  batch: oc
    .route({
      method: 'POST',
      path: '/v1/batches',
      summary: 'Carry out a batch of operations, in dispatch order',
    })
    .errors({
      ...stationErrors,
      'sync.expected': { status: 409, data: z.object({ dispatch: z.number().int() }) },
      'sync.bad-signature': { status: 401 },
      'sync.bad-link': { status: 409 },
      'operation.same-id-other-content': { status: 409, data: z.object({ id: z.string() }) },
      'message.malformed': { status: 400 },
    })
    .input(batchSchema)
    .output(batchAnswerSchema),
  operation: oc
    .route({ method: 'GET', path: '/v1/operations/{id}', summary: 'What became of an operation' })
    .input(z.strictObject({ id: operationIdSchema }))
    .output(operationAnswerSchema),
  changes: oc
    .route({ method: 'GET', path: '/v1/changes', summary: 'What happened for this station since a cursor' })
    .errors({
      ...stationErrors,
      'sync.centre-behind': { status: 409, data: z.object({ newest: z.number() }) },
    })
    .input(z.strictObject({ station: stationIdSchema, after: z.coerce.number().int().min(0) }))
    .output(changesAnswerSchema),
  member: oc
    .route({
      method: 'POST',
      path: '/v1/members/look-up',
      summary: 'Facts for the pre-check, tied to a card read',
    })
    .errors(stationErrors)
    .input(z.strictObject({ station: stationIdSchema, idNumber: idTextSchema, readId: z.uuid() }))
    .output(memberFactsSchema),
  payee: oc
    .route({ method: 'POST', path: '/v1/payees/look-up', summary: 'Whether a named payee can receive now' })
    .errors(stationErrors)
    .input(
      z.strictObject({
        station: stationIdSchema,
        idNumber: idTextSchema,
        name: personNameSchema,
        insuredRegion: regionKeySchema,
      }),
    )
    .output(z.strictObject({ answer: payeeAnswerSchema, asOf: atSchema })),
  status: oc
    .route({
      method: 'GET',
      path: '/v1/status',
      summary: 'Realm, clock and what is expected next of a station',
    })
    .errors(stationErrors)
    .input(stationQuery)
    .output(statusAnswerSchema),
}
