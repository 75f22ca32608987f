// The journal's format 1 as docs/journal-format.md tells it (sections 1 to 4), read by other code than wrote it.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { isZero } from './source.mjs'

/** @typedef {import('./source.mjs').Source} Source */

const sector = 512
const headerBytes = 44
/** A frame with an empty text: header, tag, hash. */
const leastFrame = 92
const scanBytes = 1024 * 1024

/** @param {...Uint8Array} parts */
export function sha256(...parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part)
  return sum.digest()
}

/**
 * @typedef {{ format: number, suite: string, realm: string, station: string, epoch: number, segment: number, day: string,
 *   preallocated: number, firstFrame: number, hashBefore: string, repeats: number, repeatsFrom: number,
 *   gap: { firstFrame: number, lastFrame: number } | null }} SegmentHead
 * @typedef {{ length: number, number: number, at: number, code: number, operationId: string | null,
 *   frames: number, bytes: number }} FrameHead by the clear header and its CRC alone
 * @typedef {FrameHead & { whole: Buffer, hashBefore: Buffer, hash: Buffer }} Frame that stands in the chain
 * @typedef {{ start: number, bytes: Buffer, frames: Frame[], hash: Buffer }} Batch
 * @typedef {'clean' | 'torn' | 'damaged' | 'too-short'} SegmentEnd
 */

const members = [
  ...['format', 'suite', 'realm', 'station', 'epoch', 'segment', 'day', 'preallocated'],
  ...['firstFrame', 'hashBefore', 'repeats', 'repeatsFrom', 'gap'],
]

/**
 * A header of sections 2 and 7: mark, length, JSON, zeros, SHA-256.
 * @param {Buffer} bytes exactly the header @param {string} mark
 * @returns {Record<string, unknown> | 'damaged' | 'other-format'}
 */
export function readHeader(bytes, mark) {
  const begins = bytes.toString('latin1', 0, 4)
  if (begins !== mark) return /^WC[JS]\d$/.test(begins) ? 'other-format' : 'damaged'
  const sumAt = bytes.length - 32
  if (sumAt < 6 || !sha256(bytes.subarray(0, sumAt)).equals(bytes.subarray(sumAt))) return 'damaged'
  const end = 6 + bytes.readUInt16BE(4)
  if (end > sumAt || !isZero(bytes.subarray(end, sumAt))) return 'other-format'
  try {
    const value = JSON.parse(bytes.toString('utf8', 6, end))
    return typeof value === 'object' && value !== null ? value : 'other-format'
  } catch {
    // the sum is right: somebody wrote exactly this
    return 'other-format'
  }
}

/** @param {Source} source @returns {SegmentHead | 'unfinished' | 'damaged' | 'other-format'} */
export function readHead(source) {
  const bytes = source.bytes(0, sector)
  if (isZero(bytes) && source.usedEnd() === 0) return 'unfinished'
  const read = readHeader(bytes, 'WCJ1')
  if (typeof read === 'string') return read
  if (bytes.length < sector) return 'damaged'
  const known = Object.keys(read).sort().join() === [...members].sort().join()
  const ours = known && read.format === 1 && read.suite === 'intl-1'
  return ours ? /** @type {SegmentHead} */ (/** @type {unknown} */ (read)) : 'other-format'
}

/** @param {Buffer} bytes @param {number} at @returns {FrameHead | null} */
function frameHead(bytes, at) {
  if (at + headerBytes > bytes.length || bytes[at] !== 0xf1) return null
  if (crc32(bytes.subarray(at, at + 40)) !== bytes.readUInt32BE(at + 40)) return null
  const id = bytes.toString('hex', at + 18, at + 34)
  const groups = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)]
  return {
    length: bytes.readUIntBE(at + 1, 3),
    number: bytes.readUIntBE(at + 4, 6),
    at: bytes.readUIntBE(at + 10, 6),
    code: bytes.readUInt16BE(at + 16),
    operationId: /^0+$/.test(id) ? null : groups.join('-'),
    frames: bytes.readUInt16BE(at + 34),
    bytes: bytes.readUInt32BE(at + 36),
  }
}

/**
 * @param {Source} source @param {number} start @param {Buffer} hash before it @param {number} number of its first frame
 * @returns {Batch | null} the good batch that begins at `start`
 */
function batchAt(source, start, hash, number) {
  const first = frameHead(source.bytes(start, start + headerBytes), 0)
  if (first === null || first.frames === 0 || start + first.bytes > source.size) return null
  const bytes = source.bytes(start, start + first.bytes)
  const last = bytes.length - 1
  if (bytes[last] !== 0xe1) return null
  /** @type {Frame[]} */
  const frames = []
  let at = 0
  let hashBefore = hash
  while (frames.length < first.frames) {
    const frame = frameHead(bytes, at)
    if (frame === null || frame.number !== number + frames.length || frame.length < leastFrame) return null
    if (frames.length > 0 && (frame.frames > 0 || frame.bytes > 0)) return null
    const next = at + frame.length
    if (next > last) return null
    const whole = bytes.subarray(at, next)
    const after = sha256(hashBefore, whole.subarray(0, -32))
    if (!after.equals(whole.subarray(-32))) return null
    frames.push({ ...frame, whole, hashBefore, hash: after })
    hashBefore = after
    at = next
  }
  return at === last ? { start, bytes, frames, hash: hashBefore } : null
}

/**
 * All good batches of a segment, in order; returns how it ends.
 * @param {Source} source @param {SegmentHead} head
 * @returns {Generator<Batch, SegmentEnd>}
 */
export function* readBatches(source, head) {
  const used = source.usedEnd()
  const whole = source.size >= head.preallocated
  let offset = sector
  /** @type {Buffer} */
  let hash = Buffer.from(head.hashBefore, 'hex')
  let number = head.firstFrame
  while (offset < used) {
    const batch = batchAt(source, offset, hash, number)
    if (batch === null) {
      if (!whole) return 'too-short'
      return mayBeLeftOut(source, offset, used, number) ? 'torn' : 'damaged'
    }
    yield batch
    offset += batch.bytes.length
    hash = batch.hash
    number += batch.frames.length
  }
  return whole ? 'clean' : 'too-short'
}

/**
 * Section 4, rules 1 to 3.
 * @param {Source} source @param {number} start of the batch @param {number} used the end of what is in use
 * @param {number} number that its first frame should have
 */
function mayBeLeftOut(source, start, used, number) {
  const first = frameHead(source.bytes(start, start + headerBytes), 0)
  const declared = first !== null && first.frames > 0 ? first.bytes : Math.max(used - start, headerBytes)
  const end = start + declared
  return used <= end && !laterBatchStands(source, start, used, number) && hasZeroSector(source, start, end)
}

/** @param {Source} source @param {number} start @param {number} used @param {number} number */
function laterBatchStands(source, start, used, number) {
  for (let from = start + 1; from < used; from += scanBytes) {
    const part = source.bytes(from, Math.min(used, from + scanBytes + headerBytes - 1))
    const end = Math.min(scanBytes, used - from)
    for (let at = part.indexOf(0xf1); at !== -1 && at < end; at = part.indexOf(0xf1, at + 1)) {
      const later = frameHead(part, at)
      if (later !== null && later.frames > 0 && later.number > number) return true
    }
  }
  return false
}

/** What lies behind the file's end was never written either. @param {Source} source @param {number} start @param {number} end */
function hasZeroSector(source, start, end) {
  if (end > source.size) return true
  for (let from = start; from < end;) {
    const to = Math.min(end, from - (from % sector) + sector)
    if (isZero(source.bytes(from, to))) return true
    from = to
  }
  return false
}
