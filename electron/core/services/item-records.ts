import { canonicalJson } from '../../../shared/contract/canonical'
import type { ItemRecord } from '../../../shared/contract/record'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import type { Operation, OperationState } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * How an operation can be taken back: `here` before it has a number, `at-centre` where only the centre can say whether it
 * was carried out, `asked` once that is under way, `not` at an end and while it is being sent.
 */
export type Withdrawal = 'here' | 'at-centre' | 'asked' | 'not'

export function withdrawalOf(
  { projection }: Core,
  { id, state, dispatch, taken, sent }: Operation,
): Withdrawal {
  if (!open.includes(state) || taken === null) return 'not'
  if (projection.records(id).some(isWithdraw)) return 'asked'
  return dispatch === null && (state === 'queued' || !sent) ? 'here' : 'at-centre'
}

const open: readonly OperationState[] = [
  'queued',
  'unknown',
  'awaiting-hours',
  'awaiting-approval',
  'awaiting-verification',
]

const isWithdraw = (record: string): boolean => record.includes('"record":"withdraw"')

/**
 * 撤回 of what has a number (design.md 5): a record beside the same id and bytes. Exactly one of withdrawal and carrying out
 * wins, at the centre.
 */
export function askWithdrawal(core: Core, operation: Operation, clerk: ClerkId): void {
  core.commit([recordMade(core, operation, { record: 'withdraw', by: clerk })])
  core.wakeSync()
}

/**
 * 还要再转一次: the member wants it although one like it was done meanwhile (twin-suspected).
 * Errors: `sign-in.needed`, `operation.no-such`, `operation.wrong-state`.
 */
export function sendAgain(core: Core, operationId: OperationId): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const operation = core.projection.operation(operationId)?.operation ?? null
  if (operation === null) return refuse('operation.no-such')
  if (!isTwin(operation)) return refuse('operation.wrong-state', null, { state: operation.state })
  core.commit([
    recordMade(core, operation, { record: 'again', by: clerk.id }),
    { type: 'operation-requeued', operationId },
  ])
  core.wakeSync()
  return ok(null)
}

export function isTwin({ state, outcome }: Operation): boolean {
  return state === 'awaiting-approval' && outcome?.type === 'twin-suspected'
}

function recordMade(
  core: Core,
  operation: Operation,
  what: { readonly record: 'withdraw' | 'again'; readonly by: ClerkId },
): JournalEvent {
  return { type: 'record-made', operationId: operation.id, record: recordText(core, operation, what) }
}

type Said<Record extends ItemRecord> = Record extends ItemRecord
  ? Omit<Record, 'operationId' | 'payloadHash' | 'at'>
  : never

/** The RFC 8785 text of a record beside a taken operation: it names the operation and its bytes. */
export function recordText(core: Core, { id, taken }: Operation, what: Said<ItemRecord>): string {
  if (taken === null) throw new Error('a record beside nothing frozen')
  const { payloadHash } = taken
  const record: ItemRecord = { ...what, operationId: id, payloadHash, at: core.clock.now() }
  return canonicalJson(record)
}
