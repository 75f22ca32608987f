import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Realm, StationId } from '../../../shared/domain/ids'
import { createAppendFile } from '../../files/append-file'
import type { AppendFile } from '../../files/append-file'
import { makeFolder } from '../../files/atomic-file'
import type { Clock } from '../clock'
import { encodeBatch, openFrame } from './frame'
import type { SegmentPlace } from './frame'
import { JournalFault } from './fault'
import { openKeyRing } from './key-ring'
import type { KeyRing } from './key-ring'
import {
  encodeSegmentHeader,
  formatRevision,
  readBatches,
  readSegmentHeader,
  segmentHeaderBytes,
} from './segment'
import type { ReadBatch, SegmentHeader } from './segment'

/** An event that is on the disk. */
export interface AppendedEvent {
  readonly frame: number
  readonly at: number
  readonly event: JournalEvent
}

export interface Journal {
  /** Writes the events as one batch and syncs once. Throws `JournalFault` when the disk refuses; after that, always. */
  append(events: readonly JournalEvent[]): readonly AppendedEvent[]
  head(): string
  close(): void
}

export interface OpenedJournal {
  readonly journal: Journal
  /** Everything the journal holds, in order; the last good batch is durable. */
  readonly events: readonly AppendedEvent[]
  readonly newestAt: number | null
}

const preallocateBytes = 1024 * 1024

interface Tail {
  readonly segment: number
  readonly frame: number
  readonly hash: Buffer
  /** The last good batch, verbatim, with what the next segment's header must say of it. */
  readonly lastBatch: LastBatch | null
}

interface LastBatch {
  readonly bytes: Buffer
  readonly frames: number
  readonly hashBefore: Buffer
  /** The segment it was first written to: its key and place open it. */
  readonly origin: SegmentPlace
}

/**
 * Opens the journal below `folder` and starts a new segment with a fresh key (design.md section 4). The last good
 * batch may have lived in the page cache only: it stands again at the head of the new segment, and both are synced
 * before anything is handed out. Format 0: see `docs/architecture.md`.
 */
export function openJournal(
  folder: string,
  realm: Realm,
  station: StationId,
  epoch: number,
  master: Uint8Array,
  clock: Clock,
): OpenedJournal {
  const segments = join(folder, 'segments')
  makeFolder(segments)
  const ring = openKeyRing(folder, realm, master)
  const read = readSegments(segments, ring)
  const place: SegmentPlace = { station, epoch, segment: read.tail.segment + 1 }
  const key = ring.create(place.segment)
  const repeated = read.tail.lastBatch
  const header: SegmentHeader = {
    format: 0,
    revision: formatRevision,
    suite: 'intl-1',
    realm,
    station,
    epoch,
    segment: place.segment,
    firstFrame: read.tail.frame + 1 - (repeated?.frames ?? 0),
    hashBefore: (repeated?.hashBefore ?? read.tail.hash).toString('hex'),
    repeats: repeated?.frames ?? 0,
    repeatsFrom: repeated?.origin.segment ?? 0,
  }
  const head = Buffer.concat([encodeSegmentHeader(header), repeated?.bytes ?? Buffer.alloc(0)])
  const file = createAppendFile(segmentPath(segments, place.segment), Math.max(preallocateBytes, head.length))
  file.writeAt(head, 0)
  file.datasync()
  const journal = startWriting(file, head.length, read.tail, key, place, clock)
  return { journal, events: read.events, newestAt: read.events.at(-1)?.at ?? null }
}

function startWriting(
  file: AppendFile,
  startOffset: number,
  tail: Tail,
  key: Buffer,
  place: SegmentPlace,
  clock: Clock,
): Journal {
  let { frame, hash } = tail
  let offset = startOffset
  let allocated = file.size
  let failed = false
  return {
    head: () => hash.toString('hex'),
    close: () => {
      file.close()
    },
    append(events) {
      if (failed) throw new JournalFault('journal.cannot-write', 'an earlier sync failed')
      if (events.length === 0) return []
      const at = clock.now()
      const numbered = events.map((event, index) => ({ number: frame + 1 + index, at, event }))
      const batch = encodeBatch(numbered, key, place, hash)
      try {
        while (offset + batch.bytes.length > allocated) {
          file.writeAt(Buffer.alloc(preallocateBytes), allocated)
          allocated += preallocateBytes
        }
        file.writeAt(batch.bytes, offset)
        file.datasync()
      } catch (error) {
        failed = true
        throw new JournalFault(
          'journal.cannot-write',
          error instanceof Error ? error.message : 'write failed',
        )
      }
      frame += events.length
      hash = batch.hash
      offset += batch.bytes.length
      return numbered.map((n) => ({ frame: n.number, at: n.at, event: n.event }))
    },
  }
}

function readSegments(folder: string, ring: KeyRing): { events: AppendedEvent[]; tail: Tail } {
  const names = readdirSync(folder)
    .filter((name) => /^\d{8}\.segment$/.test(name))
    .sort()
  const events: AppendedEvent[] = []
  let tail: Tail = { segment: 0, frame: 0, hash: Buffer.alloc(32), lastBatch: null }
  for (const name of names) {
    const bytes = readFileSync(join(folder, name))
    const read = readSegmentHeader(bytes)
    const number = Number(name.slice(0, 8))
    if (read.kind === 'empty') {
      // The opening that made this file never finished; its number is not used again.
      tail = { ...tail, segment: number }
      continue
    }
    if (read.kind === 'other-revision') throw new JournalFault('journal.too-new', name)
    if (read.kind === 'damaged') throw new JournalFault('journal.damaged', `header of ${name}`)
    const { header } = read
    const { batches, end } = readBatches(bytes, header)
    if (end === 'damaged')
      throw new JournalFault('journal.damaged', `batch ${String(batches.length + 1)} of ${name}`)
    if (header.segment !== number) throw new JournalFault('journal.damaged', `${name} holds another segment`)
    const home: SegmentPlace = { station: header.station, epoch: header.epoch, segment: header.segment }
    const { lost, fresh } = splitRepeated(batches, header, tail, bytes, name)
    if (lost !== null) {
      const origin = { ...home, segment: header.repeatsFrom }
      events.push(...openBatch(bytes, lost, ring.open(origin.segment), origin, name))
    }
    for (const batch of fresh) events.push(...openBatch(bytes, batch, ring.open(header.segment), home, name))
    tail = tailAfter(tail, bytes, header, batches, home)
  }
  return { events, tail }
}

/**
 * The first batch of a segment may repeat the last one of the segment before, byte for byte. Where that one is there
 * it must be equal (another one is damage: both were synced). Where it is missing it had lived in the page cache
 * only and was lost with the power; the copy here, synced before anything was shown, stands for it.
 */
function splitRepeated(
  batches: readonly ReadBatch[],
  header: SegmentHeader,
  tail: Tail,
  bytes: Buffer,
  name: string,
): { lost: ReadBatch | null; fresh: readonly ReadBatch[] } {
  const follows = header.firstFrame === tail.frame + 1 && header.hashBefore === tail.hash.toString('hex')
  if (header.repeats === 0) {
    if (!follows) throw new JournalFault('journal.damaged', `${name} does not follow the segment before`)
    return { lost: null, fresh: batches }
  }
  const [repeated, ...fresh] = batches
  // Not even the copy was written: the opening never finished and handed nothing out.
  if (repeated === undefined) return { lost: null, fresh: [] }
  if (follows) return { lost: repeated, fresh }
  const copy = bytes.subarray(repeated.offset, repeated.offset + repeated.bytes)
  if (tail.lastBatch === null || !tail.lastBatch.bytes.equals(copy)) {
    throw new JournalFault('journal.damaged', `the batch repeated in ${name} is not the one before it`)
  }
  return { lost: null, fresh }
}

function openBatch(
  bytes: Buffer,
  batch: ReadBatch,
  key: Buffer,
  place: SegmentPlace,
  name: string,
): AppendedEvent[] {
  return batch.frames.map(({ offset, header, hashBefore }) => {
    const text = openFrame(bytes, offset, header, key, place, hashBefore)
    if (text === null)
      throw new JournalFault('journal.damaged', `frame ${String(header.number)} of ${name} does not open`)
    // The tag proves that these are the bytes we wrote, of an event that was checked before it was written.
    return { frame: header.number, at: header.at, event: JSON.parse(text) as JournalEvent }
  })
}

function tailAfter(
  before: Tail,
  bytes: Buffer,
  header: SegmentHeader,
  batches: readonly ReadBatch[],
  home: SegmentPlace,
): Tail {
  const last = batches.at(-1)
  if (last === undefined) return { ...before, segment: header.segment }
  const frames = batches.reduce((sum, batch) => sum + batch.frames.length, 0)
  const isCopy = batches.length === 1 && header.repeats > 0
  return {
    segment: header.segment,
    frame: header.firstFrame + frames - 1,
    hash: last.hashAfter,
    lastBatch: {
      bytes: Buffer.from(bytes.subarray(last.offset, last.offset + last.bytes)),
      frames: last.frames.length,
      hashBefore: last.frames[0]?.hashBefore ?? Buffer.from(header.hashBefore, 'hex'),
      origin: isCopy ? { ...home, segment: header.repeatsFrom } : home,
    },
  }
}

function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(8, '0')}.segment`)
}

/**
 * True when `folder` holds a journal of another revision of format 0. In practice such a folder is set aside whole,
 * together with the practice centre that belongs to it.
 */
export function isOfOtherRevision(folder: string): boolean {
  const segments = join(folder, 'segments')
  if (!existsSync(segments)) return false
  return readdirSync(segments)
    .filter((name) => name.endsWith('.segment'))
    .some(
      (name) =>
        readSegmentHeader(readFileSync(join(segments, name)).subarray(0, segmentHeaderBytes)).kind ===
        'other-revision',
    )
}
