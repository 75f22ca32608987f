import { join } from 'node:path'
import type { Files } from '../../files/files'
import { keyRingName, readFile as readRing } from '../journal/key-ring'
import type { KeyRing } from '../journal/key-ring'
import { segmentHeaderBytes } from '../journal/segment'
import { segmentName } from '../journal/walk'
import { dayIn, keyedSegments, segmentsOfDays } from './segments-of-days'

/**
 * Drops the keys of these days from the counter's own ring, and with them those of all snapshots; then what no key
 * opens any more leaves the disk: snapshot files, and damaged rings in quarantine, which still hold wrapped keys. Doing
 * it again changes nothing, so an opening can finish what a power cut interrupted.
 * @param folder the journal's folder
 * @param days every day that was ever purged
 * @returns whether a key was dropped
 * @throws JournalFault, NodeJS.ErrnoException
 */
export function dropOwnKeys(files: Files, folder: string, ring: KeyRing, days: ReadonlySet<string>): boolean {
  const ids = readRing(files, join(folder, keyRingName)).keys.map(({ id }) => id)
  const keyed = keyedSegments(ids).map((segment) => ({ segment, day: dayOf(files, folder, segment) }))
  const gone = segmentsOfDays(keyed, days)
  if (gone.length > 0) ring.purgeSegments(gone)
  if (days.size === 0) return false
  removeSnapshotsWithoutKey(files, folder, ring)
  const quarantine = join(folder, 'quarantine')
  for (const name of files.list(quarantine).filter((one) => one.includes(keyRingName)))
    files.remove(join(quarantine, name))
  return gone.length > 0
}

/** From the segment itself, or from what was kept of it when it was damaged. */
function dayOf(files: Files, folder: string, segment: number): string | null {
  const name = segmentName(segment)
  const kept = files.list(join(folder, 'quarantine')).filter((one) => one.includes(name))
  for (const path of [join('segments', name), ...kept.map((one) => join('quarantine', one))]) {
    const whole = join(folder, path)
    const day = files.kind(whole) === 'file' ? dayIn(files.readPart(whole, 0, segmentHeaderBytes)) : null
    if (day !== null) return day
  }
  return null
}

function removeSnapshotsWithoutKey(files: Files, folder: string, ring: KeyRing): void {
  const snapshots = join(folder, 'snapshots')
  for (const name of files.list(snapshots)) {
    const frame = /^(\d+)\.snapshot/.exec(name)?.[1]
    if (frame === undefined || ring.snapshotKey(Number(frame)) === null) files.remove(join(snapshots, name))
  }
}
