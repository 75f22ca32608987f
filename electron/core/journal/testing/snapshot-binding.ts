import { join } from 'node:path'
import { filesOn } from '../../../files/files'
import { sealSnapshot } from '../../snapshot/snapshot-file'
import type { SnapshotHeader } from '../../snapshot/snapshot-file'
import { headerFor, readSnapshots, snapshotPath } from '../../snapshot/snapshots'
import { simulatedDisk } from './simulated-disk'
import { event, firstMorning, folder, openSimulated, station } from './simulated-journal'

/**
 * A good image under a header that says something else of it, its sum right again; and a good snapshot under the name
 * of another frame. None is read. @throws naming the member that is not bound
 */
export function snapshotsAreBound(): { tried: number } {
  const disk = simulatedDisk()
  const { journal, ring } = openSimulated(disk)
  for (const name of ['a', 'b', 'c']) journal.append([event(name)])
  const files = filesOn(disk)
  const here = { files, folder, realm: 'practice', station } as const
  const image = Buffer.alloc(900, 7)
  const good = headerFor(here, 1, journal.position(), firstMorning, image.length)
  const key = ring.createSnapshotKey(good.frame)
  const body = [...sealSnapshot(good, image, key)].slice(1)
  files.makeFolder(join(folder, 'snapshots'))
  const readable = (header: SnapshotHeader, frame: number): boolean => {
    const [head = Buffer.alloc(0)] = sealSnapshot(header, image, key)
    const path = snapshotPath(folder, frame)
    files.writeChunks(path, [head, ...body])
    const found = [...readSnapshots(here, ring, () => undefined)].length > 0
    files.remove(path)
    return found
  }
  if (!readable(good, good.frame)) throw new Error('a good snapshot is passed over')
  const changes: readonly Partial<SnapshotHeader>[] = [
    { hash: 'e'.repeat(64) },
    { segment: 7 },
    { epoch: 2 },
    { at: firstMorning + 1 },
    { projection: 'd'.repeat(64) },
  ]
  for (const change of changes)
    if (readable({ ...good, ...change }, good.frame))
      throw new Error(`not bound: ${Object.keys(change).join()}`)
  ring.createSnapshotKey(good.frame - 1)
  if (readable(good, good.frame - 1)) throw new Error('not bound: frame')
  return { tried: changes.length + 2 }
}
