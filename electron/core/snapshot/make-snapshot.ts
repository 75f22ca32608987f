import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { JournalPosition } from '../journal/journal-frame'
import { openKeyRing } from '../journal/key-ring'
import type { Master } from '../journal/key-ring'
import { readJournal } from '../journal/read-journal'
import { foldAll } from '../projection/fold-all'
import { createProjection } from '../projection/projection'
import { sealSnapshot } from './snapshot-file'
import { headerFor, readSnapshots, snapshotPath } from './snapshots'

/** What a snapshot is made of; goes to the worker as it is. */
export interface SnapshotRequest {
  /** The journal's folder. */
  readonly folder: string
  readonly realm: Realm
  readonly station: StationId
  readonly epoch: number
  readonly masters: readonly Master[]
  /** Where the journal is durable, and its time. Its key is in the ring already. */
  readonly position: JournalPosition
  readonly at: number
  readonly wasmPath: string
}

export interface SnapshotMade {
  readonly frame: number
  readonly bytes: number
  /** Frames folded on top of the snapshot before. */
  readonly folded: number
}

/**
 * Loads the newest snapshot that can be read, folds the journal on from there, and writes the next one. Reads the key
 * ring and never writes it; runs beside the core that appends, in a worker.
 * @throws JournalFault, NodeJS.ErrnoException
 */
export async function makeSnapshot(files: Files, request: SnapshotRequest): Promise<SnapshotMade> {
  const { folder, realm, station, epoch, masters, position, at, wasmPath } = request
  const ring = openKeyRing(files, folder, realm, station, masters)
  const key = ring.snapshotKey(position.frame)
  if (key === null) throw new Error('the ring holds no key for this snapshot')
  const journal = { files, folder, realm, station }
  const [before] = take(
    readSnapshots(journal, ring, () => undefined),
    position.frame,
  )
  const projection = await createProjection(wasmPath, before?.image ?? null)
  const start = before?.position ?? null
  let folded = 0
  await foldAll(projection, readJournal(journal, ring, start, position), (done) => {
    folded = done
  })
  const image = projection.takeImage()
  files.makeFolder(join(folder, 'snapshots'))
  const header = headerFor(journal, epoch, position, at, image.length)
  files.writeChunks(snapshotPath(folder, position.frame), sealSnapshot(header, image, key))
  return { frame: position.frame, bytes: image.length, folded }
}

/** The first snapshot that stands before the frame. */
function take<T extends { readonly position: JournalPosition }>(snapshots: Iterable<T>, frame: number): T[] {
  for (const snapshot of snapshots) if (snapshot.position.frame < frame) return [snapshot]
  return []
}
