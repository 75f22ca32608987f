import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import { makeOperationNumber } from '../../../shared/domain/operation-number'
import { eventCode } from '../journal/event-codes'
import { JournalFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import { hashBytes, headersOf, openFrame, readHeader } from '../journal/frame'
import type { FrameHeader, SegmentPlace } from '../journal/frame'
import type { KeyRing } from '../journal/key-ring'
import { batchesIn, readSegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath, walk } from '../journal/walk'
import type { JournalFolder } from '../journal/walk'
import type { Projection } from '../projection/projection'
import type { ReadSnapshot } from '../snapshot/snapshots'

/** The recovery screen lists no more: beyond that every slip of the time is to be compared. */
const most = 1000

export interface DoubtParts extends JournalFolder {
  /** The four digits the station's operation numbers begin with now; those of earlier epochs are looked up. */
  readonly prefix: string
  readonly snapshots: (ring: KeyRing) => Iterable<ReadSnapshot>
  readonly loadProjection: (image: Uint8Array) => Promise<Projection>
}

/** What is gathered: running numbers, and the ids whose numbers stand elsewhere. */
interface Clues {
  readonly taken: Set<number>
  readonly ids: Set<OperationId>
  /** Damaged frames in which something was taken, opened or not: running numbers have no holes. */
  readonly takings: Set<number>
  /** The highest running number before the damage, and the lowest behind it. */
  lastBefore: number
  firstBehind: number | null
  /** With which prefix numbers were shown from which running number on (ADR 17). */
  readonly epochs: Map<string, number>
}

/**
 * Numbers of the operations that the damaged frames may have said something of, in their order: what clear headers and
 * single frames in the damaged files still tell, what a snapshot of later frames tells, and every running number that
 * is missing between the good parts. What nobody can tell any more is not in it: the screen says so.
 * @throws NodeJS.ErrnoException when a file cannot be read
 */
export async function operationsInDoubt(
  parts: DoubtParts,
  ring: KeyRing,
  damage: Damage,
): Promise<readonly string[]> {
  const clues: Clues = {
    taken: new Set(),
    ids: new Set(),
    takings: new Set(),
    lastBefore: 0,
    firstBehind: null,
    epochs: new Map(),
  }
  const segments = segmentNumbers(parts.files, parts.folder)
  const broken = damage.kind === 'behind' ? [] : segments.filter((n) => n >= (damage.segment ?? Infinity))
  for (const number of broken) lookAmongDamaged(parts, ring, damage, number, clues)
  await lookIntoSnapshots(parts, ring, damage, clues)
  lookBefore(parts, ring, clues)
  for (const number of broken) lookBehind(parts, ring, damage, number, clues)
  const last = Math.max((clues.firstBehind ?? 0) - 1, clues.lastBefore + clues.takings.size, ...clues.taken)
  for (let taken = clues.lastBefore + 1; taken <= last; taken++) clues.taken.add(taken)
  return [...clues.taken]
    .sort((a, b) => a - b)
    .flatMap((taken) => prefixesOf(taken, parts.prefix, clues).map((one) => makeOperationNumber(one, taken)))
    .slice(0, most)
}

/**
 * The prefix of the last epoch known to have begun before this number; and today's as well, where that epoch's beginning lies
 * in what is damaged and the number may be behind it.
 */
function prefixesOf(taken: number, today: string, { epochs, lastBefore }: Clues): readonly string[] {
  const begun = [...epochs].filter(([, first]) => first <= taken).sort((a, b) => b[1] - a[1])
  const known = begun[0]?.[0]
  if (known === undefined) return [today]
  return epochs.has(today) || taken <= lastBefore ? [known] : [known, today]
}

/** Every frame that still has a header of its own, good batch or not; some open even with a damaged one before them. */
function lookAmongDamaged(
  { files, folder, realm, station }: DoubtParts,
  ring: KeyRing,
  { goodFrame, lastFrame }: Damage,
  number: number,
  clues: Clues,
): void {
  const bytes = files.read(segmentPath(folder, number))
  const read = readSegmentHeader(bytes)
  const epoch = read.kind === 'good' ? read.header.epoch : 1
  const place: SegmentPlace = { realm, station, epoch, segment: number }
  const key = ring.segmentKey(number)
  for (let at = bytes.indexOf(0xf1); at !== -1; at = bytes.indexOf(0xf1, at + 1)) {
    const header = readHeader(bytes, at)
    if (header === null || header.number <= goodFrame || header.number > (lastFrame ?? Infinity)) continue
    if (header.operationId !== null) clues.ids.add(header.operationId)
    if (!told.has(header.code)) continue
    if (header.code === takenCode) clues.takings.add(header.number)
    if (!(key instanceof Buffer)) continue
    // the hash before it stands right before it, or before the end mark of the batch before
    for (const end of [at, at - 1]) {
      const hashBefore = bytes.subarray(Math.max(0, end - hashBytes), Math.max(0, end))
      const taken = takenIn(openFrame(bytes, at, header, key, place, hashBefore), clues)
      if (taken !== null) clues.taken.add(taken)
    }
  }
}

/** A snapshot of frames that cannot be had: whatever it saw change since the last good one. */
async function lookIntoSnapshots(
  parts: DoubtParts,
  ring: KeyRing,
  { firstFrame, goodAt }: Damage,
  { taken }: Clues,
): Promise<void> {
  for (const { position, image } of parts.snapshots(ring)) {
    if (position.frame < firstFrame) return
    const projection = await parts.loadProjection(image)
    for (const number of projection.takenAndChangedSince(goodAt ?? 0)) taken.add(number)
    return
  }
}

/** The good part before the damage: the last running number, and the numbers of operations only named by their ids. */
function lookBefore(parts: DoubtParts, ring: KeyRing, clues: Clues): void {
  const batches = walk(parts, null, [], ring.lost())
  try {
    for (const { bytes, batch, origin } of batches) {
      const key = ring.segmentKey(origin.segment)
      if (!(key instanceof Buffer)) continue
      for (const { header, offset, hashBefore } of headersOf(bytes, batch)) {
        if (!told.has(header.code)) continue
        const taken = takenIn(openFrame(bytes, offset, header, key, origin, hashBefore), clues)
        if (taken === null) continue
        clues.lastBefore = Math.max(clues.lastBefore, taken)
        noteIfNamed(header, taken, clues)
      }
    }
  } catch (error) {
    // it ends at the damage
    if (!(error instanceof JournalFault)) throw error
  }
}

/** Good batches behind the damage, each segment by itself. */
function lookBehind(
  { files, folder, realm, station }: DoubtParts,
  ring: KeyRing,
  damage: Damage,
  number: number,
  clues: Clues,
): void {
  const bytes = files.read(segmentPath(folder, number))
  const read = readSegmentHeader(bytes)
  if (read.kind !== 'good') return
  let copy = read.header.repeats > 0
  for (const batch of batchesIn(bytes, read.header)) {
    const segment = copy ? read.header.repeatsFrom : number
    copy = false
    const key = ring.segmentKey(segment)
    const place: SegmentPlace = { realm, station, epoch: read.header.epoch, segment }
    if (!(key instanceof Buffer)) continue
    if (batch.firstFrame <= (damage.lastFrame ?? damage.goodFrame)) continue
    for (const { header, offset, hashBefore } of headersOf(bytes, batch)) {
      if (!told.has(header.code)) continue
      const taken = takenIn(openFrame(bytes, offset, header, key, place, hashBefore), clues)
      if (taken === null) continue
      clues.firstBehind = Math.min(clues.firstBehind ?? taken, taken)
      noteIfNamed(header, taken, clues)
    }
  }
}

function noteIfNamed({ operationId }: FrameHeader, taken: number, clues: Clues): void {
  if (operationId !== null && clues.ids.has(operationId)) clues.taken.add(taken)
}

const takenCode = eventCode('operation-taken')
/** What is opened: takings, and where epochs begin. */
const told: ReadonlySet<number> = new Set([takenCode, eventCode('epoch-started')])

/** The running number in an opened frame's text; the beginning of an epoch is noted. */
function takenIn(text: string | null, { epochs }: Clues): number | null {
  if (text === null) return null
  const event = JSON.parse(text) as JournalEvent
  if (event.type === 'epoch-started') epochs.set(event.prefix, event.firstTaken)
  return event.type === 'operation-taken' ? event.taken : null
}
