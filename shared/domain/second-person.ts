import type { ErrorCode } from './errors'
import type { JournalEvent } from './events'
import type { ClerkId, OperationId } from './ids'
import type { Operation, Refusal } from './operation'
import type { Result } from './result'
import type { RulePack } from './rule-pack'
import { isAsked } from './fold'
import { fail, ok } from './result'
import { refusal } from './rule-check'
import { verificationOf } from './verification'

/** What a second person, known by the own password, says of an operation, and what a clerk does about a telephone call. */
export type SecondCommand =
  /** 复核, and where the pack asks for it the attestation: one look, one password. */
  | {
      readonly type: 'approve'
      readonly operationId: OperationId
      /** Of the bytes that were looked at: other content is not approved. */
      readonly payloadHash: string
      readonly by: ClerkId
      readonly role: 'clerk' | 'supervisor'
      /** Who is signed in. */
      readonly clerk: ClerkId
      readonly memberSpoken: boolean
      /** Both saw the member agree. */
      readonly memberSeen: boolean
      /** The records as they will travel (`shared/contract/record.ts`). */
      readonly records: Readonly<Record<'approval' | 'attestation' | 'again', string>>
    }
  | {
      readonly type: 'reject'
      readonly operationId: OperationId
      readonly payloadHash: string
      readonly by: ClerkId
      readonly role: 'clerk' | 'supervisor'
      readonly reason: string
      /** 撤回, for what the centre knows of. */
      readonly withdraw: string
    }
  | {
      readonly type: 'hold'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly held: boolean
      readonly caller: string
    }

/** What is asked of a second person before the operation goes on. */
export interface SecondAsked {
  /** Why; the counter's own reasons, or the centre's. */
  readonly reasons: readonly Refusal[]
  /** A record `approval` is made. */
  readonly approval: boolean
  /** A record `attestation` is made: clerk and second person saw the member agree. */
  readonly attestation: boolean
  /** One like it was done meanwhile: a record `again` is made. */
  readonly again: boolean
  readonly supervisor: boolean
  readonly memberSpoken: boolean
}

type Decided = Result<readonly JournalEvent[], readonly Refusal[]>
type CommandOf<Type extends SecondCommand['type']> = Extract<SecondCommand, { type: Type }>

const nothing: Decided = ok([])

/** Which reasons only a supervisor answers (domain.md 3.3, 3.4). */
const supervisorReasons: readonly ErrorCode[] = [
  'relation.needs-supervisor',
  'agent.is-payee',
  'agent.is-relative',
]
/** Which reasons nobody answers without having spoken with the member. */
const spokenReasons: readonly ErrorCode[] = ['agent.is-payee', 'agent.is-relative']

/** Whether one of these reasons is for a supervisor only. */
export function needsSupervisor(reasons: readonly Pick<Refusal, 'code'>[]): boolean {
  return reasons.some(({ code }) => supervisorReasons.includes(code))
}

/** What a second person is asked for, null where the operation waits for nobody at the counter. */
export function secondAsked(operation: Operation, pack: RulePack): SecondAsked | null {
  if (!isAsked(operation) || operation.taken === null) return null
  const { outcome, state } = operation
  const reasons = reasonsOf(operation)
  const again = outcome?.type === 'twin-suspected'
  const { ways } = verificationOf(pack, operation.body.kind)
  const seen = operation.second !== null && operation.second.witness !== null
  // only the member's own password counts: nobody else can answer for it
  if (state === 'awaiting-verification' && !ways.includes('attestation')) return null
  return {
    reasons,
    approval: state === 'awaiting-approval',
    attestation: !ways.includes('member-assent') && ways.includes('attestation') && !seen,
    again,
    supervisor: needsSupervisor(reasons),
    memberSpoken: again || reasons.some(({ code }) => spokenReasons.includes(code)),
  }
}

/** What was answered from elsewhere is not asked again of whoever still has to see the member agree. */
function reasonsOf({ state, outcome, second, approvalReasons }: Operation): readonly Refusal[] {
  if (state === 'awaiting-verification' && second !== null) return []
  return outcome?.type === 'approval-needed' ? outcome.refusals : approvalReasons
}

/**
 * 复核 (domain.md 2): never by the taker, by a supervisor where a reason asks for one, of exactly the bytes that were
 * looked at. Errors: `operation.wrong-state|same-id-other-content`, `approval.*`, `clerk.not-supervisor`.
 */
export function decideApprove(operation: Operation, command: CommandOf<'approve'>, pack: RulePack): Decided {
  const { operationId, by, role, memberSpoken } = command
  const stale = otherBytes(operation, command.payloadHash)
  if (stale !== null) return stale
  const asked = secondAsked(operation, pack)
  if (asked === null) return operation.second?.by === by ? nothing : wrongState(operation)
  const refusals = [
    ...(isOwn(operation, by) || (asked.attestation && by === command.clerk)
      ? [refusal('approval.own', { field: 'clerk' })]
      : []),
    ...(asked.supervisor && role !== 'supervisor'
      ? [refusal('clerk.not-supervisor', { field: 'clerk' })]
      : []),
    ...(asked.memberSpoken && !memberSpoken
      ? [refusal('approval.member-not-spoken', { field: 'memberSpoken' })]
      : []),
    ...(asked.attestation && !command.memberSeen
      ? [refusal('approval.member-not-seen', { field: 'memberSeen' })]
      : []),
  ]
  if (refusals.length > 0) return fail(refusals)
  const names = (['approval', 'attestation', 'again'] as const).filter((name) => asked[name])
  return ok([
    {
      type: 'approval-given',
      operationId,
      by,
      role,
      memberSpoken,
      witness: asked.attestation ? command.clerk : null,
    },
    ...names.map((name) => ({ type: 'record-made', operationId, record: command.records[name] }) as const),
    asked.approval && waitsForMember(operation, asked, pack)
      ? { type: 'verification-asked', operationId, ways: verificationOf(pack, operation.body.kind).ways }
      : { type: 'operation-requeued', operationId },
  ])
}

/**
 * What follows an approval from elsewhere: the record for the centre, and the operation goes out, or waits for somebody
 * here who sees the member agree.
 */
export function approvedEvents(
  operation: Operation,
  asked: SecondAsked,
  {
    given,
    record,
  }: { readonly given: Extract<JournalEvent, { type: 'approved-remotely' }>; readonly record: string },
  pack: RulePack,
): readonly JournalEvent[] {
  const { id: operationId, sent, body } = operation
  const { ways } = verificationOf(pack, body.kind)
  const waits = !sent && (asked.attestation || waitsForMember(operation, asked, pack))
  return [
    given,
    { type: 'record-made', operationId, record },
    waits ? { type: 'verification-asked', operationId, ways } : { type: 'operation-requeued', operationId },
  ]
}

/** A pack without 同意 and attestation: what was approved still waits for the member's own password. */
function waitsForMember({ sent, body }: Operation, { attestation }: SecondAsked, pack: RulePack): boolean {
  const { ways } = verificationOf(pack, body.kind)
  return !sent && !attestation && !ways.some((way) => way !== 'member-password')
}

/**
 * A second person says no, with a reason. Errors: `operation.wrong-state|same-id-other-content`, `approval.own`,
 * `field.missing`.
 */
export function decideReject(operation: Operation, command: CommandOf<'reject'>): Decided {
  const { operationId, by, role, withdraw } = command
  const stale = otherBytes(operation, command.payloadHash)
  if (stale !== null) return stale
  if (operation.rejection?.by === by) return nothing
  if (!isAsked(operation) || operation.taken === null) return wrongState(operation)
  const reason = command.reason.trim()
  const refusals = [
    ...(isOwn(operation, by) ? [refusal('approval.own', { field: 'clerk' })] : []),
    ...(reason === '' ? [refusal('field.missing', { field: 'reason' })] : []),
  ]
  if (refusals.length > 0) return fail(refusals)
  return ok([
    { type: 'approval-refused', operationId, by, role, reason },
    ...(operation.sent ? [{ type: 'record-made', operationId, record: withdraw } as const] : []),
  ])
}

/** Puts by what has not left, or lets it go on (domain.md 2). Errors: `operation.wrong-state`, `field.missing`. */
export function decideHold(operation: Operation, command: CommandOf<'hold'>): Decided {
  const { operationId, clerk, held } = command
  if (held === (operation.held !== null)) return nothing
  if (!held) return ok([{ type: 'hold-changed', operationId, clerk, held, caller: '' }])
  if (!mayHold(operation)) return wrongState(operation)
  const caller = command.caller.trim()
  if (caller === '') return fail([refusal('field.missing', { field: 'caller' })])
  return ok([{ type: 'hold-changed', operationId, clerk, held, caller }])
}

/** Taken, and no byte of it may have left. */
export function mayHold(operation: Operation): boolean {
  const { state, taken, dispatch, sent } = operation
  return taken !== null && dispatch === null && !sent && (state === 'queued' || isAsked(operation))
}

/** Whoever took it. */
export function isOwn({ taken }: Operation, by: ClerkId): boolean {
  return taken?.clerk === by
}

/** Other bytes than those that were looked at; null for these. */
export function otherBytes(
  { taken }: Operation,
  payloadHash: string,
): Result<never, readonly Refusal[]> | null {
  if (taken === null || taken.payloadHash === payloadHash) return null
  return fail([refusal('operation.same-id-other-content')])
}

/** It waits for nobody. */
export function wrongState({ state }: Operation): Result<never, readonly Refusal[]> {
  return fail([refusal('operation.wrong-state', { data: { state } })])
}
