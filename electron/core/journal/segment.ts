import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { hashSchema, realmSchema, stationIdSchema } from '../../../shared/contract/operation'
import { sha256Bytes } from '../crypto'
import { readHeader, verifyFrame } from './frame'
import type { FrameHeader } from './frame'

/**
 * Revision of format 0. Format 0 may change without an upcaster until "The journal that loses nothing" closes:
 * a practice folder of another revision is set aside, never read, never deleted.
 */
export const formatRevision = 1
export const segmentHeaderBytes = 512
const sectorBytes = 512
const headerTextBytes = segmentHeaderBytes - 4 - 2 - 32
const magic = Buffer.from('WCJ0', 'latin1')

const segmentHeaderSchema = z.strictObject({
  format: z.literal(0),
  revision: z.number().int(),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int(),
  segment: z.number().int().min(1),
  /** Number of the first frame in this file, a repeated one included. */
  firstFrame: z.number().int().min(1),
  /** The chain's hash before that frame. */
  hashBefore: hashSchema,
  /** Frames at the head of this file that repeat the last good batch of the segment before, byte for byte. */
  repeats: z.number().int().min(0),
  /** The segment that batch was first written to, 0 for none: its key opens it. */
  repeatsFrom: z.number().int().min(0),
})
export type SegmentHeader = z.infer<typeof segmentHeaderSchema>

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const text = Buffer.from(canonicalJson(header), 'utf8')
  if (text.length > headerTextBytes) throw new RangeError('segment header too long')
  const bytes = Buffer.alloc(segmentHeaderBytes)
  magic.copy(bytes, 0)
  bytes.writeUInt16BE(text.length, 4)
  text.copy(bytes, 6)
  sha256Bytes(bytes.subarray(0, segmentHeaderBytes - 32)).copy(bytes, segmentHeaderBytes - 32)
  return bytes
}

/** `empty` = nothing but zeros stands there: the opening that made the file never finished. */
export type ReadSegmentHeader =
  | { readonly kind: 'good'; readonly header: SegmentHeader }
  | { readonly kind: 'other-revision' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'damaged' }

export function readSegmentHeader(bytes: Buffer): ReadSegmentHeader {
  if (isZero(bytes, 0, bytes.length)) return { kind: 'empty' }
  if (bytes.length < segmentHeaderBytes || !bytes.subarray(0, 4).equals(magic)) return { kind: 'damaged' }
  const sum = sha256Bytes(bytes.subarray(0, segmentHeaderBytes - 32))
  if (!sum.equals(bytes.subarray(segmentHeaderBytes - 32, segmentHeaderBytes))) return { kind: 'damaged' }
  const text: unknown = JSON.parse(bytes.toString('utf8', 6, 6 + bytes.readUInt16BE(4)))
  const parsed = segmentHeaderSchema.safeParse(text)
  if (!parsed.success || parsed.data.revision !== formatRevision) return { kind: 'other-revision' }
  return { kind: 'good', header: parsed.data }
}

export interface ReadBatch {
  readonly offset: number
  readonly bytes: number
  readonly frames: readonly {
    readonly offset: number
    readonly header: FrameHeader
    readonly hashBefore: Buffer
  }[]
  readonly hashAfter: Buffer
}

export interface ReadSegment {
  readonly batches: readonly ReadBatch[]
  /** `clean` = zeros follow · `torn` = a last batch that was never fully written was left out · `damaged` = neither. */
  readonly end: 'clean' | 'torn' | 'damaged'
}

/**
 * Reads the batches of one segment in order. Only the last batch may be left out, only as a whole, and only if its
 * part of at least one 512-byte sector is still all preallocation zeros (design.md section 4).
 */
export function readBatches(bytes: Buffer, header: SegmentHeader): ReadSegment {
  const batches: ReadBatch[] = []
  let offset = segmentHeaderBytes
  let hash: Buffer = Buffer.from(header.hashBefore, 'hex')
  let number = header.firstFrame
  const used = lastUsedByte(bytes) + 1
  while (offset < used) {
    const batch = readBatch(bytes, offset, hash, number)
    if (batch === null) return { batches, end: neverFullyWritten(bytes, offset, used) ? 'torn' : 'damaged' }
    batches.push(batch)
    offset += batch.bytes
    hash = batch.hashAfter
    number += batch.frames.length
  }
  return { batches, end: 'clean' }
}

function readBatch(bytes: Buffer, start: number, hashBefore: Buffer, firstNumber: number): ReadBatch | null {
  const first = readHeader(bytes, start)
  if (first === null || first.batchFrames === 0 || start + first.batchBytes > bytes.length) return null
  const frames: ReadBatch['frames'][number][] = []
  let offset = start
  let hash = hashBefore
  for (let index = 0; index < first.batchFrames; index++) {
    const header = readHeader(bytes, offset)
    if (header === null || header.number !== firstNumber + index || (index > 0 && header.batchFrames !== 0))
      return null
    const after = verifyFrame(bytes, offset, header.length, hash)
    if (after === null) return null
    frames.push({ offset, header, hashBefore: hash })
    offset += header.length
    hash = after
  }
  if (offset - start !== first.batchBytes) return null
  return { offset: start, bytes: first.batchBytes, frames, hashAfter: hash }
}

/** True when the batch that begins at `start` left at least one of its sectors all zeros: it was never acknowledged. */
function neverFullyWritten(bytes: Buffer, start: number, used: number): boolean {
  const header = readHeader(bytes, start)
  const declared = header !== null && header.batchFrames > 0 ? start + header.batchBytes : used
  // More bytes than the batch declares were written after it: then it was followed by another and is damage.
  if (declared < used) return false
  const end = Math.min(declared, bytes.length)
  for (let from = start; from < end;) {
    const to = Math.min(end, (Math.floor(from / sectorBytes) + 1) * sectorBytes)
    if (isZero(bytes, from, to)) return true
    from = to
  }
  return end < declared
}

function lastUsedByte(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && isZero(bytes, Math.max(0, end - zeros.length), end)) end = Math.max(0, end - zeros.length)
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end - 1
}

const zeros = Buffer.alloc(4096)

function isZero(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += zeros.length) {
    const length = Math.min(zeros.length, to - at)
    if (bytes.compare(zeros, 0, length, at, at + length) !== 0) return false
  }
  return true
}
