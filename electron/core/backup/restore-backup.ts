import { basename, join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { Realm, StationId } from '../../../shared/domain/ids'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { Files } from '../../files/files'
import { attachmentsFolder } from '../attachments/attachments'
import { sha256 } from '../crypto'
import { stationFilePath } from '../enrolment/station-file'
import { JournalFault } from '../journal/fault'
import type { StoreCode } from '../journal/fault'
import { keyRingName, lostIn, readFile as readRing } from '../journal/key-ring'
import { readSegmentHeader } from '../journal/segment'
import { segmentNumbers, segmentPath, walk } from '../journal/walk'
import { manifestName, masterKeyPath, readManifest, ringPath } from './manifest'
import type { Manifest } from './manifest'

export type RestoreFailure = StoreCode | 'backup.incomplete' | 'backup.bad-stamp'

/**
 * Reads a backup whole and verifies it: every file's hash, the chain up to its frame, a key for every segment.
 * Errors: `backup.incomplete` · `journal.too-new` · `journal.foreign` and what the walk finds.
 */
export function verifyBackup(files: Files, backup: string): Result<Manifest, RestoreFailure> {
  try {
    if (files.kind(join(backup, manifestName)) !== 'file') return fail('backup.incomplete')
    const manifest = readManifest(files.read(join(backup, manifestName)))
    if (manifest === 'too-new') return fail('journal.too-new')
    if (manifest === 'damaged' || !filesAreWhole(files, backup, manifest)) return fail('backup.incomplete')
    const folder = join(backup, 'journal')
    const { realm, station, frame, hash } = manifest
    const end = lastOf(
      walk({ files, folder, realm, station }, null, [{ frame, hash }], lostIn({ files, folder })),
    )
    return end.frame === frame && ringCovers(files, folder, realm, station)
      ? ok(manifest)
      : fail('backup.incomplete')
  } catch (error) {
    if (error instanceof JournalFault) return fail(error.code)
    throw error
  }
}

function filesAreWhole(files: Files, backup: string, { files: listed }: Manifest): boolean {
  const names = new Set(listed.map(({ path }) => basename(path)))
  const unlisted = files.list(join(backup, 'journal', 'segments')).filter((name) => !names.has(name))
  if (unlisted.length > 0 || !names.has(basename(masterKeyPath))) return false
  return listed.every(({ path, bytes, sha256: sum }) => {
    const file = join(backup, path)
    if (files.kind(file) !== 'file') return false
    const content = files.read(file)
    return content.length === bytes && sha256(content) === sum
  })
}

function ringCovers(files: Files, folder: string, realm: Realm, station: StationId): boolean {
  const ring = readRing(files, join(folder, keyRingName))
  if (ring.realm !== realm || ring.station !== station) throw new JournalFault('journal.foreign', 'key ring')
  const known = new Set([
    ...ring.keys.map(({ id }) => id),
    ...ring.purged.map(({ segment }) => `segment/${String(segment)}`),
  ])
  return segmentNumbers(files, folder).every(
    (number) =>
      known.has(`segment/${String(number)}`) ||
      readSegmentHeader(files.read(segmentPath(folder, number))).kind === 'empty',
  )
}

function lastOf<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const next = steps.next()
    if (next.done === true) return next.value
  }
}

/** `yyyymmdd-hhmmss`: a mark with another one could not be read back after a power cut. */
const stampSchema = z.string().regex(/^\d{8}-\d{6}$/)

const markSchema = z.strictObject({
  suite: z.literal('intl-1'),
  backup: z.string().min(1).max(120),
  frame: z.number().int().min(1),
  /** Days that the folder before knew as purged: the restored one purges them before it serves anybody. */
  purgeDays: z.array(z.iso.date()),
  stamp: stampSchema,
})
type Mark = z.infer<typeof markSchema>

/** While the files change places · afterwards, until core has recorded it. */
const changingName = 'restoring.json'
const restoredName = 'restored.json'
const staging = '.restoring'
/** What a backup puts in the place of what is there, in this order. */
const replaced = [masterKeyPath, attachmentsFolder, 'journal']
/** As the manifest writes it. */
const ownMasterKey = 'keys/master-key.json'

export interface Restored {
  readonly frame: number
  readonly days: readonly string[]
  readonly purgeDays: readonly string[]
  /** What was there before, under its new names; nothing is deleted. */
  readonly setAside: readonly string[]
}

/**
 * Puts a verified backup in the data folder's place; nobody may be at work there. A power cut at any moment leaves the
 * folder as it was, or a mark by which `finishRestore` goes on.
 * @param stamp `yyyymmdd-hhmmss`, for the names of what is set aside
 * Errors: as `verifyBackup`; `backup.bad-stamp`, and nothing was touched; `journal.foreign` when the folder belongs to another
 * station or realm
 * @throws NodeJS.ErrnoException when the disk refuses
 */
export function restoreBackup(
  files: Files,
  backup: string,
  dataDir: string,
  stamp: string,
): Result<Restored, RestoreFailure> {
  if (!stampSchema.safeParse(stamp).success) return fail('backup.bad-stamp')
  finishRestore(files, dataDir)
  const verified = verifyBackup(files, backup)
  if (!verified.ok) return verified
  const manifest = verified.value
  const present = presentRing(files, dataDir)
  if (present !== null && (present.realm !== manifest.realm || present.station !== manifest.station))
    return fail('journal.foreign')
  const purgedNow = [
    ...(present?.purged.map(({ day }) => day) ?? []),
    ...(readRestored(files, dataDir)?.purgeDays ?? []),
  ]
  const purgeDays = [...new Set(purgedNow)].filter((day) => manifest.days.includes(day)).sort()

  for (const path of replaced.map((name) => join(dataDir, `${name}${staging}`)))
    if (files.kind(path) !== null) files.setAside(path, `left-${stamp}`)
  const copy = (from: string, to: string): void => {
    files.writeAtomic(join(dataDir, to), files.read(join(backup, from)))
  }
  files.makeFolder(join(dataDir, `journal${staging}`, 'segments'))
  files.makeFolder(join(dataDir, 'keys'))
  // an empty one too: papers that were kept since belong to what is set aside
  files.makeFolder(join(dataDir, `${attachmentsFolder}${staging}`))
  for (const { path } of manifest.files.filter((one) => one.path !== ownMasterKey))
    copy(path, path.replace('/', `${staging}/`))
  copy(ringPath, join(`journal${staging}`, keyRingName))
  copy(masterKeyPath, `${masterKeyPath}${staging}`)
  const mark: Mark = { suite: 'intl-1', backup: basename(backup), frame: manifest.frame, purgeDays, stamp }
  files.writeAtomic(join(dataDir, changingName), Buffer.from(canonicalJson(mark), 'utf8'))
  const setAside = finishRestore(files, dataDir)
  return ok({ frame: manifest.frame, days: manifest.days, purgeDays, setAside })
}

function presentRing(files: Files, dataDir: string): ReturnType<typeof readRing> | null {
  try {
    return files.kind(join(dataDir, ringPath)) === 'file' ? readRing(files, join(dataDir, ringPath)) : null
  } catch (error) {
    // a ring that cannot be read is why somebody restores
    if (error instanceof JournalFault) return null
    throw error
  }
}

/** Goes on with a restore that a power cut interrupted; to be called before a data folder is opened. */
export function finishRestore(files: Files, dataDir: string): readonly string[] {
  const mark = readMark(files, join(dataDir, changingName))
  if (mark === null) return []
  // a live counter that is set back goes on in a new epoch, by a new code: its numbers were used since
  const station = stationFilePath(dataDir)
  if (files.kind(station) !== null) files.setAside(station, `before-restore-${mark.stamp}`)
  const setAside = replaced.flatMap((name) => {
    const path = join(dataDir, name)
    if (files.kind(`${path}${staging}`) === null) return []
    const aside = files.kind(path) === null ? [] : [files.setAside(path, `before-restore-${mark.stamp}`)]
    files.move(`${path}${staging}`, path)
    return aside.map((one) => basename(one))
  })
  files.writeAtomic(join(dataDir, restoredName), Buffer.from(canonicalJson(mark), 'utf8'))
  files.remove(join(dataDir, changingName))
  return setAside
}

/** A restore that core has not recorded yet. */
export function readRestored(files: Files, dataDir: string): Mark | null {
  return readMark(files, join(dataDir, restoredName))
}

export function forgetRestored(files: Files, dataDir: string): void {
  files.remove(join(dataDir, restoredName))
}

function readMark(files: Files, path: string): Mark | null {
  if (files.kind(path) !== 'file') return null
  const parsed = markSchema.safeParse(JSON.parse(files.read(path).toString('utf8')))
  return parsed.success ? parsed.data : null
}
