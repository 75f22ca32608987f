import { expect, test } from 'vitest'
import { snapshotKeeper } from '../snapshot/snapshot-keeper'
import { filesOn } from '../../files/files'
import { simulatedDisk } from './testing/simulated-disk'
import { event, firstMorning, folder, master, openSimulated, station } from './testing/simulated-journal'
import { snapshotsAreBound } from './testing/snapshot-binding'

test('a snapshot whose header says another hash, segment, epoch, time or version, or under another name, is not read', () => {
  expect(snapshotsAreBound()).toEqual({ tried: 7 })
})

test('the key ring knows every frame that a snapshot knows, also when that snapshot cannot be read any more', async () => {
  const disk = simulatedDisk()
  const { journal, ring } = openSimulated(disk)
  journal.append([event('a'), event('b')])
  const keeper = snapshotKeeper({
    journal,
    folder: { files: filesOn(disk), folder, realm: 'practice', station },
    ring,
    now: () => firstMorning,
    newest: { frame: 0, day: null },
    request: { folder, realm: 'practice', station, epoch: 1, masters: [master], wasmPath: '' },
    make: ({ position }) => Promise.resolve({ frame: position.frame, bytes: 1, folded: 2 }),
    log: () => undefined,
  })
  await keeper.last(1000)
  expect(ring.head()).toEqual(journal.head())
})
