import { decide } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import type { Operation } from '../../../shared/domain/operation'
import { fail, ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { decideContext } from './rule-context'
import { askedNow } from './separate-question'

/**
 * The member's own press on the own window. Only what stands there, only on exactly its words; a household's premiums
 * are answered together, a question that is asked by itself by itself.
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
  const { shown } = core.moment
  if (!shown.includes(operationId) || visit.state !== 'open') return refuse('assent.stale')
  const separate = separateAnswer(core, record.operation, wordsHash, answer)
  if (separate !== null) {
    core.commit([separate])
    return ok(null)
  }
  const events: JournalEvent[] = []
  for (const id of shown) {
    const operation = core.projection.operation(id)?.operation
    if (operation === undefined) return refuse('operation.no-such')
    const command = { type: 'assent', operationId: id, answer, wordsHash } as const
    const decision = decide(operation, command, decideContext(core, visit, operation.body))
    if (!decision.ok) return fail(decision.error)
    events.push(...decision.value)
  }
  core.commit(events)
  return ok(null)
}

/** The press on a question that is asked by itself; null when it is the application that was answered. */
function separateAnswer(
  core: Core,
  operation: Operation,
  wordsHash: string,
  answer: 'agree' | 'decline' | 'help',
): JournalEvent | null {
  const asked = askedNow(core, operation)
  if (operation.state !== 'draft' || asked === null || asked.subject === null) return null
  if (asked.wordsHash !== wordsHash) return null
  const { subject, question } = asked
  return { type: 'separate-consent', operationId: operation.id, subject, wordsHash, question, answer }
}
