import { ORPCError } from '@orpc/client'
import type { ErrorCode } from '../../shared/domain/errors'
import { errors as words } from '../../shared/text/zh-CN/errors'
import { Contended } from '../database'
import type { Log } from '../log'
import { logFault } from '../log'

/** What a refusal tells besides its code: numbers and ids the caller needs to go on. */
export type ProblemData = Readonly<Record<string, string | number>>

/**
 * The body of every error answer: an RFC 9457 problem document. `code` is ours, `title` what a clerk reads; `defined`
 * and `message` are what oRPC's clients look for.
 */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly defined: boolean
  readonly message: string
  readonly data?: ProblemData
}

export const problemType = 'application/problem+json'

/** The problem document of a code. */
export function problem(code: ErrorCode, status: number, data?: ProblemData): Problem {
  const title = words[code].clerk
  const defined = code !== 'internal.fault'
  return {
    type: `urn:wallet-counter:error:${code}`,
    title,
    status,
    code,
    defined,
    message: title,
    ...(data === undefined ? {} : { data }),
  }
}

/** A request we cannot make sense of; what exactly is wrong with it is not told. */
export function malformed(status = 400): Problem {
  return problem(status === 413 ? 'message.too-large' : 'message.malformed', status)
}

/** A bug or an outage: the caller gets the log id and nothing else. */
export function internalFault(log: Log, error: unknown): Problem {
  return problem('internal.fault', 500, { logId: logFault(log, 'http.internal-fault', error) })
}

/** Raised by a procedure for a refusal of the contract. */
export class Refused extends ORPCError<ErrorCode, ProblemData | undefined> {
  constructor(code: RefusedCode, data?: ProblemData) {
    super(code, { status: statuses[code], message: words[code].clerk, data, defined: true })
  }
}

/** The HTTP status of every refusal that a procedure can come to; the contract names the same ones. */
const statuses = {
  'partner.bad-signature': 401,
  'partner.not-allowed': 403,
  'settlement.unknown-institution': 403,
  'settlement.other-content': 409,
  'settlement.no-such': 422,
  'settlement.over-reversed': 422,
  'member.not-found': 422,
  'wallet.not-open': 422,
  'amount.not-positive': 422,
  'transfer.balance-short': 422,
  'premium.no-such': 422,
  'enrol.unknown-code': 403,
  'enrol.code-used': 403,
  'enrol.code-expired': 403,
  'enrol.wrong-realm': 403,
  'enrol.bad-proof': 401,
  'enrol.other-station': 409,
  'enrol.key-used': 409,
  'enrol.no-prefix-left': 409,
  'complaint.other-content': 409,
  'clerk.not-supervisor': 403,
  'clerk.related': 403,
  'approval.own': 403,
  'approval.gone': 409,
  'approval.code-not-offered': 403,
  'approval.too-many-codes': 429,
  'field.missing': 400,
  'operation.no-such': 404,
  'operation-number.malformed': 400,
  'operation-number.wrong-check-digit': 400,
  'look-up.not-tied': 403,
  'member.deceased': 403,
  'message.malformed': 400,
  'operation.same-id-other-content': 409,
  'sync.assertion-replayed': 401,
  'sync.bad-assertion': 401,
  'sync.bad-link': 409,
  'sync.bad-signature': 401,
  'sync.centre-behind': 409,
  'sync.contended': 503,
  'sync.epoch-ended': 403,
  'sync.expected': 409,
  'sync.other-station': 403,
  'sync.two-writers': 409,
  'sync.unknown-station': 403,
  'sync.wrong-realm': 403,
} as const satisfies Partial<Record<ErrorCode, number>>
export type RefusedCode = keyof typeof statuses

/** What a failed call becomes on the line: the contract's own refusals as they are, everything else coded. */
export function toLineError(log: Log, error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.defined) return error as ORPCError<string, unknown>
  if (error instanceof Contended) return new Refused('sync.contended')
  const { code, status, message, data } = isBadRequest(error) ? malformed() : internalFault(log, error)
  return new ORPCError<string, unknown>(code, { status, message, data })
}

/** The problem document of a failed call. */
export function problemOf(error: ORPCError<string, unknown>): Problem {
  return problem(error.code as ErrorCode, error.status, dataOf(error.data))
}

function dataOf(data: unknown): ProblemData | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const plain = Object.entries(data).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  )
  return plain.length === 0 ? undefined : Object.fromEntries(plain)
}

/** oRPC's own words for input that fails its schema or cannot be decoded. */
function isBadRequest(error: unknown): boolean {
  return error instanceof ORPCError ? error.code === 'BAD_REQUEST' : error instanceof SyntaxError
}
