import { join } from 'node:path'
import type { Realm } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { readSegmentHeader, segmentHeaderBytes } from '../journal/segment'
import { segmentNumbers, segmentPath } from '../journal/walk'

/**
 * Format 0 was practice only, before this format was declared: such a folder is set aside whole, with the practice
 * centre that belongs to it. Nothing of it is lost.
 * @param suffix for the new names
 * @returns the journal's new path, null when there was nothing to do
 */
export function setAsideFormatZero(
  files: Files,
  realm: Realm,
  dataDir: string,
  suffix: string,
): string | null {
  const journal = join(dataDir, 'journal')
  const [first] = segmentNumbers(files, journal)
  if (realm !== 'practice' || first === undefined) return null
  const head = files.readPart(segmentPath(journal, first), 0, segmentHeaderBytes)
  const read = readSegmentHeader(head)
  if (read.kind !== 'other-format' || read.format !== 'WCJ0') return null
  const centre = join(dataDir, 'centre')
  if (files.kind(centre) !== null) files.setAside(centre, suffix)
  return files.setAside(journal, suffix)
}
