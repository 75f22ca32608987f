import { crc32 } from 'node:zlib'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId, Realm } from '../../../shared/domain/ids'
import { seal, sha256Bytes, tagBytes, unseal } from '../crypto'
import { eventCode } from './event-codes'

/* A frame, byte by byte: docs/journal-format.md section 3. */
export const headerBytes = 44
export const hashBytes = 32
export const frameOverhead = headerBytes + tagBytes + hashBytes
const frameMark = 0xf1
const batchEnd = 0xe1
const maxFrameBytes = 4 * 1024 * 1024
const maxBatchFrames = 0xffff

/** What binds a frame to its place: the same ciphertext elsewhere does not open. */
export interface SegmentPlace {
  readonly realm: Realm
  readonly station: string
  readonly epoch: number
  readonly segment: number
}

export interface FrameHeader {
  readonly length: number
  readonly number: number
  readonly at: number
  readonly code: number
  readonly operationId: OperationId | null
  readonly batchFrames: number
  readonly batchBytes: number
}

/**
 * Encodes one batch whose frames are numbered from `firstNumber`; returns its bytes and the chain's hash after it.
 * @throws RangeError for more than 65535 events, or one over 4 MiB
 */
export function encodeBatch(
  events: readonly JournalEvent[],
  firstNumber: number,
  at: number,
  key: Uint8Array,
  place: SegmentPlace,
  hashBefore: Buffer,
): { bytes: Buffer; hash: Buffer } {
  const plains = events.map((event) => Buffer.from(canonicalJson(event), 'utf8'))
  const batchBytes = plains.reduce((sum, plain) => sum + plain.length + frameOverhead, 1)
  if (events.length > maxBatchFrames || plains.some(({ length }) => length + frameOverhead > maxFrameBytes))
    throw new RangeError('batch too large')
  const bytes = Buffer.alloc(batchBytes)
  const where = placeText(place)
  let hash = hashBefore
  let offset = 0
  events.forEach((event, index) => {
    const plain = plains[index] ?? Buffer.alloc(0)
    const frame = bytes.subarray(offset, offset + plain.length + frameOverhead)
    const number = firstNumber + index
    writeHeader(frame, number, at, event, index === 0 ? events.length : 0, index === 0 ? batchBytes : 0)
    const header = frame.subarray(0, headerBytes)
    seal(key, nonceOf(number), Buffer.concat([header, hash, where]), plain).copy(frame, headerBytes)
    hash = sha256Bytes(hash, frame.subarray(0, frame.length - hashBytes))
    hash.copy(frame, frame.length - hashBytes)
    offset += frame.length
  })
  bytes[offset] = batchEnd
  return { bytes, hash }
}

function writeHeader(
  frame: Buffer,
  number: number,
  at: number,
  event: JournalEvent,
  batchFrames: number,
  batchBytes: number,
): void {
  frame[0] = frameMark
  frame.writeUIntBE(frame.length, 1, 3)
  frame.writeUIntBE(number, 4, 6)
  frame.writeUIntBE(at, 10, 6)
  frame.writeUInt16BE(eventCode(event.type), 16)
  if ('operationId' in event) frame.write(event.operationId.replaceAll('-', ''), 18, 16, 'hex')
  frame.writeUInt16BE(batchFrames, 34)
  frame.writeUInt32BE(batchBytes, 36)
  frame.writeUInt32BE(crc32(frame.subarray(0, 40)), 40)
}

/** Reads a frame's clear header at `offset`; null where none can stand. */
export function readHeader(bytes: Buffer, offset: number): FrameHeader | null {
  if (offset + headerBytes > bytes.length || bytes[offset] !== frameMark) return null
  if (crc32(bytes.subarray(offset, offset + 40)) !== bytes.readUInt32BE(offset + 40)) return null
  const length = bytes.readUIntBE(offset + 1, 3)
  if (length < frameOverhead || length > maxFrameBytes) return null
  return {
    length,
    number: bytes.readUIntBE(offset + 4, 6),
    at: bytes.readUIntBE(offset + 10, 6),
    code: bytes.readUInt16BE(offset + 16),
    operationId: operationIdAt(bytes, offset + 18),
    batchFrames: bytes.readUInt16BE(offset + 34),
    batchBytes: bytes.readUInt32BE(offset + 36),
  }
}

function operationIdAt(bytes: Buffer, offset: number): OperationId | null {
  const hex = bytes.toString('hex', offset, offset + 16)
  if (hex === '0'.repeat(32)) return null
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as OperationId
}

/** One good batch in a segment's bytes. */
export interface ReadBatch {
  readonly offset: number
  readonly bytes: number
  readonly firstFrame: number
  readonly frames: number
  /** Time of its last frame. */
  readonly at: number
  readonly hashBefore: Buffer
  readonly hashAfter: Buffer
}

/** The batch at `start`, null unless every check of it is right: the first header's CRC, numbers, hashes, end byte. */
export function readBatch(
  bytes: Buffer,
  start: number,
  hashBefore: Buffer,
  firstNumber: number,
): ReadBatch | null {
  const first = readHeader(bytes, start)
  if (first === null || first.batchFrames === 0 || start + first.batchBytes > bytes.length) return null
  let offset = start
  let hash = hashBefore
  let at = first.at
  for (let index = 0; index < first.batchFrames; index++) {
    const header = index === 0 ? first : readHeader(bytes, offset)
    if (header === null || header.number !== firstNumber + index || (index > 0 && header.batchFrames !== 0))
      return null
    const end = offset + header.length
    if (end >= start + first.batchBytes) return null
    hash = sha256Bytes(hash, bytes.subarray(offset, end - hashBytes))
    if (!hash.equals(bytes.subarray(end - hashBytes, end))) return null
    at = header.at
    offset = end
  }
  if (offset + 1 !== start + first.batchBytes || bytes[offset] !== batchEnd) return null
  return {
    offset: start,
    bytes: first.batchBytes,
    firstFrame: firstNumber,
    frames: first.batchFrames,
    at,
    hashBefore,
    hashAfter: hash,
  }
}

/** The clear headers of a good batch, each with where it stands. */
export function headersOf(
  bytes: Buffer,
  batch: ReadBatch,
): readonly { readonly header: FrameHeader; readonly offset: number; readonly hashBefore: Buffer }[] {
  const found: { header: FrameHeader; offset: number; hashBefore: Buffer }[] = []
  let offset = batch.offset
  let hashBefore = batch.hashBefore
  while (found.length < batch.frames) {
    const header = readHeader(bytes, offset)
    if (header === null) throw new Error('headersOf: the batch was not checked')
    found.push({ header, offset, hashBefore })
    offset += header.length
    hashBefore = bytes.subarray(offset - hashBytes, offset)
  }
  return found
}

/** Decrypts a frame of a good batch; null when the key or the place is another one. */
export function openFrame(
  bytes: Buffer,
  offset: number,
  header: FrameHeader,
  key: Uint8Array,
  place: SegmentPlace,
  hashBefore: Uint8Array,
): string | null {
  const head = bytes.subarray(offset, offset + headerBytes)
  const sealed = bytes.subarray(offset + headerBytes, offset + header.length - hashBytes)
  const aad = Buffer.concat([head, hashBefore, placeText(place)])
  return unseal(key, nonceOf(header.number), aad, sealed)?.toString('utf8') ?? null
}

/**
 * Whether behind `start` a batch with a later number than `number` begins: then the bytes at `start` were followed by
 * another batch, so they had been acknowledged.
 */
export function laterBatchStands(bytes: Buffer, start: number, end: number, number: number): boolean {
  for (
    let at = bytes.indexOf(frameMark, start + 1);
    at !== -1 && at < end;
    at = bytes.indexOf(frameMark, at + 1)
  ) {
    const header = readHeader(bytes, at)
    if (header !== null && header.batchFrames > 0 && header.number > number) return true
  }
  return false
}

/** Frame numbers never repeat under one data key: a segment has its own key and numbers only grow. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 6, 6)
  return nonce
}

function placeText({ realm, station, epoch, segment }: SegmentPlace): Buffer {
  return Buffer.from(`${realm}/${station}/${String(epoch)}/${String(segment)}`, 'utf8')
}
