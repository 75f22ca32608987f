import { writeFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import type { KeyRing, LostFrames } from '../journal/key-ring'
import { readSegmentHeader } from '../journal/segment'
import type { SegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath } from '../journal/walk'
import { goodPartOf, highestFrameIn } from './frames-in'
import { replaceKept } from './quarantine'
import type { MendedFolder } from './quarantine'

/** What a recorded act gave up. */
export interface GivenUp {
  /** First and last frame; null when a later segment repeats what the damaged place held, so that nothing is lost. */
  readonly frames: readonly [number, number] | null
  /** Names of the files that were kept apart. */
  readonly quarantined: readonly string[]
}

/**
 * The last resort, by a recorded act. The damaged files are kept in `quarantine/`, with their keys in the ring; the good
 * part before the damage stays, and the first segment behind it whose header is whole goes on. Where none is, the next
 * opening goes on behind the gap. Their numbers are not used again.
 *
 * The ring is told first: a power cut on the way is finished by the next opening (`finishGivingUp`).
 * @param known heads that anybody knows of: a gap at the journal's end reaches over them
 * @throws JournalFault when the disk refuses
 */
export function giveUpFrames(
  at: MendedFolder,
  ring: Pick<KeyRing, 'noteLost'>,
  damage: Damage,
  known: readonly JournalHead[],
): GivenUp {
  const next = nextWhole(at, damage)
  const lost = lostBy(at, damage, next, known)
  if (lost !== null) ring.noteLost(lost)
  return {
    frames: lost === null ? null : [lost.firstFrame, lost.lastFrame],
    quarantined: putAside(at, damage, next?.segment ?? null),
  }
}

/**
 * Finishes what `giveUpFrames` began when the power went: the damage lies in frames the ring says were given up, before
 * the segment that goes on behind them.
 * @returns the names of the kept files, null when this damage is not of that kind: it is to be asked about
 * @throws JournalFault when the disk refuses
 */
export function finishGivingUp(
  at: MendedFolder,
  ring: Pick<KeyRing, 'lost'>,
  damage: Damage,
): readonly string[] | null {
  const { segment, firstFrame } = damage
  if (segment === null || damage.kind === 'behind') return null
  const begun = ring.lost().find((one) => one.firstFrame === firstFrame)
  if (begun === undefined) return null
  const goesOnIn = begun.goesOn?.segment ?? null
  return goesOnIn === null || segment < goesOnIn ? putAside(at, damage, goesOnIn) : null
}

/** The first segment behind the damage whose header is whole: frames are lost up to it. */
function nextWhole({ files, folder }: MendedFolder, { kind, segment }: Damage): SegmentHeader | null {
  if (segment === null || kind === 'behind') return null
  // behind a gap the segment that was read next is whole itself
  for (const number of segmentNumbers(files, folder).filter((n) =>
    kind === 'gap' ? n >= segment : n > segment,
  )) {
    const read = readSegmentHeader(files.read(segmentPath(folder, number)))
    if (read.kind === 'good') return read.header
  }
  return null
}

function lostBy(
  at: MendedFolder,
  damage: Damage,
  next: SegmentHeader | null,
  known: readonly JournalHead[],
): LostFrames | null {
  const firstFrame = damage.goodFrame + 1
  if (next !== null) {
    const lastFrame = next.firstFrame - 1
    const goesOn = { segment: next.segment, hash: next.hashBefore }
    return lastFrame < firstFrame ? null : { firstFrame, lastFrame, goesOn }
  }
  const heads = known.map(({ frame }) => frame)
  const seen = affected(at, damage, null).map((number) => highestFrameIn(read(at, number)))
  return {
    firstFrame,
    lastFrame: Math.max(firstFrame, damage.lastFrame ?? 0, ...heads, ...seen),
    goesOn: null,
  }
}

/** Numbers of the segments that are put aside: the damaged one and all up to the one that goes on. */
function affected(
  { files, folder }: MendedFolder,
  { kind, segment }: Damage,
  goesOnIn: number | null,
): number[] {
  if (segment === null || kind === 'behind') return []
  return segmentNumbers(files, folder).filter((n) => n >= segment && (goesOnIn === null || n < goesOnIn))
}

const read = ({ files, folder }: MendedFolder, number: number): Buffer =>
  files.read(segmentPath(folder, number))

function putAside(at: MendedFolder, damage: Damage, goesOnIn: number | null): readonly string[] {
  try {
    return affected(at, damage, goesOnIn).flatMap((number) => {
      const bytes = read(at, number)
      const stays =
        number === damage.segment && damage.kind === 'batch' ? goodBytes(bytes, damage.goodFrame) : null
      return bytes.length === 0 ? [] : (replaceKept(at, segmentPath(at.folder, number), stays) ?? [])
    })
  } catch (error) {
    throw writeFault(error)
  }
}

/** The good part, zeros behind it; null when no batch of its own is in it. */
function goodBytes(bytes: Buffer, goodFrame: number): Buffer | null {
  const good = goodPartOf(bytes)
  if (good === null || good.lastFrame === 0 || good.lastFrame !== goodFrame) return null
  const kept = Buffer.alloc(bytes.length)
  bytes.copy(kept, 0, 0, good.end)
  return kept
}
