import { decide } from '../../../shared/domain/decide'
import type { OperationId } from '../../../shared/domain/ids'
import { fail, ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { decideContext } from './rule-context'

/**
 * The member's own press on the own window. Only the operation that stands there, only on exactly its words.
 * Errors: `operation.no-such`, `assent.stale`, `assent.declined`, `operation.wrong-state`.
 */
export function answerAssent(
  core: Core,
  operationId: OperationId,
  wordsHash: string,
  answer: 'agree' | 'decline' | 'help',
): ServiceResult<null> {
  const record = core.projection.operation(operationId)
  const visit = record === null ? null : core.projection.visit(record.operation.visitId)
  if (record === null || visit === null) return refuse('operation.no-such')
  if (core.moment.shown !== operationId || visit.state !== 'open') return refuse('assent.stale')
  const decision = decide(
    record.operation,
    { type: 'assent', operationId, answer, wordsHash },
    decideContext(core, visit, record.operation.body),
  )
  if (!decision.ok) return fail(decision.error)
  core.commit(decision.value)
  return ok(null)
}
