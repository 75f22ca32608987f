import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import { files as ownFiles } from '../../files/files'
import type { Files } from '../../files/files'
import type { OtherDisk } from '../../files/other-disk'
import { JournalFault } from '../journal/fault'
import { keyRingName, openKeyRing } from '../journal/key-ring'
import type { KeyRing, Master } from '../journal/key-ring'
import { segmentHeaderBytes } from '../journal/segment'
import { segmentName } from '../journal/walk'
import { encodeManifest, manifestName, readManifest } from '../backup/manifest'
import { dayIn, keyedSegments, segmentsOfDays } from './segments-of-days'

/** Whose rings are opened. */
export interface RingOwner {
  readonly realm: Realm
  readonly station: StationId
  /** Every generation of the master key that can be had. */
  readonly masters: readonly Master[]
}

/** `cannot` = it is out of reach, or wrapped under a master key that is gone: to be tried again and named. */
export type Dropped = 'dropped' | 'nothing-to-drop' | 'cannot'

/** Drops the keys of these days, and all snapshots, from a journal on another disk, or one that was set aside. */
export async function dropKeysAt(
  disk: OtherDisk,
  folder: string,
  owner: RingOwner,
  days: ReadonlySet<string>,
): Promise<Dropped> {
  try {
    const found = await disk.look(join(folder, keyRingName))
    if (found === null) return 'cannot'
    const held = heldRing(await disk.readPart(join(folder, keyRingName), 0, found.bytes), owner)
    const keyed = await Promise.all(
      held.keyed.map(async (segment) => ({ segment, day: await dayAt(disk, folder, segment) })),
    )
    const gone = segmentsOfDays(keyed, days)
    for (const path of await leftovers(disk, folder)) await disk.remove(path)
    if (gone.length === 0) return 'nothing-to-drop'
    held.ring.purgeSegments(gone)
    await disk.writeAtomic(join(folder, keyRingName), held.content())
    return 'dropped'
  } catch (error) {
    if (error instanceof JournalFault || (error instanceof Error && 'code' in error)) return 'cannot'
    throw error
  }
}

/** The same for a backup, whose manifest then lists the days as purged. */
export async function dropKeysInBackup(
  disk: OtherDisk,
  backup: string,
  owner: RingOwner,
  days: ReadonlySet<string>,
): Promise<Dropped> {
  const dropped = await dropKeysAt(disk, join(backup, 'journal'), owner, days)
  if (dropped === 'cannot') return dropped
  try {
    const path = join(backup, manifestName)
    const manifest = readManifest(await disk.readPart(path, 0, (await disk.look(path))?.bytes ?? 0))
    if (typeof manifest === 'string') return 'cannot'
    const gone = manifest.days.filter((day) => days.has(day))
    if (gone.length === 0) return dropped
    const purged = [...new Set([...manifest.purged, ...gone])].sort()
    const kept = manifest.days.filter((day) => !days.has(day))
    await disk.writeAtomic(path, encodeManifest({ ...manifest, days: kept, purged }))
    return 'dropped'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'cannot'
    throw error
  }
}

async function dayAt(disk: OtherDisk, folder: string, segment: number): Promise<string | null> {
  const path = join(folder, 'segments', segmentName(segment))
  return (await disk.look(path)) === null ? null : dayIn(await disk.readPart(path, 0, segmentHeaderBytes))
}

/** Snapshots, and rings in quarantine, of a journal nobody opens as it stands. */
async function leftovers(disk: OtherDisk, folder: string): Promise<readonly string[]> {
  const below = async (name: string): Promise<readonly string[]> =>
    (await disk.list(join(folder, name))).map((one) => join(folder, name, one))
  const rings = (await below('quarantine')).filter((path) => path.includes(keyRingName))
  return [...(await below('snapshots')), ...rings]
}

/** A ring read from these bytes; its changes go to `content`, not to a disk. */
function heldRing(
  bytes: Buffer,
  { realm, station, masters }: RingOwner,
): { readonly ring: KeyRing; readonly keyed: readonly number[]; readonly content: () => Uint8Array } {
  let content: Uint8Array = bytes
  const held: Files = {
    ...ownFiles,
    kind: () => 'file',
    list: () => [],
    read: () => Buffer.from(content),
    writeAtomic: (_path, next) => {
      content = next
    },
  }
  const ring = openKeyRing(held, '', realm, station, masters)
  const { keys } = JSON.parse(bytes.toString('utf8')) as { keys: { id: string }[] }
  return { ring, keyed: keyedSegments(keys.map(({ id }) => id)), content: () => content }
}
