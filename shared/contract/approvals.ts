import { oc } from '@orpc/contract'
import { z } from 'zod'
import { approvalDigits } from '../domain/approval-code'
import { canonicalJson } from './canonical'
import { stationErrors } from './central-errors'
import {
  atSchema,
  clerkIdSchema,
  fenSchema,
  hashSchema,
  kindSchema,
  operationIdSchema,
  refusalSchema,
  relationCodeSchema,
  stationIdSchema,
} from './operation'
import type { ApprovalSubject } from '../domain/approval-code'

/** What a code on the telephone is computed over (HMAC-SHA256 with the station's approval secret): RFC 8785. */
export function approvalCodeText(subject: ApprovalSubject): string {
  return canonicalJson({ suite: 'intl-1', purpose: 'approval-code', ...subject })
}

export const digitsSchema = z.string().regex(new RegExp(`^\\d{${String(approvalDigits)}}$`))
export const last4Schema = z.string().regex(/^\d{3}[\dX]$/)

/** The longest list a counter sends, and a supervisor is shown. */
export const mostRequests = 100

const askedSchema = z.strictObject({
  operationId: operationIdSchema,
  /** The frozen RFC 8785 text. */
  payload: z.string().min(2).max(20_000),
  reasons: z.array(refusalSchema).max(20),
})
export type ApprovalAsked = z.infer<typeof askedSchema>

/** Everything of a station that waits for a supervisor elsewhere: what is no longer among it has stopped waiting. */
const askInput = z.strictObject({
  station: stationIdSchema,
  requests: z.array(askedSchema).max(mostRequests),
})

/** One that waits at another counter: names under their masks. */
export const approvalRequestSchema = z.object({
  operationId: operationIdSchema,
  payloadHash: hashSchema,
  /** The 业务号, twelve digits. */
  number: z.string().length(12),
  kind: kindSchema,
  /** Hall mask. */
  member: z.string().max(60),
  /** 手工录入. */
  typed: z.boolean(),
  byAgent: z.boolean(),
  amountFen: fenSchema.nullable(),
  /** Confirm mask. */
  other: z
    .object({ name: z.string().max(60), relation: relationCodeSchema.nullable(), last4: z.string().max(4) })
    .nullable(),
  takenAt: atSchema,
  takenBy: z.string().max(60),
  hall: z.string(),
  desk: z.string(),
  reasons: z.array(refusalSchema),
  askedAt: atSchema,
})
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>

export const approvalRequestsSchema = z.object({
  asOf: atSchema,
  requests: z.array(approvalRequestSchema).max(mostRequests),
  /** There are more than are listed. */
  more: z.boolean(),
})
export type ApprovalRequests = z.infer<typeof approvalRequestsSchema>

const decideInput = z.strictObject({
  station: stationIdSchema,
  operationId: operationIdSchema,
  payloadHash: hashSchema,
  clerk: clerkIdSchema,
  says: z.enum(['approved', 'sent-back']),
  /** Why it is sent back. */
  reason: z.string().max(200),
})
export type SentDecision = z.infer<typeof decideInput>

const codeInput = z.strictObject({
  station: stationIdSchema,
  clerk: clerkIdSchema,
  /** The 业务号 as it was told. */
  number: z.string().length(12),
  challenge: digitsSchema,
  amountFen: fenSchema.nullable(),
  last4: last4Schema,
})
export type SentCodeRequest = z.infer<typeof codeInput>

export const decideAnswerSchema = z.object({ at: atSchema })
export const codeAnswerSchema = z.object({
  code: digitsSchema,
  at: atSchema,
  hall: z.string(),
  desk: z.string(),
})
export type CodeAnswer = z.infer<typeof codeAnswerSchema>
export const askAnswerSchema = z.object({ waiting: z.number().int() })
/** 32 bytes, base64url. */
export const secretAnswerSchema = z.object({ secret: z.string().regex(/^[\w-]{43}$/) })

/** A second person who is not at the counter (ADR 34). */
export const approvalsContract = {
  askApprovals: oc
    .route({
      method: 'POST',
      path: '/v1/approvals',
      summary: 'Everything of a station that waits for a supervisor at another counter',
    })
    .errors({ ...stationErrors, 'operation.same-id-other-content': { status: 409 } })
    .input(askInput)
    .output(askAnswerSchema),
  approvalRequests: oc
    .route({
      method: 'POST',
      path: '/v1/approvals/list',
      summary: 'What waits at other counters, for a supervisor to look at; not of the own family',
    })
    .errors({ ...stationErrors, 'clerk.not-supervisor': { status: 403 } })
    .input(z.strictObject({ station: stationIdSchema, clerk: clerkIdSchema }))
    .output(approvalRequestsSchema),
  decideApproval: oc
    .route({
      method: 'POST',
      path: '/v1/approvals/decide',
      summary: 'A supervisor’s yes or no to exactly these bytes; the counter that took them hears of it',
    })
    .errors({
      ...stationErrors,
      'clerk.not-supervisor': { status: 403 },
      'clerk.related': { status: 403 },
      'approval.own': { status: 403 },
      'approval.gone': { status: 409 },
      'field.missing': { status: 400 },
    })
    .input(decideInput)
    .output(decideAnswerSchema),
  approvalCode: oc
    .route({
      method: 'POST',
      path: '/v1/approvals/code',
      summary: 'The code a supervisor reads out to a counter without a line; kept with who gave it for what',
    })
    .errors({
      ...stationErrors,
      'clerk.not-supervisor': { status: 403 },
      'approval.code-not-offered': { status: 403 },
      'operation.no-such': { status: 404 },
      'operation-number.malformed': { status: 400 },
      'operation-number.wrong-check-digit': { status: 400 },
      'approval.too-many-codes': { status: 429, data: z.object({ most: z.number().int() }) },
    })
    .input(codeInput)
    .output(codeAnswerSchema),
  approvalSecret: oc
    .route({
      method: 'POST',
      path: '/v1/approvals/secret',
      summary: 'What this station checks telephone codes with, of its present epoch',
    })
    .errors(stationErrors)
    .input(z.strictObject({ station: stationIdSchema }))
    .output(secretAnswerSchema),
}
