import type { ErrorCode } from './errors'
import type { JournalEvent } from './events'
import type { OperationId } from './ids'
import type { Operation, Refusal } from './operation'
import type { Result } from './result'
import type { RulePack } from './rule-pack'
import type { Keypad } from './verification'
import { fail, ok } from './result'
import { refusal } from './rule-check'
import { passwordFor } from './verification'

/** What happens with the member's own password for one operation; the password itself is no part of it (ADR 30). */
export interface PasswordCommand {
  readonly type: 'password'
  readonly operationId: OperationId
  /** Of the bytes it was asked for. */
  readonly payloadHash: string
  /** `given`: it was typed and sealed; `forgotten`: the member cannot remember it; `asked`: the clerk asks once more. */
  readonly state: 'given' | 'forgotten' | 'asked'
  readonly keypad: Keypad
}

/**
 * Given, it goes out at once, under a new number where an earlier one was answered.
 * Errors: `operation.wrong-state|same-id-other-content`, `verification.*` where no password is asked for.
 */
export function decidePassword(
  operation: Operation,
  { operationId, payloadHash, state, keypad }: PasswordCommand,
  pack: Pick<RulePack, 'verification'>,
): Result<readonly JournalEvent[], readonly Refusal[]> {
  if (operation.taken !== null && operation.taken.payloadHash !== payloadHash)
    return fail([refusal('operation.same-id-other-content')])
  if (operation.password?.state === state && operation.state !== 'awaiting-verification') return ok([])
  const asked = passwordFor(operation, pack, keypad)
  if (asked === null) return fail([refusal('operation.wrong-state', { data: { state: operation.state } })])
  if (asked !== 'ask' && !(asked === 'forgotten' && state !== 'given')) return fail([refusal(codeOf(asked))])
  const changed = { type: 'password-changed', operationId, state } as const
  return ok(state === 'given' ? [changed, { type: 'operation-requeued', operationId }] : [changed])
}

function codeOf(stop: Exclude<ReturnType<typeof passwordFor>, 'ask' | null>): ErrorCode {
  return stop === 'forgotten' ? 'verification.missing' : stop
}
