import { join } from 'node:path'
import type { StationId } from '../../../shared/domain/ids'
import type { JournalPosition } from '../journal/journal-frame'
import type { KeyRing } from '../journal/key-ring'
import type { JournalFolder } from '../journal/walk'
import { projectionVersion } from '../projection/projection-version'
import { openSnapshot, readSnapshotHeader, snapshotHeaderBytes } from './snapshot-file'
import type { SnapshotHeader } from './snapshot-file'

/** Two are kept: damage to the newest costs a longer start, nothing else. */
export const generations = 2

export interface ReadSnapshot {
  readonly position: JournalPosition
  /** Time of its last frame. */
  readonly at: number
  readonly image: Uint8Array
}

/** Why a snapshot is passed over: the journal tells the same, only more slowly. */
export type SnapshotFlaw = 'other-version' | 'foreign' | 'no-key' | 'damaged'

export function snapshotPath(folder: string, frame: number): string {
  return join(folder, 'snapshots', `${String(frame).padStart(10, '0')}.snapshot`)
}

/** Frames that snapshot files are there for, the newest first. */
export function snapshotFrames({
  files,
  folder,
}: Pick<JournalFolder, 'files' | 'folder'>): readonly number[] {
  return files
    .list(join(folder, 'snapshots'))
    .filter((name) => /^\d{10}\.snapshot$/.test(name))
    .map((name) => Number(name.slice(0, 10)))
    .reverse()
}

/**
 * The snapshots that can be read, newest first, one in memory at a time. Each is bound to realm, station, frame, hash
 * and the version of the projection; the caller compares frame and hash with the journal.
 * @param passedOver hears of the others
 */
export function* readSnapshots(
  journal: JournalFolder,
  keys: Pick<KeyRing, 'snapshotKey'>,
  passedOver: (frame: number, flaw: SnapshotFlaw) => void,
): Generator<ReadSnapshot> {
  for (const frame of snapshotFrames(journal)) {
    const found = readSnapshot(journal, keys, frame)
    if (typeof found === 'string') passedOver(frame, found)
    else yield found
  }
}

function readSnapshot(
  { files, folder, realm, station }: JournalFolder,
  keys: Pick<KeyRing, 'snapshotKey'>,
  frame: number,
): ReadSnapshot | SnapshotFlaw {
  const path = snapshotPath(folder, frame)
  const head = readable(() => files.readPart(path, 0, snapshotHeaderBytes))
  const header = head === null ? null : readSnapshotHeader(head)
  if (header === null) return 'damaged'
  if (header.realm !== realm || header.station !== station || header.frame !== frame) return 'foreign'
  if (header.projection !== projectionVersion) return 'other-version'
  const key = keys.snapshotKey(frame)
  if (key === null) return 'no-key'
  const image = readable(() =>
    openSnapshot(
      { size: files.sizeOf(path), read: (offset, length) => files.readPart(path, offset, length) },
      header,
      key,
    ),
  )
  return image === null ? 'damaged' : { position: positionOf(header), at: header.at, image }
}

/** null where the disk does not give it: the journal tells the same. */
function readable<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

function positionOf({ frame, hash, segment }: SnapshotHeader): JournalPosition {
  return { frame, hash, segment }
}

/** Drops all but the newest generations, and what a cut left of one that was being written: files first, then keys. */
export function forgetOlder(journal: JournalFolder, ring: KeyRing): void {
  const { files, folder } = journal
  // one whose key was dropped while it was being written can never be opened
  for (const frame of snapshotFrames(journal))
    if (ring.snapshotKey(frame) === null) files.remove(snapshotPath(folder, frame))
  const snapshots = join(folder, 'snapshots')
  for (const name of files.list(snapshots).filter((one) => one.endsWith('.part')))
    files.remove(join(snapshots, name))
  const frames = snapshotFrames(journal)
  for (const frame of frames.slice(generations)) files.remove(snapshotPath(folder, frame))
  ring.forgetSnapshots(frames.slice(0, generations))
}

/** What a header says of everything but the image. */
export function headerFor(
  journal: JournalFolder & { readonly station: StationId },
  epoch: number,
  position: JournalPosition,
  at: number,
  bytes: number,
): SnapshotHeader {
  const { realm, station } = journal
  const { frame, hash, segment } = position
  return {
    format: 1,
    suite: 'intl-1',
    realm,
    station,
    epoch,
    frame,
    hash,
    segment,
    projection: projectionVersion,
    bytes,
    at,
  }
}
