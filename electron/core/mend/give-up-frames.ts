import { writeFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import type { Gap } from '../journal/segment'
import { segmentNumbers, segmentPath } from '../journal/walk'
import { goodPartOf, highestFrameIn } from './frames-in'
import { replaceKept } from './quarantine'
import type { MendedFolder } from './quarantine'

/**
 * The last resort, by a recorded act: the journal ends at its last good frame and goes on behind a gap. The damaged
 * file and every later one are kept in `quarantine/`, with their keys in the ring; their numbers are not used again.
 * @param known heads that anybody knows of: the gap reaches over them
 * @throws JournalFault when the disk refuses
 */
export function giveUpFrames(
  at: MendedFolder,
  damage: Damage,
  known: readonly JournalHead[],
): { readonly gap: Gap; readonly quarantined: readonly string[] } {
  const { files, folder } = at
  const { segment, goodFrame } = damage
  const lost =
    segment === null || damage.kind === 'behind'
      ? []
      : segmentNumbers(files, folder).filter((number) => number >= segment)
  const contents = lost.map((number) => ({ number, bytes: files.read(segmentPath(folder, number)) }))
  const lastFrame = Math.max(
    goodFrame + 1,
    damage.lastFrame ?? 0,
    ...known.map(({ frame }) => frame),
    ...contents.map(({ bytes }) => highestFrameIn(bytes)),
  )
  try {
    // in order: after a power cut on the way the first later segment tells of the gap before it
    const quarantined = contents.flatMap(({ number, bytes }) => {
      const stays = number === segment && damage.kind === 'batch' ? goodBytes(bytes, goodFrame) : null
      return bytes.length === 0 ? [] : (replaceKept(at, segmentPath(folder, number), stays) ?? [])
    })
    return { gap: { firstFrame: goodFrame + 1, lastFrame }, quarantined }
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
