import type { Core } from '../counter-core'
import type { Files } from '../../files/files'
import { noteNewestBackup, readNewestBackup } from './newest-backup'

/** A backup is made beside the counter, by the tool; what it was stands in the journal from the next look on. */
export function noteBackup(core: Core, files: Files, dataDir: string): void {
  const backup = readNewestBackup(files, dataDir)
  if (backup === null || backup.journalled) return
  const { name, days, frame } = backup
  core.commit([{ type: 'backup-made', name, days, frame }])
  noteNewestBackup(files, dataDir, { ...backup, journalled: true })
}
