import type { JournalEvent } from '../../../shared/domain/events'
import { canonicalJson } from '../../../shared/contract/canonical'
import { seal, sha256Bytes, tagBytes, unseal } from '../crypto'
import { eventCode } from './event-codes'

/*
 * A frame, byte by byte (big endian):
 *   0  u32  length of the whole frame
 *   4  u48  frame number, counted over all segments from 1
 *  10  u48  time, milliseconds since 1970
 *  16  u16  event type
 *  18  16   operation id, zeros for none
 *  34  u16  frames in this batch, in its first frame only (else 0)
 *  36  u32  bytes of this batch, in its first frame only (else 0)
 *  40  n    AES-256-GCM ciphertext of the event's canonical JSON, and its 16-byte tag
 *  40+n 32  hash[number] = SHA-256(hash[number-1] ‖ all the bytes above)
 */
export const headerBytes = 40
export const hashBytes = 32
export const frameOverhead = headerBytes + tagBytes + hashBytes
const maxFrameBytes = 4 * 1024 * 1024

/** What binds a frame to its place: the same ciphertext elsewhere does not open. */
export interface SegmentPlace {
  readonly station: string
  readonly epoch: number
  readonly segment: number
}

export interface FrameHeader {
  readonly length: number
  readonly number: number
  readonly at: number
  readonly code: number
  readonly batchFrames: number
  readonly batchBytes: number
}

export interface NumberedEvent {
  readonly number: number
  readonly at: number
  readonly event: JournalEvent
}

/** Encodes one batch; returns its bytes and the chain's hash after it. */
export function encodeBatch(
  events: readonly NumberedEvent[],
  key: Uint8Array,
  place: SegmentPlace,
  hashBefore: Uint8Array,
): { bytes: Buffer; hash: Buffer } {
  const plains = events.map(({ event }) => Buffer.from(canonicalJson(event), 'utf8'))
  const batchBytes = plains.reduce((sum, plain) => sum + plain.length + frameOverhead, 0)
  let hash: Buffer = Buffer.from(hashBefore)
  const frames = events.map((numbered, index) => {
    const plain = plains[index] ?? Buffer.alloc(0)
    const first = index === 0
    const header = encodeHeader(
      numbered,
      plain.length + frameOverhead,
      first ? events.length : 0,
      first ? batchBytes : 0,
    )
    const sealed = seal(key, nonceOf(numbered.number), aadOf(header, hash, place), plain)
    hash = sha256Bytes(hash, header, sealed)
    return Buffer.concat([header, sealed, hash])
  })
  return { bytes: Buffer.concat(frames), hash }
}

function encodeHeader(
  numbered: NumberedEvent,
  length: number,
  batchFrames: number,
  batchBytes: number,
): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32BE(length, 0)
  header.writeUIntBE(numbered.number, 4, 6)
  header.writeUIntBE(numbered.at, 10, 6)
  header.writeUInt16BE(eventCode(numbered.event.type), 16)
  if ('operationId' in numbered.event) {
    header.write(numbered.event.operationId.replaceAll('-', ''), 18, 16, 'hex')
  }
  header.writeUInt16BE(batchFrames, 34)
  header.writeUInt32BE(batchBytes, 36)
  return header
}

/** Reads a frame's clear header at `offset`; null where none can stand. */
export function readHeader(bytes: Buffer, offset: number): FrameHeader | null {
  if (offset + headerBytes > bytes.length) return null
  const length = bytes.readUInt32BE(offset)
  if (length < frameOverhead || length > maxFrameBytes || offset + length > bytes.length) return null
  return {
    length,
    number: bytes.readUIntBE(offset + 4, 6),
    at: bytes.readUIntBE(offset + 10, 6),
    code: bytes.readUInt16BE(offset + 16),
    batchFrames: bytes.readUInt16BE(offset + 34),
    batchBytes: bytes.readUInt32BE(offset + 36),
  }
}

/** The chain's hash after the frame at `offset`, or null when the stored hash is another one. */
export function verifyFrame(
  bytes: Buffer,
  offset: number,
  length: number,
  hashBefore: Uint8Array,
): Buffer | null {
  const hash = sha256Bytes(hashBefore, bytes.subarray(offset, offset + length - hashBytes))
  return hash.equals(bytes.subarray(offset + length - hashBytes, offset + length)) ? hash : null
}

/** Decrypts a verified frame; null when the key or the place is another one. */
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
  return unseal(key, nonceOf(header.number), aadOf(head, hashBefore, place), sealed)?.toString('utf8') ?? null
}

/** Frame numbers never repeat under one data key: a segment has its own key and numbers only grow. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 6, 6)
  return nonce
}

function aadOf(header: Uint8Array, hashBefore: Uint8Array, place: SegmentPlace): Buffer {
  return Buffer.concat([
    header,
    hashBefore,
    Buffer.from(`${place.station}/${String(place.epoch)}/${String(place.segment)}`, 'utf8'),
  ])
}
