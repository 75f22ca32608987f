import type { PurgedSegment } from '../journal/key-ring'
import { readSegmentHeader } from '../journal/segment'

/** A segment with a key in the ring; `day` is null where its header cannot be read. */
export interface KeyedSegment {
  readonly segment: number
  readonly day: string | null
}

/** The business day a segment's first bytes name. */
export function dayIn(header: Buffer): string | null {
  const read = readSegmentHeader(header)
  return read.kind === 'good' ? read.header.day : null
}

/**
 * The segments whose keys go when these days are purged. Days only grow from segment to segment: one that cannot tell
 * its own goes with the next that can, so that no key outlives the day it may belong to.
 * @param keyed in order of their numbers
 */
export function segmentsOfDays(
  keyed: readonly KeyedSegment[],
  days: ReadonlySet<string>,
): readonly PurgedSegment[] {
  let next: string | null = null
  const found: PurgedSegment[] = []
  for (const { segment, day } of [...keyed].reverse()) {
    next = day ?? next
    if (next !== null && days.has(next)) found.push({ segment, day: next })
  }
  return found.reverse()
}

/** Numbers of the segments that a ring's clear members hold a key for, in order. */
export function keyedSegments(ids: readonly string[]): readonly number[] {
  return ids
    .flatMap((id) => /^segment\/(\d+)$/.exec(id)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}
