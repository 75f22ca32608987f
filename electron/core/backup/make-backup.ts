import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { Files } from '../../files/files'
import type { OtherDisk } from '../../files/other-disk'
import { attachmentsFolder, isPaperName } from '../attachments/attachments'
import { sha256 } from '../crypto'
import { JournalFault } from '../journal/fault'
import type { StoreCode } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import { lostIn, readFile as readRing } from '../journal/key-ring'
import { readSegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath, walk } from '../journal/walk'
import type { WalkedBatch } from '../journal/walk'
import { fileStamp } from '../store/file-stamp'
import { encodeManifest, manifestName, masterKeyPath, ringPath } from './manifest'
import type { Manifest } from './manifest'
import { noteNewestBackup } from './newest-backup'

export interface BackupParts {
  /** The counter's own disk. */
  readonly files: Files
  readonly disk: OtherDisk
  readonly dataDir: string
  readonly realm: Realm
  readonly station: StationId
  /** Where to end; null = at the journal's end, when nobody writes. */
  readonly upTo: JournalHead | null
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export type BackupFailure = StoreCode | 'mirror.cannot-write' | 'backup.incomplete'

export interface MadeBackup {
  readonly name: string
  readonly folder: string
  readonly frame: number
  readonly days: readonly string[]
}

const tries = 3

/**
 * Copies the journal up to a frame that is durable, with its key ring, the master key file and the sealed papers, to a new
 * folder below `target`; verified while it is read, synced, and named only when it is whole. May run while the counter works: the
 * process is never held longer than one segment's read.
 * Errors: what the journal's walk finds (a damaged journal is never backed up as if it were whole);
 * `backup.incomplete` when the target's disk refuses or days were purged again and again meanwhile.
 */
export async function makeBackup(
  parts: BackupParts,
  target: string,
  progress: (frame: number) => void,
): Promise<Result<MadeBackup, BackupFailure>> {
  const { files, disk, dataDir, now } = parts
  const madeAt = now()
  const name = `backup-${parts.realm}-${parts.station}-${fileStamp(madeAt)}`
  const folder = join(target, name)
  const part = join(target, `.${name}.part`)
  try {
    for (let attempt = 1; attempt <= tries; attempt++) {
      await removeHalves(parts, target)
      const manifest = await copyAll(parts, part, madeAt, progress)
      if (manifest === 'purged-meanwhile') continue
      if (manifest === 'nothing-yet') return fail('backup.incomplete')
      if ((await disk.look(folder)) !== null) return fail('backup.incomplete')
      await disk.move(part, folder)
      const { frame, days } = manifest
      noteNewestBackup(files, dataDir, {
        suite: 'intl-1',
        folder,
        name,
        frame,
        days,
        madeAt,
        journalled: false,
      })
      return ok({ name, folder, frame, days })
    }
    return fail('backup.incomplete')
  } catch (error) {
    if (error instanceof JournalFault) return fail(error.code)
    if (error instanceof Error && 'code' in error) return fail('backup.incomplete')
    throw error
  }
}

/** What an earlier try did not finish: it holds keys, so it does not stay. */
async function removeHalves({ disk, realm, station }: BackupParts, target: string): Promise<void> {
  for (const name of await disk.list(target))
    if (name.startsWith(`.backup-${realm}-${station}-`) && name.endsWith('.part'))
      await disk.remove(join(target, name))
}

async function copyAll(
  parts: BackupParts,
  part: string,
  madeAt: number,
  progress: (frame: number) => void,
): Promise<Manifest | 'purged-meanwhile' | 'nothing-yet'> {
  const { files, disk, dataDir, realm, station } = parts
  const folder = join(dataDir, 'journal')
  const ringBytes = files.read(join(dataDir, ringPath))
  const ring = readRing(files, join(dataDir, ringPath))
  await disk.makeFolder(join(part, 'journal', 'segments'))
  await disk.makeFolder(join(part, 'keys'))
  const end = await findEnd(parts, progress)
  if (end === null) return 'nothing-yet'

  const copied: Manifest['files'][number][] = []
  const copy = async (path: string, bytes: Uint8Array): Promise<void> => {
    await disk.writeAtomic(join(part, path), bytes)
    copied.push({ path: path.split('\\').join('/'), bytes: bytes.length, sha256: sha256(bytes) })
  }
  const days = new Set<string>()
  const purged = new Set(ring.purged.map(({ segment }) => segment))
  let epoch = 1
  for (const number of segmentNumbers(files, folder).filter((one) => one <= end.segment)) {
    const path = segmentPath(folder, number)
    const whole = await disk.readPart(path, 0, (await disk.look(path))?.bytes ?? 0)
    await copy(
      join('journal', 'segments', path.slice(-'00000000.segment'.length)),
      number === end.segment ? zeroedBehind(whole, end.offset) : whole,
    )
    const read = readSegmentHeader(whole)
    if (read.kind !== 'good') continue
    if (!purged.has(number)) days.add(read.header.day)
    epoch = read.header.epoch
  }
  for (const name of (await disk.list(join(dataDir, attachmentsFolder))).filter(isPaperName)) {
    const path = join(dataDir, attachmentsFolder, name)
    const found = await disk.look(path)
    // a purge took it since it was listed
    if (found === null) continue
    await disk.makeFolder(join(part, attachmentsFolder))
    await copy(join(attachmentsFolder, name), await disk.readPart(path, 0, found.bytes))
  }
  await copy(masterKeyPath, files.read(join(dataDir, masterKeyPath)))
  await disk.writeAtomic(join(part, ringPath), ringBytes)
  if (readRing(files, join(dataDir, ringPath)).purged.length !== ring.purged.length) return 'purged-meanwhile'

  const manifest: Manifest = {
    suite: 'intl-1',
    format: 2,
    realm,
    station,
    epoch,
    frame: end.frame,
    hash: end.hash,
    days: [...days].sort(),
    purged: [...new Set(ring.purged.map(({ day }) => day))].sort(),
    files: copied,
    madeAt,
  }
  await disk.writeAtomic(join(part, manifestName), encodeManifest(manifest))
  return manifest
}

interface End extends JournalHead {
  readonly segment: number
  /** Just behind its batch, in the segment's file. */
  readonly offset: number
}

/** Verifies the whole chain up to the end; breathes after every segment. null = there is no frame yet. */
async function findEnd(
  { files, dataDir, realm, station, upTo }: BackupParts,
  progress: (frame: number) => void,
): Promise<End | null> {
  const journal = { files, folder: join(dataDir, 'journal'), realm, station }
  const batches = walk(journal, null, upTo === null ? [] : [upTo], lostIn(journal))
  let last: WalkedBatch | null = null
  while (upTo === null || frameOf(last) < upTo.frame) {
    const next = batches.next()
    if (next.done === true) break
    if (next.value.file !== last?.file) {
      progress(frameOf(last))
      await new Promise((resolve) => setImmediate(resolve))
    }
    last = next.value
  }
  if (last === null) return null
  const { batch, file } = last
  return {
    frame: frameOf(last),
    hash: batch.hashAfter.toString('hex'),
    segment: Number(file.slice(0, 8)),
    offset: batch.offset + batch.bytes,
  }
}

function frameOf(last: WalkedBatch | null): number {
  return last === null ? 0 : last.batch.firstFrame + last.batch.frames - 1
}

function zeroedBehind(bytes: Buffer, offset: number): Buffer {
  return Buffer.concat([bytes.subarray(0, offset), Buffer.alloc(bytes.length - offset)])
}
