import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { hashSchema, realmSchema, stationIdSchema } from '../../../shared/contract/operation'
import { sha256Bytes } from '../crypto'
import { headerBytes, laterBatchStands, readBatch, readHeader } from './frame'
import type { ReadBatch } from './frame'

/* A segment, byte by byte: docs/journal-format.md sections 1, 2 and 4. */
export const segmentHeaderBytes = 512
const sectorBytes = 512
const headerTextBytes = segmentHeaderBytes - 4 - 2 - 32
const magic = Buffer.from('WCJ1', 'latin1')

/** Frames from first to last, both included, that were given up by a recorded act. */
const gapSchema = z.strictObject({ firstFrame: z.number().int().min(1), lastFrame: z.number().int().min(1) })
export type Gap = z.infer<typeof gapSchema>

const segmentHeaderSchema = z.strictObject({
  format: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  segment: z.number().int().min(1),
  /** Business day (Asia/Shanghai) of every frame that was first written here. */
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** Bytes of zeros the file was made with: a shorter file is damage. */
  preallocated: z.number().int().min(segmentHeaderBytes),
  /** Number of the first frame in this file, a repeated one included. */
  firstFrame: z.number().int().min(1),
  /** The chain's hash before that frame. */
  hashBefore: hashSchema,
  /** Frames at the head of this file that repeat the last good batch before, byte for byte. */
  repeats: z.number().int().min(0),
  /** The segment that batch was first written to, 0 for none: its key opens it. */
  repeatsFrom: z.number().int().min(0),
  gap: gapSchema.nullable(),
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
  | { readonly kind: 'other-format'; readonly format: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'damaged' }

export function readSegmentHeader(bytes: Buffer): ReadSegmentHeader {
  if (isZero(bytes, 0, bytes.length)) return { kind: 'empty' }
  const mark = bytes.toString('latin1', 0, 4)
  if (/^WCJ[02-9]$/.test(mark)) return { kind: 'other-format', format: mark }
  if (bytes.length < segmentHeaderBytes || !bytes.subarray(0, 4).equals(magic)) return { kind: 'damaged' }
  const sum = sha256Bytes(bytes.subarray(0, segmentHeaderBytes - 32))
  if (!sum.equals(bytes.subarray(segmentHeaderBytes - 32, segmentHeaderBytes))) return { kind: 'damaged' }
  const text: unknown = JSON.parse(bytes.toString('utf8', 6, 6 + bytes.readUInt16BE(4)))
  const parsed = segmentHeaderSchema.safeParse(text)
  // the sum is right, so somebody wrote exactly this: not damage but a format this program does not know
  if (!parsed.success) return { kind: 'other-format', format: 'WCJ1' }
  return { kind: 'good', header: parsed.data }
}

/** `clean` = zeros follow · `torn` = a last batch that was never fully written was left out · `damaged` = neither. */
export type SegmentEnd = 'clean' | 'torn' | 'damaged'

/**
 * The good batches of one segment in order; returns how it ends. Only the last batch may be left out, only as a
 * whole, and only if its part of at least one sector is still all zeros (docs/journal-format.md section 4).
 */
export function* batchesIn(bytes: Buffer, header: SegmentHeader): Generator<ReadBatch, SegmentEnd> {
  if (bytes.length < header.preallocated) return 'damaged'
  let offset = segmentHeaderBytes
  let hash: Buffer = Buffer.from(header.hashBefore, 'hex')
  let number = header.firstFrame
  const used = lastUsedByte(bytes) + 1
  while (offset < used) {
    const batch = readBatch(bytes, offset, hash, number)
    if (batch === null) return neverFullyWritten(bytes, offset, used, number) ? 'torn' : 'damaged'
    yield batch
    offset += batch.bytes
    hash = batch.hashAfter
    number += batch.frames
  }
  return 'clean'
}

/** True when the batch that begins at `start` left at least one of its sectors all zeros: it was never acknowledged. */
function neverFullyWritten(bytes: Buffer, start: number, used: number, number: number): boolean {
  const header = readHeader(bytes, start)
  const declared =
    header !== null && header.batchFrames > 0
      ? start + header.batchBytes
      : Math.max(used, start + headerBytes)
  // More bytes than the batch declares were written after it: then it was followed by another and is damage.
  if (declared < used || laterBatchStands(bytes, start, used, number)) return false
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
