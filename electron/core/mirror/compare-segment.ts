import type { OtherDisk } from '../../files/other-disk'
import { batchesIn, readSegmentHeader } from '../journal/segment'

const chunkBytes = 256 * 1024

/**
 * How the mirror's copy of a segment stands to the journal's: `same` · `behind` from an offset on, with nothing but
 * zeros where bytes are missing · `other` content · `absent`.
 */
export type Comparison =
  { readonly kind: 'same' | 'other' | 'absent' } | { readonly kind: 'behind'; readonly from: number }

/**
 * Compares byte by byte, some at a time.
 * @param end bytes of the journal's file that count: what an append is writing behind it is not looked at
 */
export async function compareSegment(
  disk: OtherDisk,
  source: string,
  target: string,
  end: number,
): Promise<Comparison> {
  const there = await disk.look(target)
  if (there === null) return { kind: 'absent' }
  let from: number | null = null
  for (let offset = 0; offset < Math.max(end, there.bytes); offset += chunkBytes) {
    const ours = Buffer.alloc(chunkBytes)
    if (offset < end) (await disk.readPart(source, offset, Math.min(chunkBytes, end - offset))).copy(ours)
    const theirs = Buffer.alloc(chunkBytes)
    ;(await disk.readPart(target, offset, chunkBytes)).copy(theirs)
    if (ours.equals(theirs)) continue
    if (!isPartOf(theirs, ours)) return { kind: 'other' }
    from ??= offset
  }
  const long = from ?? (there.bytes < end ? there.bytes : null)
  return long === null ? { kind: 'same' } : { kind: 'behind', from: long }
}

/** Every byte is the whole one's, or not written yet. */
function isPartOf(part: Buffer, whole: Buffer): boolean {
  for (let index = 0; index < part.length; index++) {
    if (part[index] !== 0 && part[index] !== whole[index]) return false
  }
  return true
}

/** Whether a segment's bytes verify by themselves: only such may replace the mirror's. */
export function isSound(bytes: Buffer): boolean {
  const read = readSegmentHeader(bytes)
  if (read.kind !== 'good') return read.kind === 'empty'
  const batches = batchesIn(bytes, read.header)
  for (;;) {
    const next = batches.next()
    if (next.done === true) return next.value !== 'damaged'
  }
}
