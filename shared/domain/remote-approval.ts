import type { JournalEvent } from './events'
import type { ClerkId, OperationId } from './ids'
import type { Operation, Refusal } from './operation'
import type { Result } from './result'
import { fail, ok } from './result'
import { refusal } from './rule-check'
import type { RulePack } from './rule-pack'
import { approvedEvents, isOwn, otherBytes, secondAsked, wrongState } from './second-person'
import type { SecondAsked } from './second-person'

/**
 * A second person who is not here (domain.md 2 b and c): a supervisor at another counter, through the centre, or on the
 * telephone with a code. What nobody answers without having spoken with the member, or seen the member agree, is not
 * answered from elsewhere: a voice on the telephone is no identity.
 */
export type RemoteCommand =
  /** What the centre says a supervisor said of these bytes at another counter. */
  | {
      readonly type: 'approve-elsewhere'
      readonly operationId: OperationId
      readonly payloadHash: string
      readonly by: ClerkId
      /** As the centre names supervisor and counter. */
      readonly name: string
      readonly place: string
      /** The record as it will travel (`shared/contract/record.ts`). */
      readonly record: string
    }
  | {
      readonly type: 'send-back-elsewhere'
      readonly operationId: OperationId
      readonly payloadHash: string
      readonly by: ClerkId
      readonly name: string
      readonly place: string
      readonly reason: string
      readonly withdraw: string
    }
  | {
      readonly type: 'ask-code'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly at: number
    }
  | {
      readonly type: 'use-code'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      /** The supervisor on the telephone. */
      readonly by: ClerkId
      readonly role: 'clerk' | 'supervisor'
      readonly name: string
      readonly at: number
      /** Whether the code is the one this supervisor was given for what was read out. */
      readonly right: boolean
      readonly record: string
    }

type Decided = Result<readonly JournalEvent[], readonly Refusal[]>
type CommandOf<Type extends RemoteCommand['type']> = Extract<RemoteCommand, { type: Type }>

const minuteMs = 60_000

/** What a supervisor elsewhere can be asked about an operation; null where nobody can from there. */
export function askedElsewhere(operation: Operation, pack: RulePack): SecondAsked | null {
  const asked = secondAsked(operation, pack)
  return asked !== null && asked.approval && !asked.memberSpoken ? asked : null
}

/** Errors: `operation.wrong-state|same-id-other-content`, `approval.own`, `approval.needs-presence`. */
export function decideApproveElsewhere(
  operation: Operation,
  command: CommandOf<'approve-elsewhere'>,
  pack: RulePack,
): Decided {
  const { operationId, by, name, place, record } = command
  const stale = otherBytes(operation, command.payloadHash)
  if (stale !== null) return stale
  const asked = answerable(operation, by, pack)
  if (!asked.ok) return asked
  const given = { type: 'approved-remotely', operationId, by, name, through: 'counter', place } as const
  return ok(approvedEvents(operation, asked.value, { given, record }, pack))
}

/** Errors: as of {@link decideApproveElsewhere}. */
export function decideSendBackElsewhere(
  operation: Operation,
  { operationId, payloadHash, by, name, place, reason, withdraw }: CommandOf<'send-back-elsewhere'>,
  pack: RulePack,
): Decided {
  const stale = otherBytes(operation, payloadHash)
  if (stale !== null) return stale
  const asked = answerable(operation, by, pack)
  if (!asked.ok) return asked
  return ok([
    { type: 'sent-back-remotely', operationId, by, name, place, reason },
    ...(operation.sent ? [{ type: 'record-made', operationId, record: withdraw } as const] : []),
  ])
}

/**
 * A challenge to be read out; one that is still good is read out again.
 * Errors: `operation.wrong-state`, `approval.needs-presence|code-not-offered|code-used-up`.
 */
export function decideAskCode(
  operation: Operation,
  { operationId, clerk, at }: CommandOf<'ask-code'>,
  pack: RulePack,
): Decided {
  const stopped = codeStopped(operation, pack)
  if (stopped !== null) return stopped
  if (isCodeGood(operation, pack, at)) return ok([])
  return ok([{ type: 'approval-code-asked', operationId, clerk, askedAt: at }])
}

/**
 * A code as it was heard on the telephone: right, and the operation is approved by whoever gave it; wrong, and that is
 * journalled and counted. Errors: those of {@link decideAskCode}, `approval.own`, `clerk.not-supervisor`,
 * `approval.code-lapsed`. A wrong code is no error here: see `right`.
 */
export function decideUseCode(operation: Operation, command: CommandOf<'use-code'>, pack: RulePack): Decided {
  const { operationId, clerk, by, role, name, at, right, record } = command
  const stopped = codeStopped(operation, pack)
  if (stopped !== null) return stopped
  if (role !== 'supervisor') return fail([refusal('clerk.not-supervisor', { field: 'by' })])
  const asked = answerable(operation, by, pack)
  if (!asked.ok) return asked
  if (!isCodeGood(operation, pack, at)) return fail([refusal('approval.code-lapsed', { field: 'code' })])
  if (!right) return ok([{ type: 'approval-code-failed', operationId, clerk, by }])
  const given = { type: 'approved-remotely', operationId, by, name, through: 'code', place: '' } as const
  return ok(approvedEvents(operation, asked.value, { given, record }, pack))
}

/** Wrong codes that may still be typed for an operation; 0 where the pack takes none. */
export function codeTriesLeft({ code }: Operation, { telephoneCode }: RulePack): number {
  return Math.max(0, (telephoneCode?.tries ?? 0) - (code?.failed ?? 0))
}

/** Until when the challenge can be answered (ms since 1970), null when none was read out. */
export function codeGoodUntil({ code }: Operation, { telephoneCode }: RulePack): number | null {
  if (code === undefined || code.askedAt === null || telephoneCode === undefined) return null
  return code.askedAt + telephoneCode.lifeMinutes * minuteMs
}

function isCodeGood(operation: Operation, pack: RulePack, at: number): boolean {
  const until = codeGoodUntil(operation, pack)
  return until !== null && at < until
}

function codeStopped(operation: Operation, pack: RulePack): Decided | null {
  if (pack.telephoneCode === undefined) return fail([refusal('approval.code-not-offered')])
  const asked = secondAsked(operation, pack)
  if (asked === null || !asked.approval) return wrongState(operation)
  if (asked.memberSpoken) return fail([refusal('approval.needs-presence')])
  return codeTriesLeft(operation, pack) === 0
    ? fail([refusal('approval.code-used-up', { field: 'code' })])
    : null
}

function answerable(
  operation: Operation,
  by: ClerkId,
  pack: RulePack,
): Result<SecondAsked, readonly Refusal[]> {
  const asked = secondAsked(operation, pack)
  if (asked === null || !asked.approval) return wrongState(operation)
  if (asked.memberSpoken) return fail([refusal('approval.needs-presence')])
  return isOwn(operation, by) ? fail([refusal('approval.own', { field: 'by' })]) : ok(asked)
}
