import path from 'node:path'
import { files } from '../electron/files/files'
import type { AppendedEvent } from '../electron/core/journal/journal'
import { openKeyRing } from '../electron/core/journal/key-ring'
import { readJournal as readFrames } from '../electron/core/journal/read-journal'
import { nothingAtHand } from '../electron/core/keys/ways'
import { openMaster } from '../electron/core/keys/open-master'
import { createProjection } from '../electron/core/projection/projection'
import type { StationId } from '../shared/domain/ids'
import type { Operation } from '../shared/domain/operation'

export interface JournalEvidence {
  readonly events: readonly AppendedEvent[]
  /** What was taken, in the order of the running numbers. */
  readonly operations: readonly Operation[]
}

/** Reads the journal of a practice folder as another program would, and folds it. */
export async function readJournal(practice: string, wasmPath: string): Promise<JournalEvidence> {
  const keys = await openMaster({ files, dataDir: practice, realm: 'practice' }, nothingAtHand)
  if (!keys.ok) throw new Error(keys.error.code)
  const station = 'practice-1' as StationId
  const folder = path.join(practice, 'journal')
  const ring = openKeyRing(files, folder, 'practice', station, keys.value.masters)
  const journal = { files, folder, realm: 'practice', station } as const
  const events = [...readFrames(journal, ring, null, null)]
    .flat()
    .flatMap((frame): AppendedEvent[] => (frame.event === null ? [] : [{ ...frame, event: frame.event }]))
  const projection = await createProjection(wasmPath, null)
  projection.apply(events)
  const operations = events.flatMap(({ event }) => {
    const record = event.type === 'operation-taken' ? projection.operation(event.operationId) : null
    return record === null ? [] : [record.operation]
  })
  return { events, operations }
}
