import type { CentralFailure } from '../ports'
import { answerOf, LineFault } from './line-fault'

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

/**
 * One request over plain HTTP/1.1: practice on this machine (design.md section 5).
 * @throws LineFault as the HTTP/2 line
 */
export async function plainFetch(request: Request, deadlineMs: number): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadlineMs)])
  try {
    const response = await fetch(request, { signal })
    // The body is read here so that a line that breaks half way is a fault of the line, not of the content.
    const body = await response.arrayBuffer()
    return answerOf(response.status, response.headers.get('content-type'), body)
  } catch (error) {
    throw new LineFault(connectionFailure(error))
  }
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
