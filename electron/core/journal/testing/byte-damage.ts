import { filesOn } from '../../../files/files'
import type { Files } from '../../../files/files'
import { JournalFault } from '../fault'
import type { JournalHead } from '../journal-frame'
import { keyRingName, openKeyRing } from '../key-ring'
import type { KeyRing } from '../key-ring'
import { framesOf } from '../read-journal'
import { walk } from '../walk'
import { seededRandom } from './seeded'
import { simulatedDisk } from './simulated-disk'
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

/*
 * One damaged file at a time, at every byte. Wrong is: a batch in part, altered or out of order; a journal that ends
 * before a frame the key ring knows and is opened all the same; a flipped bit in something that was fully written, or
 * a file shorter than it was made, that is not refused.
 */

export interface Damages {
  readonly tried: number
  /** Refused by name. */
  readonly refused: number
  /** Everything was there: the damage lay in zeros, or another segment holds the batch too. */
  readonly complete: number
  /** Fewer batches, none of which anybody else knew of. */
  readonly shorter: number
}

interface Built {
  readonly contents: ReadonlyMap<string, Buffer>
  readonly batches: readonly Batch[]
  /** Frames, summed up, at the end of each batch. */
  readonly ends: readonly number[]
  readonly files: Files
  readonly ring: KeyRing
}

/** Segments of several openings and days; the last one grew. `closed`: core ended in peace and noted its head. */
function build(closed: boolean): Built {
  let disk = simulatedDisk()
  let now = firstMorning
  const batches: Batch[] = []
  const open = (): ReturnType<typeof openSimulated>['journal'] =>
    openSimulated(disk, { clock: { now: () => now }, preallocateBytes: firstBytes }).journal
  const write = (journal: ReturnType<typeof open>, ...batch: string[]): void => {
    journal.append(batch.map(event))
    batches.push(batch)
  }
  const first = open()
  write(first, 'a')
  write(first, 'b', 'c', 'd')
  disk = disk.killed()
  const second = open()
  write(second, 'e'.repeat(300))
  now += dayMs
  write(second, 'f')
  write(second, 'g', 'h')
  disk = disk.killed()
  const third = open()
  write(third, 'i'.repeat(700))
  write(third, 'j')
  write(third, 'k'.repeat(200), 'l')
  if (closed) third.close()
  disk = disk.killed()
  const files = filesOn(disk)
  let frame = 0
  const ends = batches.map((batch) => (frame += batch.length))
  const ring = openKeyRing(files, folder, 'practice', station, [master])
  return { contents: disk.contents(), batches, ends, files, ring }
}

const firstBytes = 1536

type Way = 'truncated' | 'flipped' | 'zero tail'
const ways: readonly Way[] = ['truncated', 'flipped', 'zero tail']

function damage(good: Buffer, way: Way, at: number, bit: number): Buffer {
  if (way === 'truncated') return Buffer.from(good.subarray(0, at))
  const bytes = Buffer.from(good)
  if (way === 'zero tail') bytes.fill(0, at)
  else bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  return bytes
}

/**
 * Every byte of every segment and of the key ring, in each way; after a kill, where nobody knows of the last segment's
 * batches, of that segment only.
 * @throws when something is wrong, naming the place
 */
export function damageEveryByte(closed: boolean, seed: number, every = 1): Damages {
  const random = seededRandom(seed)
  const built = build(closed)
  const sum = { tried: 0, refused: 0, complete: 0, shorter: 0 }
  const paths = [...built.contents]
  for (const [path, good] of closed ? paths : paths.slice(-1)) {
    for (const way of ways) {
      for (let at = 0; at < good.length; at += every) {
        const bytes = damage(good, way, at, Math.floor(random() * 8))
        if (bytes.equals(good)) continue
        const where = `${path} ${way} at byte ${String(at)}${closed ? '' : ', not closed'}`
        const outcome = path.endsWith(keyRingName)
          ? judgeRing(built, path, bytes, where)
          : judge(built, path, good, bytes, way, at, where)
        sum.tried += 1
        sum[outcome] += 1
        if (at % 97 === 0) openingAgrees(built, path, bytes, outcome, where)
      }
    }
  }
  return sum
}

function judgeRing(built: Built, path: string, bytes: Buffer, where: string): 'refused' {
  try {
    openKeyRing(withFile(built.files, path, bytes), folder, 'practice', station, [master])
  } catch (error) {
    if (error instanceof JournalFault) return 'refused'
    throw error
  }
  throw new Error(`a changed key ring was taken: ${where}`)
}

function judge(
  built: Built,
  path: string,
  good: Buffer,
  bytes: Buffer,
  way: Way,
  at: number,
  where: string,
): 'refused' | 'complete' | 'shorter' {
  const read: Batch[] = []
  const known = built.ring.head()
  try {
    readAll(built, path, bytes, known === null ? [] : [known], read)
  } catch (error) {
    if (!(error instanceof JournalFault)) throw error
    checkPrefix(built, read, where)
    return 'refused'
  }
  checkPrefix(built, read, where)
  const wasUsed = good.subarray(at).some((byte) => byte !== 0)
  // a file of no bytes is an opening that never finished
  if (way === 'truncated' && at > 0 && at < firstBytes)
    throw new Error(`a file too short was taken: ${where}`)
  if (way === 'flipped' && good[at] !== 0) throw new Error(`a flipped bit was taken: ${where}`)
  if (read.length === built.batches.length) return 'complete'
  if (!wasUsed) throw new Error(`zeros lost a batch: ${where}`)
  const end = read.length === 0 ? 0 : (built.ends[read.length - 1] ?? 0)
  if (end < (known?.frame ?? 0)) throw new Error(`damage was taken for a clean end: ${where}`)
  return 'shorter'
}

/** As an opening does it: the chain is walked to its end, then the frames are opened. */
function readAll(
  { files, ring }: Built,
  path: string,
  bytes: Buffer,
  known: readonly JournalHead[],
  read: Batch[],
): void {
  const journal = { files: withFile(files, path, bytes), folder, realm: 'practice', station } as const
  for (const batch of walk(journal, null, known, ring.lost())) read.push(framesOf(batch, ring).map(nameOf))
}

/** What was read, also before a refusal, is what was written: whole, unaltered, in order. */
function checkPrefix({ batches }: Built, read: readonly Batch[], where: string): void {
  read.forEach((batch, index) => {
    if (!same(batch, batches[index]))
      throw new Error(`a batch in part, altered or out of order was read: ${where}`)
  })
}

/** The whole opening, which writes, comes to the same end as the reading alone. */
function openingAgrees(built: Built, path: string, bytes: Buffer, outcome: string, where: string): void {
  const disk = simulatedDisk()
  const files = filesOn(disk)
  files.makeFolder(`${folder}/segments`)
  for (const [name, content] of built.contents) {
    const file = files.createAppend(name, 0)
    file.writeAt(name === path ? bytes : content, 0)
    file.datasync()
  }
  let opened: readonly Batch[] | null = null
  try {
    opened = openSimulated(disk, { preallocateBytes: firstBytes }).batches
  } catch (error) {
    if (!(error instanceof JournalFault)) throw error
  }
  const found = opened === null ? 'refused' : opened.length === built.batches.length ? 'complete' : 'shorter'
  if (opened !== null) checkPrefix(built, opened, where)
  if (found !== outcome) throw new Error(`the opening says ${found}, reading says ${outcome}: ${where}`)
}

function withFile(files: Files, path: string, bytes: Buffer): Files {
  return {
    ...files,
    read: (name) => (name === path ? bytes : files.read(name)),
    readPart: (name, offset, length) =>
      name === path ? bytes.subarray(offset, offset + length) : files.readPart(name, offset, length),
  }
}
