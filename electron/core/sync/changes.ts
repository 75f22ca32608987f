import type { StationList } from '../../../shared/contract/changes'
import { decideSending } from '../../../shared/domain/decide'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Operation } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { Central, ReadChange } from '../ports'
import { approvalEvents } from '../services/approved-elsewhere'
import { readParked } from './read-change'

/** What a look at the change log came to. */
export interface ChangesRead {
  /** Why not all was read, null when it was. */
  readonly failed: ErrorCode | null
  readonly some: boolean
  /** Lists the centre says are others now. */
  readonly lists: ReadonlySet<StationList>
}

/**
 * Reads the station's change log from where the journal says it stopped; what changes carry and the new cursor stand in
 * one batch. A receipt of an operation whose own answer is still missing waits for that answer; a change this version
 * does not know is kept as it came.
 */
export async function readChanges(core: Core, central: Central): Promise<ChangesRead> {
  const lists = new Set<StationList>()
  for (let some = false; ; some = true) {
    const cursor = core.projection.cursor()
    const answer = await central.changes(core.station.id, cursor)
    if (!answer.ok) return { failed: answer.failure.code, some, lists }
    const { changes } = answer.value
    if (answer.value.cursor < cursor) return { failed: 'sync.centre-behind', some, lists }
    for (const { known } of changes) if (known?.type === 'list') lists.add(known.list)
    if (applyAll(core, changes) < changes.length || changes.length === 0) return { failed: null, some, lists }
  }
}

/**
 * Applies changes in their order, in as few batches as can be: one ends before an operation comes a second time, for what
 * the second says is decided on what the first made of it. Answers how many were applied.
 */
function applyAll(core: Core, changes: readonly ReadChange[]): number {
  let batch: JournalEvent[] = []
  let cursor: number | null = null
  const about = new Set<string>()
  const flush = (): void => {
    if (cursor !== null) core.commit([...batch, { type: 'changes-read', cursor }])
    batch = []
    cursor = null
    about.clear()
  }
  for (const [place, change] of changes.entries()) {
    const id = operationOf(change)
    if (id !== null && about.has(id)) flush()
    const events = eventsOf(core, change)
    if (events === 'not-yet') {
      flush()
      return place
    }
    batch.push(...events)
    cursor = change.number
    if (id !== null) about.add(id)
  }
  flush()
  return changes.length
}

function operationOf({ known }: ReadChange): string | null {
  return known !== null && 'operationId' in known ? known.operationId : null
}

/** A change that says nothing new (the answer came first) makes no event. */
function eventsOf(core: Core, { number, known, text }: ReadChange): readonly JournalEvent[] | 'not-yet' {
  const parked = (): readonly JournalEvent[] => [{ type: 'change-parked', number, change: text }]
  if (known === null) return parked()
  // lists are asked for by themselves
  if (known.type === 'list') return []
  const { operationId } = known
  const operation = core.projection.operation(operationId)?.operation ?? null
  // of an operation that was lost with a disk and has not come back yet
  if (operation === null) return core.projection.isPurged(operationId) ? [] : parked()
  if (known.type === 'approval') return approvalEvents(core, operation, known)
  if (known.type === 'act')
    return [{ type: 'acted-elsewhere', operationId, act: known.act, by: known.by, at: known.at }]
  if (known.type === 'correction') {
    const { reason = '', by = [], at } = known
    // what is corrected was done: its own answer comes first
    return isUnanswered(operation)
      ? 'not-yet'
      : [{ type: 'corrected-by-centre', operationId, reason, by, at }]
  }
  const decision = decideSending(
    operation,
    known.type === 'receipt'
      ? { type: 'receipt', operationId, receipt: known.receipt, at: known.at }
      : { type: 'answer', operationId, outcome: known.outcome, via: 'changes' },
  )
  if (decision.ok) return decision.value
  if (isUnanswered(operation)) return 'not-yet'
  core.log('warn', decision.error[0]?.code ?? 'internal.fault', { change: known.type })
  return []
}

function isUnanswered({ state }: Operation): boolean {
  return state === 'unknown' || state === 'in-flight'
}

/** Looks at every parked change once more: this version, or what came back from the centre, may know it now. */
export function takeUpParked(core: Core): void {
  for (const parked of core.projection.parkedChanges()) {
    const events = eventsOf(core, readParked(parked))
    const stays = events === 'not-yet' || events.some(({ type }) => type === 'change-parked')
    if (!stays) core.commit([...events, { type: 'change-taken-up', number: parked.number }])
  }
}
