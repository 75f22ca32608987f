import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { damaged, JournalFault } from './fault'
import type { Damage } from './fault'
import type { ReadBatch, SegmentPlace } from './frame'
import type { JournalHead, JournalPosition } from './journal-frame'
import type { LostFrames } from './key-ring'
import { batchesIn, readSegmentHeader, segmentHeaderBytes } from './segment'
import type { SegmentEnd, SegmentHeader } from './segment'

/** What is walked: a journal's segments, of one station and realm. */
export interface JournalFolder {
  readonly files: Files
  /** `<dataDir>/journal` */
  readonly folder: string
  readonly realm: Realm
  readonly station: StationId
}

/** A good batch that stands in the chain, with the bytes it stands in and the place that opens it. */
export interface WalkedBatch {
  readonly bytes: Buffer
  readonly batch: ReadBatch
  /** The segment it was first written to. */
  readonly origin: SegmentPlace
  readonly file: string
}

/** The last good batch, verbatim, with what the next segment's header must say of it. */
export interface LastBatch {
  readonly bytes: Buffer
  readonly firstFrame: number
  readonly frames: number
  readonly hashBefore: Buffer
  readonly origin: SegmentPlace
}

/** Where the chain ends. */
export interface Tail {
  /** The highest number of a segment file, an unfinished one included. */
  readonly segment: number
  readonly frame: number
  readonly hash: Buffer
  /** Time of the last frame. */
  readonly at: number | null
  readonly lastBatch: LastBatch | null
}

export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.segment`
}

export function segmentPath(folder: string, segment: number): string {
  return join(folder, 'segments', segmentName(segment))
}

/** Numbers of the segment files in a journal's folder, in order. */
export function segmentNumbers(files: Files, folder: string): readonly number[] {
  return files
    .list(join(folder, 'segments'))
    .filter((name) => /^\d{8}\.segment$/.test(name))
    .map((name) => Number(name.slice(0, 8)))
}

const start: Tail = { segment: 0, frame: 0, hash: Buffer.alloc(32), at: null, lastBatch: null }

/**
 * Every good batch in the chain after `position` (null: from the beginning), in order; returns the tail. Verified without
 * keys, segment by segment: one is in memory at a time. `known` are heads that others know to be durable; `lost` is what
 * the key ring says was given up: the chain may go on behind it, and nobody is asked for it any more.
 * @throws JournalFault when anything but a last, never fully written batch is amiss: nothing after it is handed out
 */
export function* walk(
  journal: JournalFolder,
  position: JournalPosition | null,
  heads: readonly JournalHead[],
  lost: readonly LostFrames[],
): Generator<WalkedBatch, Tail> {
  const known = heads.filter(({ frame }) => !isLost(frame, lost))
  // behind frame 0 lies everything
  const from = position?.frame === 0 ? null : position
  const numbers = segmentNumbers(journal.files, journal.folder).filter((n) => n >= (from?.segment ?? 1))
  let tail = start
  let begun = from === null
  for (const number of numbers) {
    const name = segmentName(number)
    const bytes = journal.files.read(segmentPath(journal.folder, number))
    const read = readSegmentHeader(bytes)
    // The opening that made this file never finished; its number is not used again.
    if (read.kind === 'empty') {
      tail = { ...tail, segment: number }
      continue
    }
    const amiss = (kind: Damage['kind'], firstFrame = tail.frame + 1): JournalFault =>
      damaged({
        kind,
        file: name,
        segment: number,
        firstFrame,
        lastFrame: lastFrameBefore(journal, number, tail, known),
        goodFrame: tail.frame,
        goodAt: tail.at,
      })
    if (read.kind === 'other-format')
      throw new JournalFault('journal.too-new', `${name} is of format ${read.format}`)
    if (read.kind === 'damaged') throw amiss('segment-header')
    const { header } = read
    if (header.realm !== journal.realm || header.station !== journal.station) throw amiss('foreign')
    if (header.segment !== number) throw amiss('fork')
    if (!begun) {
      begun = true
      tail = { ...tail, frame: header.firstFrame - 1, hash: Buffer.from(header.hashBefore, 'hex') }
      if (from !== null && tail.frame >= from.frame) throw amiss('fork')
    }
    const place = placeOf(header)
    const batches = batchesIn(bytes, header)
    const first = batches.next()
    const knowsBefore = from === null || tail.segment > 0
    const behindLost = knowsBefore && lost.some((one) => goesOnBehind(one, header, tail))
    if (behindLost) tail = behind(header, tail)
    const standing = behindLost ? 'goes-on' : continues(header, tail, bytes, first, knowsBefore)
    if (standing === 'gap') throw damaged(gapBefore(header, tail, name))
    if (standing === 'fork') throw amiss('fork')
    if (header.gap !== null) tail = { ...tail, frame: header.gap.lastFrame, lastBatch: null }
    let next: IteratorResult<ReadBatch, SegmentEnd> = first
    let copy = header.repeats > 0
    while (next.done !== true) {
      const batch = next.value
      const origin = copy ? { ...place, segment: header.repeatsFrom } : place
      if (batch.firstFrame > tail.frame) {
        tail = tailAfter(tail, bytes, batch, origin, number)
        checkKnown(from === null ? known : [...known, from], tail, amiss)
        if (from === null || tail.frame > from.frame) yield { bytes, batch, origin, file: name }
      } else if (tail.lastBatch === null) {
        tail = tailAfter(tail, bytes, batch, origin, number)
      }
      copy = false
      next = batches.next()
    }
    if (next.value === 'damaged') throw amiss('batch')
    tail = { ...tail, segment: number }
  }
  const missing = [...known, ...(from === null ? [] : [from])]
    .sort((a, b) => b.frame - a.frame)
    .find(({ frame }) => frame > tail.frame)
  if (missing !== undefined) {
    throw damaged({
      kind: 'behind',
      file: null,
      segment: tail.segment,
      firstFrame: tail.frame + 1,
      lastFrame: missing.frame,
      goodFrame: tail.frame,
      goodAt: tail.at,
    })
  }
  return tail
}

/** Whether a frame is among those that were given up. */
export function isLost(frame: number, lost: readonly LostFrames[]): boolean {
  return lost.some(({ firstFrame, lastFrame }) => firstFrame <= frame && frame <= lastFrame)
}

/** Exactly the frames between the good end and this segment were given up, and it goes on from the hash that was noted. */
function goesOnBehind(
  { firstFrame, lastFrame, goesOn }: LostFrames,
  header: SegmentHeader,
  tail: Tail,
): boolean {
  return (
    firstFrame === tail.frame + 1 &&
    lastFrame === header.firstFrame - 1 &&
    goesOn?.segment === header.segment &&
    goesOn.hash === header.hashBefore
  )
}

function behind({ firstFrame, hashBefore }: SegmentHeader, tail: Tail): Tail {
  return { ...tail, frame: firstFrame - 1, hash: Buffer.from(hashBefore, 'hex'), lastBatch: null }
}

function placeOf({ realm, station, epoch, segment }: SegmentHeader): SegmentPlace {
  return { realm, station, epoch, segment }
}

/**
 * How a segment goes on from what is before it. Its first batch may repeat the last one, byte for byte. Where that one
 * is there it must be equal (another one is damage: both were synced). Where it is missing it had lived in the page
 * cache only and was lost with the power; the copy, synced before anything was shown, stands for it.
 */
function continues(
  header: SegmentHeader,
  tail: Tail,
  bytes: Buffer,
  first: IteratorResult<ReadBatch, SegmentEnd>,
  knowsBefore: boolean,
): 'goes-on' | 'gap' | 'fork' {
  const follows = header.hashBefore === tail.hash.toString('hex')
  if (header.gap !== null) {
    const { firstFrame, lastFrame } = header.gap
    const sound = header.repeats === 0 && lastFrame >= firstFrame && header.firstFrame === lastFrame + 1
    return sound && follows && (!knowsBefore || firstFrame === tail.frame + 1) ? 'goes-on' : 'fork'
  }
  if (follows && header.firstFrame === tail.frame + 1) return 'goes-on'
  if (header.repeats === 0 || header.firstFrame > tail.frame + 1)
    return header.firstFrame > tail.frame + 1 ? 'gap' : 'fork'
  // Not even the copy was written: the opening never finished and handed nothing out.
  if (first.done === true) return first.value === 'damaged' ? 'goes-on' : endsBefore(header, tail)
  const { offset, bytes: length } = first.value
  const { lastBatch } = tail
  return lastBatch !== null && lastBatch.bytes.equals(bytes.subarray(offset, offset + length))
    ? 'goes-on'
    : 'fork'
}

/** A copy that is not there must still be of the batch before it. */
function endsBefore(header: SegmentHeader, { lastBatch }: Tail): 'goes-on' | 'fork' {
  return lastBatch !== null && lastBatch.firstFrame === header.firstFrame ? 'goes-on' : 'fork'
}

function gapBefore(header: SegmentHeader, tail: Tail, file: string): Damage {
  return {
    kind: 'gap',
    file,
    segment: header.segment,
    firstFrame: tail.frame + 1,
    lastFrame: header.firstFrame - 1,
    goodFrame: tail.frame,
    goodAt: tail.at,
  }
}

function tailAfter(
  before: Tail,
  bytes: Buffer,
  batch: ReadBatch,
  origin: SegmentPlace,
  segment: number,
): Tail {
  return {
    segment: Math.max(before.segment, segment),
    frame: batch.firstFrame + batch.frames - 1,
    hash: batch.hashAfter,
    at: batch.at,
    lastBatch: {
      bytes: bytes.subarray(batch.offset, batch.offset + batch.bytes),
      firstFrame: batch.firstFrame,
      frames: batch.frames,
      hashBefore: batch.hashBefore,
      origin,
    },
  }
}

/** A head somebody knows stands at the end of a batch, with this very hash. */
function checkKnown(
  known: readonly JournalHead[],
  tail: Tail,
  amiss: (kind: Damage['kind'], firstFrame?: number) => JournalFault,
): void {
  for (const { frame, hash } of known) {
    if (frame === tail.frame && hash !== tail.hash.toString('hex')) throw amiss('fork', frame)
  }
}

/** The last frame that is out of reach behind a damaged place: before the next segment, or what others know of. */
function lastFrameBefore(
  { files, folder }: JournalFolder,
  segment: number,
  tail: Tail,
  known: readonly JournalHead[],
): number | null {
  for (const number of segmentNumbers(files, folder).filter((n) => n > segment)) {
    const read = readSegmentHeader(files.readPart(segmentPath(folder, number), 0, segmentHeaderBytes))
    // what the next segment repeats of it can be had there
    if (read.kind === 'good' && read.header.firstFrame + read.header.repeats - 1 > tail.frame)
      return Math.max(read.header.firstFrame - 1, tail.frame + 1)
  }
  const newest = Math.max(0, ...known.map(({ frame }) => frame))
  return newest > tail.frame ? newest : null
}
