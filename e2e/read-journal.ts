import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startClock } from '../electron/core/clock'
import { openJournal } from '../electron/core/journal/journal'
import type { AppendedEvent } from '../electron/core/journal/journal'
import { createProjection } from '../electron/core/projection/projection'
import type { StationId } from '../shared/domain/ids'
import type { Operation } from '../shared/domain/operation'

export interface JournalEvidence {
  readonly events: readonly AppendedEvent[]
  /** What was taken, in the order of the running numbers. */
  readonly operations: readonly Operation[]
}

/** Opens the journal of a practice folder as core does at its next start, and folds it. */
export async function readJournal(practice: string, wasmPath: string): Promise<JournalEvidence> {
  const file = readFileSync(path.join(practice, 'keys/practice-master.key'), 'utf8')
  const { key } = JSON.parse(file) as { key: string }
  const { journal, events } = openJournal(
    path.join(practice, 'journal'),
    'practice',
    'practice-1' as StationId,
    1,
    Buffer.from(key, 'base64'),
    startClock(null),
  )
  journal.close()
  const projection = await createProjection(wasmPath, events)
  const operations = events.flatMap(({ event }) => {
    const record = event.type === 'operation-taken' ? projection.operation(event.operationId) : null
    return record === null ? [] : [record.operation]
  })
  return { events, operations }
}
