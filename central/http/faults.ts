import type { ErrorCode } from '../../shared/domain/errors'
import { ORPCError } from '@orpc/client'
import type { Log } from '../log'
import { logFault } from '../log'

/** The body of every error answer; the form oRPC's clients read. */
export interface ErrorBody {
  readonly defined: boolean
  readonly code: ErrorCode
  readonly status: number
  readonly message: string
  readonly data?: { readonly logId: string }
}

/** A request we cannot make sense of; what exactly is wrong with it is not told. */
export function malformed(status = 400): ErrorBody {
  return { defined: false, code: 'message.malformed', status, message: 'The message is not of the contract.' }
}

/** A bug or an outage: the caller gets the log id and nothing else. */
export function internalFault(log: Log, error: unknown): ErrorBody {
  const data = { logId: logFault(log, 'http.internal-fault', error) }
  return { defined: false, code: 'internal.fault', status: 500, message: 'The centre failed.', data }
}

/** What a failed call becomes on the line: the contract's own errors as they are, everything else coded. */
export function toLineError(log: Log, error: unknown): ORPCError<string, unknown> {
  if (isContractError(error)) return error
  const { code, ...rest } = isBadRequest(error) ? malformed() : internalFault(log, error)
  return new ORPCError<string, unknown>(code, rest)
}

function isContractError(error: unknown): error is ORPCError<string, unknown> {
  return error instanceof ORPCError && error.defined
}

/** oRPC's own words for input that fails its schema or cannot be decoded. */
function isBadRequest(error: unknown): boolean {
  return error instanceof ORPCError ? error.code === 'BAD_REQUEST' : error instanceof SyntaxError
}
