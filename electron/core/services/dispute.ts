import type { OperationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * 有异议: the member does not agree with what was done. Until it is settled the evidence stays: no day it is about is
 * purged. Raised again while it is open changes nothing.
 * Errors: `sign-in.needed`, `operation.no-such`, `operation.wrong-state` (a draft is nothing to dispute),
 * `field.missing` (reason).
 */
export function raiseDispute(core: Core, operationId: OperationId, reason: string): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record === null) return refuse('operation.no-such')
  const { state, taken } = record.operation
  if (taken === null) return refuse('operation.wrong-state', null, { state })
  if (core.projection.dispute(operationId) !== null) return ok(null)
  const said = reason.trim()
  if (said === '') return refuse('field.missing', 'reason')
  core.commit([{ type: 'dispute-raised', operationId, clerk: clerk.id, reason: said }])
  return ok(null)
}

/**
 * The dispute is over, in the clerk's words how.
 * Errors: `sign-in.needed`, `dispute.no-such`, `field.missing` (words).
 */
export function settleDispute(core: Core, operationId: OperationId, words: string): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.projection.dispute(operationId) === null) return refuse('dispute.no-such')
  const said = words.trim()
  if (said === '') return refuse('field.missing', 'words')
  core.commit([{ type: 'dispute-settled', operationId, clerk: clerk.id, words: said }])
  return ok(null)
}
