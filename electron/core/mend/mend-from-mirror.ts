import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import { JournalFault, writeFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import { keyRingName, lostIn, readFile as readRing } from '../journal/key-ring'
import { readSegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath, walk } from '../journal/walk'
import { isMarked, mirrorMarkName } from '../mirror/mirror-place'
import type { MirrorPlace } from '../mirror/mirror-place'
import { goodPartOf, highestFrameIn } from './frames-in'
import { replaceKept, withChanges } from './quarantine'
import type { MendedFolder } from './quarantine'

export interface MendParts extends MendedFolder {
  readonly realm: Realm
  readonly station: StationId
  readonly mirror: MirrorPlace
  /** What else knows a head of this journal. */
  readonly witnesses: readonly JournalHead[]
}

/**
 * Puts the mirror's copies in the place of what is damaged or missing, after the whole chain was verified with them and
 * no frame that anybody knows of would be lost. Damaged files are kept in `quarantine/`.
 * @returns the names of the kept files
 * @throws JournalFault the fault itself where the mirror cannot mend it, else what the disk says
 */
export function mendFromMirror(parts: MendParts, fault: JournalFault): readonly string[] {
  const { files, mirror } = parts
  const mark = join(mirror.root, mirrorMarkName)
  if (files.kind(mark) === null || !isMarked(files.read(mark), mirror)) throw fault
  const changes = fault.code === 'key-ring.damaged' ? ringChange(parts, fault) : segmentChanges(parts, fault)
  try {
    return [...changes].flatMap(([path, content]) => replaceKept(parts, path, content) ?? [])
  } catch (error) {
    throw writeFault(error)
  }
}

type Changes = ReadonlyMap<string, Buffer | null>

/** The mirror's ring: it must be of this station and open, or have purged, every segment there is. */
function ringChange({ files, folder, mirror, realm, station }: MendParts, fault: JournalFault): Changes {
  const ours = join(folder, keyRingName)
  const theirs = join(mirror.root, 'journal', keyRingName)
  if (files.kind(theirs) !== 'file') throw fault
  const bytes = files.read(theirs)
  if (files.kind(ours) === 'file' && files.read(ours).equals(bytes)) throw fault
  const ring = readRing(files, theirs)
  if (ring.realm !== realm || ring.station !== station) throw fault
  const known = new Set([
    ...ring.keys.map(({ id }) => id),
    ...ring.purged.map(({ segment }) => `segment/${String(segment)}`),
  ])
  const used = segmentNumbers(files, folder).filter(
    (number) => readSegmentHeader(files.read(segmentPath(folder, number))).kind !== 'empty',
  )
  if (used.some((number) => !known.has(`segment/${String(number)}`))) throw fault
  return new Map([[ours, bytes]])
}

/** Damage after damage is mended on paper until the chain verifies; only then anything is written. */
function segmentChanges(parts: MendParts, first: JournalFault): Changes {
  const { files, folder, realm, station, witnesses } = parts
  const changes = new Map<string, Buffer | null>()
  const known = [...witnesses, ...ringHead(parts)]
  for (;;) {
    const journal = { files: withChanges(files, changes), folder, realm, station }
    const fault = faultIn(() => [...walk(journal, null, known, lostIn(parts))])
    if (fault === null && changes.size > 0) return changes
    const { damage } = fault ?? first
    const change = damage === null ? null : changeFor(parts, damage, changes)
    if (change === null) throw fault ?? first
    changes.set(...change)
  }
}

function ringHead({ files, folder }: MendParts): readonly JournalHead[] {
  const path = join(folder, keyRingName)
  if (files.kind(path) !== 'file') return []
  const { head } = readRing(files, path)
  return head === null ? [] : [head]
}

function changeFor(
  { files, folder, mirror }: MendParts,
  damage: Damage,
  changes: Changes,
): readonly [string, Buffer | null] | null {
  const theirFolder = join(mirror.root, 'journal')
  const theirNumbers = segmentNumbers(files, theirFolder)
  const ourPath = (number: number): string => segmentPath(folder, number)
  const ourBytes = (number: number): Buffer | null => {
    const path = ourPath(number)
    const changed = changes.get(path)
    if (changed !== undefined) return changed
    return files.kind(path) === 'file' ? files.read(path) : null
  }
  const theirBytes = (number: number): Buffer | null =>
    theirNumbers.includes(number) ? files.read(segmentPath(theirFolder, number)) : null

  switch (damage.kind) {
    case 'segment-header':
    case 'batch': {
      const { segment } = damage
      if (segment === null || changes.has(ourPath(segment))) return null
      const best = bestOf(ourBytes(segment), theirBytes(segment))
      return best === null ? null : [ourPath(segment), best]
    }
    case 'fork':
    case 'foreign': {
      const { segment } = damage
      if (segment === null || changes.has(ourPath(segment))) return null
      return [ourPath(segment), theirBytes(segment)]
    }
    case 'gap':
    case 'behind': {
      const before = damage.kind === 'gap' ? (damage.segment ?? 0) : Number.POSITIVE_INFINITY
      const longer = theirNumbers.find((number) => {
        if (number >= before || changes.has(ourPath(number))) return false
        const theirs = goodPartOf(theirBytes(number) ?? Buffer.alloc(0))?.lastFrame ?? 0
        const ours = goodPartOf(ourBytes(number) ?? Buffer.alloc(0))?.lastFrame ?? 0
        return theirs >= damage.firstFrame && theirs > ours
      })
      return longer === undefined ? null : [ourPath(longer), theirBytes(longer)]
    }
    case 'key':
      return null
  }
}

/**
 * The mirror's copy, with what ours holds behind its end where that goes on from it: the mirror may lag. null when a
 * frame that ours speaks of would be lost.
 */
function bestOf(ours: Buffer | null, theirs: Buffer | null): Buffer | null {
  const good = theirs === null ? null : goodPartOf(theirs)
  if (theirs === null || good?.sound !== true) return null
  const candidates = ours === null ? [theirs] : [theirs, spliced(theirs, good.end, ours)]
  const needed = ours === null ? 0 : highestFrameIn(ours)
  const whole = candidates
    .map((bytes) => ({ bytes, part: goodPartOf(bytes) }))
    .filter(({ part }) => part?.sound === true)
    .sort((a, b) => (b.part?.lastFrame ?? 0) - (a.part?.lastFrame ?? 0))[0]
  return whole !== undefined && (whole.part?.lastFrame ?? 0) >= needed ? whole.bytes : null
}

function spliced(head: Buffer, end: number, tail: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.max(head.length, tail.length))
  head.copy(bytes, 0, 0, end)
  tail.subarray(end).copy(bytes, end)
  return bytes
}

function faultIn(work: () => unknown): JournalFault | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof JournalFault) return error
    throw error
  }
}
