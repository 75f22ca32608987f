import type { ToldHow } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printSlip } from './print-slip'
import { isToCallBack, isToTell } from '../views/operation-view'
import { currentClerk } from './sign-in'

/**
 * 回告: somebody told the member what became of it, or that it still waits, or tried to (domain.md 4.2, 4.4). Once told
 * it waits no longer; said again changes nothing.
 * Errors: `sign-in.needed`, `operation.no-such`, `operation.wrong-state` (there is nothing to tell).
 */
export function tellMember(core: Core, operationId: OperationId, how: ToldHow): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record === null) return refuse('operation.no-such')
  const { operation } = record
  if (!isToTell(operation) && !isToCallBack(core, record))
    return refuse('operation.wrong-state', null, { state: operation.state })
  const told = core.projection.afterCare.told(operationId)
  const isTold = told !== null && told.how !== 'not-reached' && told.at >= record.changedAt
  if (isTold && !isToCallBack(core, record)) return ok(null)
  core.commit([{ type: 'member-told', operationId, clerk: clerk.id, how }])
  return ok(null)
}

/**
 * Prints every paper that did not come out, in the order in which the operations were taken; the first that fails again
 * ends it. Answers how many came out.
 * Errors: `sign-in.needed`, `print.failed`.
 */
export async function printUnprinted(core: Core): Promise<ServiceResult<{ printed: number }>> {
  const ids = core.projection.afterCare.unprinted()
  for (const id of ids) {
    const printed = await printSlip(core, id)
    if (!printed.ok) return printed
  }
  return ok({ printed: ids.length })
}

/** The member does not want the paper that did not come out. Errors: `sign-in.needed`. */
export function waiveSlip(core: Core, operationId: OperationId): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.projection.afterCare.isUnprinted(operationId))
    core.commit([{ type: 'slip-waived', operationId, clerk: clerk.id }])
  return ok(null)
}
