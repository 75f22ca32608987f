import { createORPCClient, ORPCError, safe } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import type { z } from 'zod'
import {
  batchAnswerSchema,
  centralContract,
  changesAnswerSchema,
  operationAnswerSchema,
  statusAnswerSchema,
} from '../../../shared/contract/central'
import { memberFactsSchema } from '../../../shared/contract/operation'
import { payeeLookUpSchema } from '../../../shared/contract/view'
import { errorCodes } from '../../../shared/domain/errors'
import type { Central, CentralAnswer, CentralFailure } from '../ports'

/** Errors of the connection after which it is certain that no byte of the request left this machine. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Raised by our own `fetch` so that one place words every failure of the connection. */
class LineFault extends Error {
  constructor(readonly failure: CentralFailure) {
    super(failure.code)
  }
}

/**
 * The centre behind its contract. Every answer is checked by its schema; every failure says whether the centre may
 * have seen the request (`unanswered`) or certainly did nothing (`untouched`).
 */
export function centralClient(url: string, deadlineMs: number): Central {
  const link = new OpenAPILink(centralContract, {
    url,
    fetch: (request, init) => fetchWithDeadline(request, init, deadlineMs),
  })
  const client: JsonifiedClient<ContractRouterClient<typeof centralContract>> = createORPCClient(link)
  return {
    batch: async (batch) =>
      map(await ask(client.batch(batch), batchAnswerSchema), (answer) => answer.results),
    operation: (id) => ask(client.operation({ id }), operationAnswerSchema),
    changes: (station, after) => ask(client.changes({ station, after }), changesAnswerSchema),
    member: (station, idNumber, readId) =>
      ask(client.member({ station, idNumber, readId }), memberFactsSchema),
    payee: async (station, payee) =>
      map(await ask(client.payee({ station, ...payee }), payeeLookUpSchema), ({ answer, asOf }) => ({
        answer,
        asOf: asOf ?? 0,
      })),
    status: (station) => ask(client.status({ station }), statusAnswerSchema),
  }
}

async function fetchWithDeadline(request: Request, init: RequestInit, deadlineMs: number): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadlineMs)])
  try {
    const response = await fetch(request, { ...init, signal })
    // The body is read here so that a line that breaks half way is a fault of the line, not of the content.
    const body = await response.arrayBuffer()
    return new Response(nullBody(response.status) ? null : body, {
      status: response.status,
      headers: response.headers,
    })
  } catch (error) {
    throw new LineFault(connectionFailure(error))
  }
}

function nullBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}

function connectionFailure(error: unknown): CentralFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { kind: 'unanswered', code: 'central.slow' }
  const code = causeCode(error)
  return code !== null && neverConnected.has(code)
    ? { kind: 'untouched', code: 'central.offline', expected: null }
    : { kind: 'unanswered', code: 'central.no-answer' }
}

function causeCode(error: unknown): string | null {
  const cause: unknown = error instanceof Error ? error.cause : null
  if (cause instanceof AggregateError) return causeCode(new Error('', { cause: cause.errors[0] }))
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : null
  return typeof code === 'string' ? code : null
}

async function ask<Schema extends z.ZodType>(
  call: Promise<unknown>,
  schema: Schema,
): Promise<CentralAnswer<z.output<Schema>>> {
  const [error, data] = await safe(call)
  if (error !== null) return { ok: false, failure: failureOf(error) }
  const checked = schema.safeParse(data)
  if (!checked.success) return { ok: false, failure: { kind: 'unanswered', code: 'central.rubbish' } }
  return { ok: true, value: checked.data }
}

function failureOf(error: unknown): CentralFailure {
  if (error instanceof LineFault) return error.failure
  if (!(error instanceof ORPCError)) return { kind: 'unanswered', code: 'central.rubbish' }
  const answer: { readonly code: unknown; readonly status: number; readonly data: unknown } = error
  if (answer.status >= 500) return { kind: 'unanswered', code: 'central.failed' }
  const code = errorCodes.find((known) => known === answer.code) ?? 'central.rubbish'
  return { kind: 'untouched', code, expected: expectedIn(answer.data) }
}

function expectedIn(data: unknown): number | null {
  return typeof data === 'object' && data !== null && 'dispatch' in data && typeof data.dispatch === 'number'
    ? data.dispatch
    : null
}

function map<A, B>(answer: CentralAnswer<A>, f: (value: A) => B): CentralAnswer<B> {
  return answer.ok ? { ok: true, value: f(answer.value) } : answer
}
