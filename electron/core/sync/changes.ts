import type { Change } from '../../../shared/contract/central'
import { decideSending } from '../../../shared/domain/decide'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Core } from '../counter-core'
import type { Central } from '../ports'

/**
 * Reads the station's change log from where the journal says it stopped; what a change carries and the new cursor
 * stand in one batch. A receipt of an operation whose own answer is still missing waits for that answer.
 * `failed` says why not all was read, `some` that something was.
 */
export async function readChanges(
  core: Core,
  central: Central,
): Promise<{ failed: ErrorCode | null; some: boolean }> {
  for (let some = false; ; some = true) {
    const cursor = core.projection.cursor()
    const answer = await central.changes(core.station.id, cursor)
    if (!answer.ok) return { failed: answer.failure.code, some }
    if (answer.value.cursor < cursor) return { failed: 'sync.centre-behind', some }
    for (const change of answer.value.changes) {
      const events = eventsOf(core, change)
      if (events === 'not-yet') return { failed: null, some }
      core.commit([...events, { type: 'changes-read', cursor: change.number }])
    }
    if (answer.value.changes.length === 0) return { failed: null, some }
  }
}

/** A change that says nothing new (the answer came first) makes no event. */
function eventsOf(core: Core, change: Change): readonly JournalEvent[] | 'not-yet' {
  // lists are asked for by themselves, with the ETag of the copy; a correction is told from the member's facts
  if (change.type === 'list' || change.type === 'correction') return []
  const { operationId } = change
  const operation = core.projection.operation(operationId)?.operation ?? null
  const decision = decideSending(
    operation,
    change.type === 'receipt'
      ? { type: 'receipt', operationId, receipt: change.receipt, at: change.at }
      : { type: 'answer', operationId, outcome: change.outcome, via: 'changes' },
  )
  if (decision.ok) return decision.value
  if (operation?.state === 'unknown' || operation?.state === 'in-flight') return 'not-yet'
  core.log('warn', decision.error[0]?.code ?? 'internal.fault', { change: change.type })
  return []
}
