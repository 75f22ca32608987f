// The journal's format 1 as docs/journal-format.md tells it, read by other code than wrote it.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const sector = 512
const zero = Buffer.alloc(32)

/** @param {...Uint8Array} parts */
export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()

/**
 * @typedef {{ format: number, suite: string, realm: string, station: string, epoch: number, segment: number, day: string,
 *   preallocated: number, firstFrame: number, hashBefore: string, repeats: number, repeatsFrom: number,
 *   gap: { firstFrame: number, lastFrame: number } | null }} SegmentHead
 * @typedef {{ offset: number, length: number, number: number, at: number, code: number, operationId: string | null,
 *   frames: number, bytes: number, hashBefore: Buffer }} Frame
 */

const members = [
  ...['format', 'suite', 'realm', 'station', 'epoch', 'segment', 'day', 'preallocated'],
  ...['firstFrame', 'hashBefore', 'repeats', 'repeatsFrom', 'gap'],
]

/** @param {Buffer} file @returns {{ head: SegmentHead } | 'unfinished' | 'damaged' | 'other-format'} */
export function readHead(file) {
  if (file.every((byte) => byte === 0)) return 'unfinished'
  const mark = file.toString('latin1', 0, 4)
  if (/^WCJ\d$/.test(mark) && mark !== 'WCJ1') return 'other-format'
  if (mark !== 'WCJ1' || file.length < sector) return 'damaged'
  if (!sha256(file.subarray(0, 480)).equals(file.subarray(480, 512))) return 'damaged'
  const head = JSON.parse(file.toString('utf8', 6, 6 + file.readUInt16BE(4)))
  const known = Object.keys(head).sort().join() === [...members].sort().join()
  return known && head.format === 1 && head.suite === 'intl-1' ? { head } : 'other-format'
}

/** @param {Buffer} file @param {number} offset @returns {Frame | null} by its clear header and CRC alone */
function frameAt(file, offset) {
  if (offset + 44 > file.length || file[offset] !== 0xf1) return null
  if (crc32(file.subarray(offset, offset + 40)) !== file.readUInt32BE(offset + 40)) return null
  const id = file.toString('hex', offset + 18, offset + 34)
  const groups = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)]
  return {
    offset,
    length: file.readUIntBE(offset + 1, 3),
    number: file.readUIntBE(offset + 4, 6),
    at: file.readUIntBE(offset + 10, 6),
    code: file.readUInt16BE(offset + 16),
    operationId: /^0+$/.test(id) ? null : groups.join('-'),
    frames: file.readUInt16BE(offset + 34),
    bytes: file.readUInt32BE(offset + 36),
    hashBefore: zero,
  }
}

/**
 * @param {Buffer} file @param {number} start @param {Buffer} hash before it @param {number} number of its first frame
 * @returns {{ frames: Frame[], end: number, hash: Buffer } | null} the good batch at `start`
 */
function batchAt(file, start, hash, number) {
  const first = frameAt(file, start)
  if (first === null || first.frames === 0) return null
  const end = start + first.bytes
  if (end > file.length || file[end - 1] !== 0xe1) return null
  /** @type {Frame[]} */
  const frames = []
  let offset = start
  let before = hash
  while (frames.length < first.frames) {
    const frame = frameAt(file, offset)
    const isFirst = frames.length === 0
    if (frame === null || frame.number !== number + frames.length || (!isFirst && frame.frames > 0))
      return null
    const next = offset + frame.length
    if (frame.length < 92 || next > end - 1) return null
    const after = sha256(before, file.subarray(offset, next - 32))
    if (!after.equals(file.subarray(next - 32, next))) return null
    frames.push({ ...frame, hashBefore: before })
    before = after
    offset = next
  }
  return offset === end - 1 ? { frames, end, hash: before } : null
}

/**
 * All good batches of a segment.
 * @param {Buffer} file @param {SegmentHead} head
 * @returns {{ batches: { start: number, end: number, frames: Frame[], hash: Buffer, hashBefore: Buffer }[],
 *   ends: 'clean' | 'torn' | 'damaged' | 'too-short' }}
 */
export function readBatches(file, head) {
  /** @type {ReturnType<typeof readBatches>['batches']} */
  const batches = []
  let used = file.length
  while (used > 0 && file[used - 1] === 0) used -= 1
  let offset = sector
  /** @type {Buffer} */
  let hash = Buffer.from(head.hashBefore, 'hex')
  let number = head.firstFrame
  while (offset < used) {
    const batch = batchAt(file, offset, hash, number)
    if (batch === null) {
      const ends = mayBeLeftOut(file, offset, used, number) ? 'torn' : 'damaged'
      return { batches, ends: file.length < head.preallocated ? 'too-short' : ends }
    }
    batches.push({ start: offset, end: batch.end, frames: batch.frames, hash: batch.hash, hashBefore: hash })
    offset = batch.end
    hash = batch.hash
    number += batch.frames.length
  }
  return { batches, ends: file.length < head.preallocated ? 'too-short' : 'clean' }
}

/**
 * Section 4, rules 1 to 3.
 * @param {Buffer} file @param {number} start @param {number} used @param {number} number
 */
function mayBeLeftOut(file, start, used, number) {
  const first = frameAt(file, start)
  const declared = first !== null && first.frames > 0 ? start + first.bytes : Math.max(used, start + 44)
  if (used > declared) return false
  for (let at = start + 1; at < used; at++) {
    const later = file[at] === 0xf1 ? frameAt(file, at) : null
    if (later !== null && later.frames > 0 && later.number > number) return false
  }
  for (let from = start; from < declared;) {
    const to = Math.min(declared, from - (from % sector) + sector)
    // what lies behind the file's end was never written either
    if (file.subarray(from, Math.min(to, file.length)).every((byte) => byte === 0)) return true
    from = to
  }
  return false
}
