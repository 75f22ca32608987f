import { ORPCError } from '@orpc/server'
import type { Refusal } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { JournalFault } from '../journal/fault'
import { reason } from '../services/outcome'

/** The `refused` constructor that oRPC hands to every procedure of the counter and member contracts. */
interface RefusedErrors {
  readonly refused: (options: { data: { refusals: Refusal[] } }) => Error
}

/**
 * Runs a use case behind a procedure: its value goes back, its reasons become the contract's one error. A disk that
 * refuses is a coded reason too; anything else thrown is a bug, logged by name, and answered `internal.fault`.
 */
export async function answer<T>(
  core: Core,
  errors: RefusedErrors,
  work: () => Result<T, readonly Refusal[]> | Promise<Result<T, readonly Refusal[]>>,
): Promise<T> {
  const result = await attempt(core, work)
  if (result.ok) return result.value
  throw errors.refused({ data: { refusals: [...result.error] } })
}

async function attempt<T>(
  core: Core,
  work: () => Result<T, readonly Refusal[]> | Promise<Result<T, readonly Refusal[]>>,
): Promise<Result<T, readonly Refusal[]>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ORPCError) throw error
    const code = error instanceof JournalFault ? error.code : 'internal.fault'
    core.log('error', code, { name: error instanceof Error ? error.name : 'unknown', where: whereOf(error) })
    return { ok: false, error: [reason(code)] }
  }
}

/** The first line of our own code in the stack, without any value of the error itself. */
function whereOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return /at (\S+ \(?[^)\n]*?:\d+:\d+)\)?/.exec(stack)?.[1]?.slice(-120) ?? 'unknown'
}

/** What a command without an answer of its own answers. */
export function done(
  result: Result<null, readonly Refusal[]>,
): Result<Record<string, never>, readonly Refusal[]> {
  return result.ok ? ok({}) : result
}
