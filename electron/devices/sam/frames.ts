/** Frames of the SAM protocol: `AA AA AA 96 69 | LEN (2, big endian) | payload | BCC`. Pure. */

const preamble = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69)
const headerBytes = preamble.length + 2
/** A command is CMD PARA BCC, the shortest thing there is. */
const minLen = 3
const maxLen = 4096
/** `AA AA AA 96 69 00 05 05 05 05`: a vendor's timeout mark. Read as a frame it would swallow the next preamble. */
const timeoutMark = { len: 5, filler: 0x05, bytes: 10 }

const noBytes = new Uint8Array(0)

/** The XOR of all bytes. */
function xorOf(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum ^= byte
  return sum
}

/** The frame of a command: LEN counts from CMD to BCC, BCC is the XOR of everything after the preamble. */
export function encodeCommand(cmd: number, para: number, data: Uint8Array = noBytes): Uint8Array {
  const len = data.length + 3
  const frame = new Uint8Array(headerBytes + len)
  frame.set(preamble)
  frame.set([len >> 8, len & 0xff, cmd, para], preamble.length)
  frame.set(data, headerBytes + 2)
  frame[frame.length - 1] = xorOf(frame.subarray(preamble.length, -1))
  return frame
}

type Attempt = { kind: 'more' } | { kind: 'none' } | { kind: 'frame'; payload: Uint8Array; end: number }

const more: Attempt = { kind: 'more' }
const none: Attempt = { kind: 'none' }

/** Whether a frame starts at `at`: yes, no, or not to be said before more bytes have come. */
function frameAt(buffer: Uint8Array, at: number): Attempt {
  for (let index = 0; index < preamble.length; index += 1) {
    const seen = buffer[at + index]
    if (seen === undefined) return more
    if (seen !== preamble[index]) return none
  }
  const high = buffer[at + 5]
  const low = buffer[at + 6]
  if (high === undefined || low === undefined) return more
  const len = high * 256 + low
  if (len < minLen || len > maxLen) return none
  if (len === timeoutMark.len) {
    const mark = buffer.subarray(at + headerBytes, at + timeoutMark.bytes)
    if (mark.length < timeoutMark.bytes - headerBytes) return more
    if (mark.every((byte) => byte === timeoutMark.filler)) return none
  }
  const end = at + headerBytes + len
  if (buffer.length < end) return more
  if (xorOf(buffer.subarray(at + preamble.length, end)) !== 0) return none
  return { kind: 'frame', payload: buffer.slice(at + headerBytes, end - 1), end }
}

/**
 * Finds all whole frames in a buffer. After a wrong length or checksum the search goes on one byte further.
 * @returns the payloads (copies of what stands between LEN and BCC) and where what is not yet complete begins
 */
export function takeFrames(buffer: Uint8Array): { payloads: Uint8Array[]; restAt: number } {
  const payloads: Uint8Array[] = []
  let at = 0
  while (at < buffer.length) {
    const attempt = frameAt(buffer, at)
    if (attempt.kind === 'more') break
    if (attempt.kind === 'none') {
      at += 1
    } else {
      payloads.push(attempt.payload)
      at = attempt.end
    }
  }
  return { payloads, restAt: at }
}

export interface FrameParser {
  /** Takes the next bytes of the stream and returns the payloads of the frames that they complete. */
  push(bytes: Uint8Array): Uint8Array[]
  /** Forgets everything not yet complete. */
  reset(): void
}

/**
 * A parser over a stream: however the stream is cut, the frames are the same. It keeps one buffer for all of them and
 * wipes what it has dealt with: a photo stays nowhere.
 */
export function createFrameParser(): FrameParser {
  let kept = new Uint8Array(0)
  let length = 0

  function add(bytes: Uint8Array): void {
    const needed = length + bytes.length
    if (needed > kept.length) {
      const larger = new Uint8Array(2 * needed)
      larger.set(kept.subarray(0, length))
      kept.fill(0)
      kept = larger
    }
    kept.set(bytes, length)
    length = needed
  }

  /** Forgets the first so many bytes. */
  function drop(count: number): void {
    if (count === 0) return
    kept.copyWithin(0, count, length)
    kept.fill(0, length - count, length)
    length -= count
  }

  return {
    push(bytes) {
      add(bytes)
      const { payloads, restAt } = takeFrames(kept.subarray(0, length))
      drop(restAt)
      return payloads
    },
    reset: () => drop(length),
  }
}

/** What a reader answered. SW1 and SW2 are not kept: they may be anything. */
export interface Reply {
  sw3: number
  data: Uint8Array
}

/** The payload read as a reader's answer; undefined when it is too short for one. */
export function replyOf(payload: Uint8Array): Reply | undefined {
  const sw3 = payload[2]
  return sw3 === undefined ? undefined : { sw3, data: payload.slice(3) }
}
