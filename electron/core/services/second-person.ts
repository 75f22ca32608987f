import type { JournalEvent } from '../../../shared/domain/events'
import { fail, ok } from '../../../shared/domain/result'
import { decideApprove, decideHold, decideReject } from '../../../shared/domain/second-person'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import type { Operation } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { Clerk } from '../clerks'
import { recordText } from './item-records'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk, provePassword } from './sign-in'

/** What a second person looked at: the operation and the hash of its bytes as they stood on the screen. */
interface LookedAt {
  readonly operationId: OperationId
  readonly payloadHash: string
}

/** The second person's own id and own password, typed for this once; nobody is signed in or out by it. */
interface Credential {
  readonly clerk: string
  readonly password: string
}

/**
 * 复核 at the same PC (domain.md 2): the second person's own password, then a record beside each operation, and it goes
 * out. A household's lines are approved together or not at all.
 * Errors: `sign-in.*`, `operation.*`, `approval.*`, `clerk.not-supervisor`.
 */
export async function approve(
  core: Core,
  items: readonly LookedAt[],
  credential: Credential,
  { memberSpoken, memberSeen }: { readonly memberSpoken: boolean; readonly memberSeen: boolean },
): Promise<ServiceResult<null>> {
  return asSecond(core, items, credential, (operation, second, clerk, { payloadHash }) => {
    const { id: operationId } = operation
    const { id: by, role } = second
    const records = {
      approval: recordText(core, operation, { record: 'approval', by, memberSpoken }),
      attestation: recordText(core, operation, { record: 'attestation', by: clerk, second: by }),
      again: recordText(core, operation, { record: 'again', by }),
    }
    const said = { by, role, clerk, memberSpoken, memberSeen, records }
    return decideApprove(operation, { type: 'approve', operationId, payloadHash, ...said }, core.pack)
  })
}

/**
 * A second person says no. What the centre does not have is cancelled here; the rest is asked back from the centre.
 * Errors: `sign-in.*`, `operation.*`, `approval.own`, `field.missing`.
 */
export async function reject(
  core: Core,
  items: readonly LookedAt[],
  credential: Credential,
  reason: string,
): Promise<ServiceResult<null>> {
  return asSecond(core, items, credential, (operation, { id: by, role }, _clerk, { payloadHash }) => {
    const withdraw = recordText(core, operation, { record: 'withdraw', by })
    const { id: operationId } = operation
    return decideReject(operation, { type: 'reject', operationId, payloadHash, by, role, reason, withdraw })
  })
}

/**
 * Puts by what has not left because somebody who told the operation number called, or lets it go on (domain.md 2).
 * Errors: `sign-in.needed`, `operation.*`, `field.missing`.
 */
export function holdOperation(
  core: Core,
  operationId: OperationId,
  held: boolean,
  caller: string,
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const operation = core.projection.operation(operationId)?.operation
  if (operation === undefined) return refuse('operation.no-such')
  const decision = decideHold(operation, { type: 'hold', operationId, clerk: clerk.id, held, caller })
  if (!decision.ok) return decision
  core.commit(decision.value)
  if (!held) core.wakeSync()
  return ok(null)
}

async function asSecond(
  core: Core,
  items: readonly LookedAt[],
  { clerk: clerkId, password }: Credential,
  decide: (
    operation: Operation,
    second: Clerk,
    clerk: ClerkId,
    item: LookedAt,
  ) => ServiceResult<readonly JournalEvent[]>,
): Promise<ServiceResult<null>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const second = await provePassword(core, clerkId, password)
  if (!second.ok) return second
  // somebody may have left while the password was checked
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const events: JournalEvent[] = []
  for (const item of items) {
    const operation = core.projection.operation(item.operationId)?.operation
    if (operation?.taken == null) return refuse('operation.no-such')
    const decision = decide(operation, second.value, clerk.id, item)
    if (!decision.ok) return fail(decision.error)
    events.push(...decision.value)
  }
  core.commit(events)
  if (events.length > 0) core.wakeSync()
  return ok(null)
}
