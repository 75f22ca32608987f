import { join } from 'node:path'
import { otherDisk } from '../../files/other-disk'
import { makeBackup } from '../backup/make-backup'
import type { BackupFailure, MadeBackup } from '../backup/make-backup'
import { ringPath } from '../backup/manifest'
import { restoreBackup } from '../backup/restore-backup'
import type { RestoreFailure } from '../backup/restore-backup'
import { JournalFault } from '../journal/fault'
import { readFile } from '../journal/key-ring'
import { fileStamp } from '../store/file-stamp'
import type { Result } from '../../../shared/domain/result'
import { folderOf, required } from './call'
import type { Call } from './call'
import { dataFolder } from './open-keys'
import { filled, Problem } from './problem'
import type { ProblemCode } from './problem'

/** What the walk says of a journal has its frames elsewhere: here it is said of the backup. */
const notMade: Readonly<Partial<Record<BackupFailure, ProblemCode>>> = {
  'backup.incomplete': 'backup.not-made',
  'journal.damaged': 'backup.journal-damaged',
  'journal.behind': 'backup.journal-damaged',
  'journal.forked': 'backup.journal-damaged',
  'journal.foreign': 'backup.journal-damaged',
}
const notRestored: Readonly<Partial<Record<RestoreFailure, ProblemCode>>> = {
  'journal.damaged': 'backup.incomplete',
  'journal.behind': 'backup.incomplete',
  'journal.forked': 'backup.incomplete',
  'key-ring.damaged': 'backup.incomplete',
  'journal.foreign': 'backup.foreign',
}

/** While the counter writes, its newest batch may be read half written: it is whole a moment later. */
const attempts = 5
const pauseMs = 200

/** `backup DATA_FOLDER --to FOLDER`: a whole copy below the folder; the counter may be at work meanwhile. */
export async function backup(call: Call): Promise<number> {
  const { files, options, resolve, say, words } = call
  const dataDir = dataFolder(files, folderOf(call))
  const target = resolve(required(options.to, 'to'))
  const release = await lockIfFree(call, dataDir)
  try {
    const made = await backUp(call, dataDir, target, release === null ? attempts : 1)
    if (!made.ok) throw new Problem(notMade[made.error] ?? made.error)
    const { folder, frame, days } = made.value
    say(filled(words.backupMade, { path: folder, frame, days: days.length }))
    return 0
  } finally {
    release?.()
  }
}

/** null = the counter is at work in the folder, and stays there. */
async function lockIfFree({ lockFolder }: Call, dataDir: string): Promise<(() => void) | null> {
  try {
    return await lockFolder(dataDir)
  } catch (error) {
    if (error instanceof JournalFault && error.code === 'journal.locked') return null
    throw error
  }
}

async function backUp(
  call: Call,
  dataDir: string,
  target: string,
  tries: number,
): Promise<Result<MadeBackup, BackupFailure>> {
  const { files, now, say, words } = call
  const { realm, station } = readFile(files, join(dataDir, ringPath))
  const parts = { files, disk: otherDisk, dataDir, realm, station, upTo: null, now }
  for (let left = tries - 1; ; left--) {
    const made = await makeBackup(parts, target, (frame) => {
      if (frame > 0) say(filled(words.progress, { frame }))
    })
    if (made.ok || left <= 0 || made.error !== 'journal.damaged') return made
    await new Promise((resume) => setTimeout(resume, pauseMs))
  }
}

/** `restore BACKUP --to DATA_FOLDER`: puts a verified backup in the folder's place; what was there is set aside. */
export async function restore(call: Call): Promise<number> {
  const { files, options, resolve, say, words } = call
  const from = folderOf(call)
  if (files.kind(from) !== 'folder') throw new Problem('folder.missing', { path: from })
  const dataDir = resolve(required(options.to, 'to'))
  const release = await call.lockFolder(dataDir)
  try {
    const restored = restoreBackup(files, from, dataDir, fileStamp(call.now()))
    if (!restored.ok) throw new Problem(notRestored[restored.error] ?? restored.error)
    const { frame, days, purgeDays, setAside } = restored.value
    say(filled(words.restored, { path: dataDir, frame, days: days.length }))
    if (setAside.length > 0) say(filled(words.restoredAside, { names: setAside.join(words.between) }))
    if (purgeDays.length > 0) say(filled(words.restoredPurge, { days: purgeDays.join(words.between) }))
    say(words.restoredNext)
    return 0
  } finally {
    release()
  }
}
