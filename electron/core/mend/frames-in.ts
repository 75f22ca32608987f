import { readHeader } from '../journal/frame'
import { batchesIn, readSegmentHeader, segmentHeaderBytes } from '../journal/segment'

/** A segment's good part: where it ends, and its last frame. */
export interface GoodPart {
  /** Bytes from the file's beginning, the header included. */
  readonly end: number
  /** 0 = no good batch. */
  readonly lastFrame: number
  readonly sound: boolean
}

/** How far a segment's bytes verify by themselves; null when not even the header does. */
export function goodPartOf(bytes: Buffer): GoodPart | null {
  const read = readSegmentHeader(bytes)
  if (read.kind !== 'good') return null
  let end = segmentHeaderBytes
  let lastFrame = 0
  const batches = batchesIn(bytes, read.header)
  for (;;) {
    const next = batches.next()
    if (next.done === true) return { end, lastFrame, sound: next.value !== 'damaged' }
    end = next.value.offset + next.value.bytes
    lastFrame = next.value.firstFrame + next.value.frames - 1
  }
}

const frameMark = 0xf1

/** The highest frame number any readable header in these bytes speaks of, damaged places between them or not; 0 = none. */
export function highestFrameIn(bytes: Buffer): number {
  let highest = 0
  for (let at = bytes.indexOf(frameMark); at !== -1; at = bytes.indexOf(frameMark, at + 1)) {
    const header = readHeader(bytes, at)
    if (header === null) continue
    highest = Math.max(highest, header.number + Math.max(0, header.batchFrames - 1))
  }
  return highest
}
