import { filesOn } from '../../../files/files'
import { JournalFault } from '../fault'
import type { JournalPosition } from '../journal-frame'
import { openKeyRing } from '../key-ring'
import { readJournal } from '../read-journal'
import { segmentPath } from '../walk'
import { simulatedDisk } from './simulated-disk'
import type { SimulatedDisk } from './simulated-disk'
import {
  dayMs,
  event,
  firstMorning,
  folder,
  master,
  nameOf,
  openSimulated,
  same,
  station,
} from './simulated-journal'
import type { Batch } from './simulated-journal'

interface Stood {
  readonly position: JournalPosition
  readonly batches: number
}

/**
 * Where a snapshot, the mirror or another copy of the journal stands, against the journal itself. Reading from a
 * position gives exactly the rest; a position or a head of another history, or of a later frame, is refused.
 * @throws naming what was taken
 */
export function positionsEverywhere(): { positions: number; refused: number } {
  const { disk, batches, stood } = build()
  let refused = 0
  for (const { position, batches: before } of stood) {
    const rest = readFrom(disk, position)
    const expected = batches.slice(before)
    if (rest.length !== expected.length || !expected.every((batch, index) => same(batch, rest[index])))
      throw new Error(`reading from frame ${String(position.frame)} gives something else`)
    if (position.frame === 0) continue
    const other = 'f'.repeat(64)
    mustRefuse('a position of another history', () => readFrom(disk, { ...position, hash: other }))
    mustRefuse('a position of a later frame', () =>
      readFrom(disk, { ...position, frame: position.frame + 100 }),
    )
    mustRefuse('a head of another history', () => openWith(disk, { frame: position.frame, hash: other }))
    mustRefuse('a head of a later frame', () => openWith(disk, { frame: position.frame + 100, hash: other }))
    refused += 4
  }
  mustRefuse('segments of two histories', () => openSimulated(twoHistories()))
  return { positions: stood.length, refused: refused + 1 }
}

function build(): { disk: SimulatedDisk; batches: readonly Batch[]; stood: readonly Stood[] } {
  let disk = simulatedDisk()
  let now = firstMorning
  const batches: Batch[] = []
  const stood: Stood[] = []
  for (let life = 0; life < 4; life++) {
    const { journal } = openSimulated(disk, { clock: { now: () => now } })
    stood.push({ position: journal.position(), batches: batches.length })
    for (const count of [1, 3, 2]) {
      const batch = Array.from({ length: count }, (_, index) => `${String(life)}-${String(index)}`)
      journal.append(batch.map(event))
      batches.push(batch)
      stood.push({ position: journal.position(), batches: batches.length })
      if (life === 2) now += dayMs
    }
    disk = disk.killed()
  }
  return { disk, batches, stood }
}

function readFrom(disk: SimulatedDisk, from: JournalPosition): Batch[] {
  const files = filesOn(disk)
  const ring = openKeyRing(files, folder, 'practice', station, [master])
  const journal = { files, folder, realm: 'practice', station } as const
  return [...readJournal(journal, ring, from, null)].map((frames) => frames.map(nameOf))
}

/** Over a copy, so that nothing is written to the disk that is looked at. */
function openWith(disk: SimulatedDisk, witness: { frame: number; hash: string }): void {
  openSimulated(copyOf(disk), { witnesses: [witness] })
}

function copyOf(disk: SimulatedDisk): SimulatedDisk {
  const copy = simulatedDisk()
  for (const [path, bytes] of disk.contents()) writeFile(copy, path, bytes)
  return copy
}

function writeFile(disk: SimulatedDisk, path: string, bytes: Buffer): void {
  const files = filesOn(disk)
  files.makeFolder(`${folder}/segments`)
  files.writeAtomic(path, bytes)
}

/** A folder was copied, both copies were used, and the last segment of one was put into the other. */
function twoHistories(): SimulatedDisk {
  const one = simulatedDisk()
  openSimulated(one).journal.append([event('a')])
  const other = copyOf(one)
  openSimulated(one).journal.append([event('b')])
  openSimulated(other).journal.append([event('c')])
  openSimulated(other)
  const third = segmentPath(folder, 3)
  writeFile(one, third, filesOn(other).read(third))
  return one
}

function mustRefuse(what: string, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (error instanceof JournalFault && ['journal.forked', 'journal.behind'].includes(error.code)) return
    throw error
  }
  throw new Error(`${what} was taken`)
}
