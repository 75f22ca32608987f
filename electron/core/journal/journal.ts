import { join } from 'node:path'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { AppendFile } from '../../files/append-file'
import type { Clock } from '../clock'
import { JournalFault, writeFault } from './fault'
import { encodeBatch } from './frame'
import type { SegmentPlace } from './frame'
import type { AppendedEvent, JournalFrame, JournalHead, JournalPosition } from './journal-frame'
import type { KeyRing, LostFrames } from './key-ring'
import { readJournal } from './read-journal'
import { encodeSegmentHeader, segmentHeaderBytes } from './segment'
import type { Gap, SegmentHeader } from './segment'
import { segmentPath, walk } from './walk'
import type { JournalFolder, Tail } from './walk'

export type { AppendedEvent, JournalFrame, JournalHead, JournalPosition } from './journal-frame'

export interface Journal {
  /**
   * Writes the events as one batch and syncs once; the first of a new business day begins a new segment. Throws
   * `JournalFault` when the disk refuses; after that, always: a failed sync is never tried again.
   */
  append(events: readonly JournalEvent[]): readonly AppendedEvent[]
  head(): JournalHead
  position(): JournalPosition
  /** Notes the head in the key ring and closes the file. */
  close(): void
}

export interface JournalParts extends JournalFolder {
  readonly epoch: number
  readonly ring: KeyRing
  readonly clock: Clock
  /** Bytes a segment is made with and grows by. */
  readonly preallocateBytes: number
  /** Heads that the mirror, a snapshot or the centre knows: a journal that ends before one of them is damage. */
  readonly witnesses: readonly JournalHead[]
  /** Called after each sync with what is durable now: the mirror's source. Must not throw. */
  readonly synced: (segment: number, offset: number, bytes: Uint8Array) => void
}

export interface OpenedJournal {
  readonly journal: Journal
  /** Time of the newest frame. */
  readonly newestAt: number | null
  /** Frames that `read` gives. */
  readonly frames: number
  /** The frames after the start, batch by batch; the last good batch is durable. Reads the files once more. */
  read(): Iterable<readonly JournalFrame[]>
}

/** What the counter makes its segments with. */
export const segmentBytes = 1024 * 1024

/**
 * Opens the journal and starts a new segment with a fresh key (design.md section 4). The last good batch may have lived
 * in the page cache only: it stands again at the head of the new segment, and both are synced before anything is
 * handed out.
 * @param start where a snapshot stands, null to read everything
 * @throws JournalFault
 */
export function openJournal(parts: JournalParts, start: JournalPosition | null): OpenedJournal {
  const tail = findTail(parts, start)
  // where the journal ends frames were given up: it goes on behind them, and their numbers stay theirs
  const lost = parts.ring.lost().find(({ firstFrame }) => firstFrame === tail.frame + 1) ?? null
  const gap = lost === null ? null : { firstFrame: lost.firstFrame, lastFrame: lost.lastFrame }
  const end: Tail = gap === null ? tail : { ...tail, frame: gap.lastFrame, lastBatch: null }
  const journal = startWriting(parts, end, gap)
  const first = journal.head()
  return {
    journal,
    newestAt: tail.at,
    frames: end.frame - (start?.frame ?? 0) - lostAfter(start?.frame ?? 0, parts.ring.lost()),
    read: () => readJournal(parts, parts.ring, start, gap === null ? first : null),
  }
}

function lostAfter(frame: number, lost: readonly LostFrames[]): number {
  return lost
    .filter(({ firstFrame }) => firstFrame > frame)
    .reduce((sum, { firstFrame, lastFrame }) => sum + lastFrame - firstFrame + 1, 0)
}

function findTail(parts: JournalParts, start: JournalPosition | null): Tail {
  const { ring, witnesses } = parts
  const noted = ring.head()
  const known = [...witnesses, ...(noted === null ? [] : [noted])]
  parts.files.makeFolder(join(parts.folder, 'segments'))
  const batches = walk(parts, start, known, ring.lost())
  for (;;) {
    const next = batches.next()
    if (next.done === true) return next.value
  }
}

interface OpenSegment {
  readonly file: AppendFile
  readonly place: SegmentPlace
  readonly key: Buffer
  readonly day: string
  offset: number
  allocated: number
}

function startWriting(parts: JournalParts, tail: Tail, gap: Gap | null): Journal {
  const { clock } = parts
  let { frame, hash } = tail
  let at = Math.max(clock.now(), tail.at ?? 0)
  let failed = false
  let segment = openingSegment(parts, tail, gap, shanghaiDate(at))
  let lastWrittenTo = tail.lastBatch?.origin.segment ?? segment.place.segment
  const head = (): JournalHead => ({ frame, hash: hash.toString('hex') })

  /** A new business day has a segment, and so a key, of its own: purging a day is forgetting its keys. */
  function segmentFor(day: string): OpenSegment {
    if (day === segment.day) return segment
    segment.file.close()
    segment = nextSegment(parts, segment.place.segment + 1, day, head())
    return segment
  }

  return {
    head,
    position: () => ({ ...head(), segment: lastWrittenTo }),
    close() {
      segment.file.close()
      if (!failed) parts.ring.noteHead(head())
      failed = true
    },
    append(events) {
      if (failed) throw new JournalFault('journal.cannot-write', 'closed, or an earlier sync failed')
      if (events.length === 0) return []
      at = Math.max(clock.now(), at)
      const firstFrame = frame + 1
      try {
        const into = segmentFor(shanghaiDate(at))
        const batch = encodeBatch(events, firstFrame, at, into.key, into.place, hash)
        write(into, batch.bytes, parts.preallocateBytes)
        parts.synced(into.place.segment, into.offset, batch.bytes)
        into.offset += batch.bytes.length
        frame += events.length
        hash = batch.hash
        lastWrittenTo = into.place.segment
      } catch (error) {
        failed = true
        throw error instanceof JournalFault ? error : writeFault(error)
      }
      return events.map((event, index) => ({
        frame: firstFrame + index,
        at,
        type: event.type,
        operationId: 'operationId' in event ? event.operationId : null,
        event,
      }))
    },
  }
}

function write(into: OpenSegment, bytes: Buffer, preallocateBytes: number): void {
  while (into.offset + bytes.length > into.allocated) {
    into.file.writeAt(Buffer.alloc(preallocateBytes), into.allocated)
    into.allocated += preallocateBytes
  }
  into.file.writeAt(bytes, into.offset)
  into.file.datasync()
}

/** The first segment of an opening: it repeats the last good batch, or goes on behind a gap. */
function openingSegment(parts: JournalParts, tail: Tail, gap: Gap | null, day: string): OpenSegment {
  const repeated = tail.lastBatch
  // Durable for certain is only what an earlier sync has covered: the state before the last batch.
  const durable: JournalHead =
    repeated === null
      ? { frame: gap === null ? tail.frame : gap.firstFrame - 1, hash: tail.hash.toString('hex') }
      : { frame: repeated.firstFrame - 1, hash: repeated.hashBefore.toString('hex') }
  const number = tail.segment + 1
  if (gap !== null)
    parts.ring.noteLost({ ...gap, goesOn: { segment: number, hash: tail.hash.toString('hex') } })
  const segment = createSegment(parts, number, day, durable, {
    firstFrame: repeated?.firstFrame ?? tail.frame + 1,
    hashBefore: (repeated?.hashBefore ?? tail.hash).toString('hex'),
    repeats: repeated?.frames ?? 0,
    repeatsFrom: repeated?.origin.segment ?? 0,
    gap,
  })
  if (repeated === null) return segment
  try {
    write(segment, repeated.bytes, parts.preallocateBytes)
  } catch (error) {
    throw writeFault(error)
  }
  parts.synced(segment.place.segment, segment.offset, repeated.bytes)
  segment.offset += repeated.bytes.length
  return segment
}

/** The first segment of a day within one opening: everything before it was synced by this very opening. */
function nextSegment(parts: JournalParts, number: number, day: string, head: JournalHead): OpenSegment {
  return createSegment(parts, number, day, head, {
    firstFrame: head.frame + 1,
    hashBefore: head.hash,
    repeats: 0,
    repeatsFrom: 0,
    gap: null,
  })
}

/** The key first, then the file of zeros, then the header, each durable before the next. */
function createSegment(
  parts: JournalParts,
  number: number,
  day: string,
  durable: JournalHead,
  chain: Pick<SegmentHeader, 'firstFrame' | 'hashBefore' | 'repeats' | 'repeatsFrom' | 'gap'>,
): OpenSegment {
  const { files, folder, realm, station, epoch, ring, preallocateBytes } = parts
  const place: SegmentPlace = { realm, station, epoch, segment: number }
  const key = ring.createSegmentKey(number, durable)
  const header = encodeSegmentHeader({
    format: 1,
    suite: 'intl-1',
    ...place,
    station,
    day,
    preallocated: preallocateBytes,
    ...chain,
  })
  try {
    const file = files.createAppend(segmentPath(folder, number), preallocateBytes)
    file.writeAt(header, 0)
    file.datasync()
    parts.synced(number, 0, header)
    return { file, place, key, day, offset: segmentHeaderBytes, allocated: preallocateBytes }
  } catch (error) {
    throw writeFault(error)
  }
}
