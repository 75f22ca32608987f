import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { JournalHead } from '../journal/journal-frame'
import { batchesIn, readSegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath } from '../journal/walk'
import { isMarked, mirrorMarkName } from './mirror-place'
import type { MirrorPlace } from './mirror-place'

/**
 * The newest frame the mirror holds: whatever is there was durable in the journal, so a journal that ends before it is
 * damaged. null = it cannot be reached, is not the chosen one, or holds nothing yet. Reads the newest segment only.
 */
export function mirrorHead(
  files: Files,
  place: MirrorPlace,
  realm: Realm,
  station: StationId,
): JournalHead | null {
  try {
    const mark = join(place.root, mirrorMarkName)
    if (files.kind(mark) === null || !isMarked(files.read(mark), place)) return null
    return newestHead(files, join(place.root, 'journal'), realm, station)
  } catch (error) {
    // a disk that is unplugged while it is read witnesses nothing; the running mirror will name it
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

function newestHead(files: Files, folder: string, realm: Realm, station: StationId): JournalHead | null {
  for (const number of [...segmentNumbers(files, folder)].reverse()) {
    const head = headOf(files.read(segmentPath(folder, number)), realm, station)
    if (head !== null) return head
  }
  return null
}

/** The head after the last good batch of a segment; null where it has none. */
function headOf(bytes: Buffer, realm: Realm, station: StationId): JournalHead | null {
  const read = readSegmentHeader(bytes)
  if (read.kind !== 'good' || read.header.realm !== realm || read.header.station !== station) return null
  let head: JournalHead | null = null
  for (const batch of batchesIn(bytes, read.header))
    head = { frame: batch.firstFrame + batch.frames - 1, hash: batch.hashAfter.toString('hex') }
  return head
}
