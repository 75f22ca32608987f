import type { StationId } from '../../../../shared/domain/ids'
import { encodeBatch, headerBytes } from '../frame'
import type { SegmentPlace } from '../frame'
import { batchesIn, encodeSegmentHeader, segmentHeaderBytes } from '../segment'
import type { SegmentEnd, SegmentHeader } from '../segment'
import { seededRandom } from './seeded'
import { event, firstMorning } from './simulated-journal'

/*
 * The rule of what may be left out (docs/journal-format.md section 4) at every place a batch can begin and for every
 * length it can have, over the bytes of one segment: a filler batch, the batch in question of one to four frames,
 * sometimes another one.
 */

const sector = 512
const key = Buffer.alloc(32, 9)
const place: SegmentPlace = { realm: 'practice', station: 'practice-1', epoch: 1, segment: 1 }

interface Laid {
  readonly bytes: Buffer
  readonly header: SegmentHeader
  /** Where the batch in question begins and ends. */
  readonly start: number
  readonly end: number
  /** Where the one behind it ends; `end` where there is none. */
  readonly behind: number
}

/** Bytes a batch of one frame takes beyond its text. */
const bare = encodeBatch([event('')], 1, firstMorning, key, place, Buffer.alloc(32)).bytes.length

/** @param start where the batch begins: at least `segmentHeaderBytes + bare` */
function lay(start: number, length: number, another: boolean, frames = 1): Laid {
  let offset = segmentHeaderBytes
  let hash: Buffer = Buffer.alloc(32)
  let number = 1
  const parts: Buffer[] = []
  const add = (bytes: number, count = 1): void => {
    // the end byte is the batch's, everything else each frame's
    const room = bytes - 1 - count * (bare - 1)
    const events = Array.from({ length: count }, (_, index) => event('x'.repeat(index === 0 ? room : 0)))
    const batch = encodeBatch(events, number, firstMorning, key, place, hash)
    parts.push(batch.bytes)
    hash = batch.hash
    offset += batch.bytes.length
    number += count
  }
  add(start - segmentHeaderBytes)
  add(length, frames)
  const end = offset
  if (another) add(bare + 20)
  const bytes = Buffer.alloc(Math.ceil(offset / sector) * sector + sector)
  const header: SegmentHeader = {
    format: 1,
    suite: 'intl-1',
    realm: 'practice',
    station: 'practice-1' as StationId,
    epoch: 1,
    segment: 1,
    day: '2026-11-23',
    preallocated: bytes.length,
    firstFrame: 1,
    hashBefore: '0'.repeat(64),
    repeats: 0,
    repeatsFrom: 0,
    gap: null,
  }
  encodeSegmentHeader(header).copy(bytes)
  Buffer.concat(parts).copy(bytes, segmentHeaderBytes)
  return { bytes, header, start, end, behind: offset }
}

function read(bytes: Buffer, header: SegmentHeader): { batches: number; end: SegmentEnd } {
  const batches = batchesIn(bytes, header)
  for (let count = 0; ; count++) {
    const next = batches.next()
    if (next.done === true) return { batches: count, end: next.value }
  }
}

export interface TornSum {
  readonly places: number
  readonly torn: number
  readonly flipped: number
  readonly wiped: number
}

/** @param step 1 = every place modulo 4 096 and every length modulo 512; more leaves some out @throws naming the place */
export function tornEverywhere(seed: number, step = 1): TornSum {
  const random = seededRandom(seed)
  const upTo = (count: number): number => Math.floor(random() * count)
  const sum = { places: 0, torn: 0, flipped: 0, wiped: 0 }
  const firstStart = segmentHeaderBytes + bare
  const at = (start: number, length: number): void => {
    sum.places += 1
    const frames = 1 + upTo(Math.min(4, Math.floor((length - 1) / (bare - 1))))
    tornSubsets(lay(start, length, false, frames), upTo, sum)
    flips(lay(start, length, false, frames), upTo, sum)
    wipes(lay(start, length, true, frames), sum)
  }
  for (let start = firstStart; start < firstStart + 4096; start += step) at(start, bare + upTo(1600))
  // a batch can end at any byte of a sector, wherever it begins
  for (let length = bare; length < bare + sector; length += step) at(firstStart + upTo(sector), length)
  return sum
}

/** A cut: any of the batch's sectors reached the platter, not all of them. */
function tornSubsets(laid: Laid, upTo: (count: number) => number, sum: { torn: number }): void {
  const first = Math.floor(laid.start / sector)
  const count = Math.floor((laid.end - 1) / sector) - first + 1
  const all = 2 ** count - 1
  const subsets =
    count <= 3 ? Array.from({ length: all }, (_, n) => n) : [0, 1, all - 1, upTo(all), upTo(all)]
  for (const subset of subsets) {
    const bytes = Buffer.from(laid.bytes)
    for (let index = 0; index < count; index++) {
      if ((subset & (1 << index)) !== 0) continue
      const from = Math.max(laid.start, (first + index) * sector)
      bytes.fill(0, from, Math.min(laid.end, (first + index + 1) * sector))
    }
    const found = read(bytes, laid.header)
    const clean = subset === 0 ? 'clean' : 'torn'
    if (found.batches !== 1 || found.end !== clean)
      throw wrong(`sectors ${subset.toString(2)} of a cut`, laid, found)
    sum.torn += 1
  }
  if (read(laid.bytes, laid.header).batches !== 2)
    throw wrong('a whole batch', laid, read(laid.bytes, laid.header))
}

/** A bit of a batch that was fully written: never a clean end, whoever else knows of it. */
function flips(laid: Laid, upTo: (count: number) => number, sum: { flipped: number }): void {
  const length = laid.end - laid.start
  for (const at of [0, 1, 2, 3, 35, 39, upTo(headerBytes), upTo(length), upTo(length), length - 1]) {
    const bytes = Buffer.from(laid.bytes)
    bytes[laid.start + at] = (bytes[laid.start + at] ?? 0) ^ (1 << upTo(8))
    const found = read(bytes, laid.header)
    if (found.batches !== 1 || found.end !== 'damaged')
      throw wrong(`a bit in byte ${String(at)}`, laid, found)
    sum.flipped += 1
  }
}

/** A sector that lost its bytes, with a batch behind it whose first header is still there: never a torn end. */
function wipes(laid: Laid, sum: { wiped: number }): void {
  for (let from = Math.floor(laid.start / sector) * sector; from + sector <= laid.end; from += sector) {
    const bytes = Buffer.from(laid.bytes)
    bytes.fill(0, from, from + sector)
    const found = read(bytes, laid.header)
    if (found.end !== 'damaged') throw wrong(`the sector at ${String(from)} wiped`, laid, found)
    sum.wiped += 1
  }
}

function wrong(what: string, { start, end }: Laid, found: { batches: number; end: SegmentEnd }): Error {
  const was = `${String(found.batches)} batches, ${found.end}`
  return new Error(`${what}, batch from ${String(start)} to ${String(end)}: ${was}`)
}
