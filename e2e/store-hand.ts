// What somebody does to a practice folder with the product's own tools while the app is closed. Loaded by way of vite,
// as the product's modules are.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { chooseMirror } from '../electron/core/mirror/mirror-place'
import { openJournal, segmentBytes } from '../electron/core/journal/journal'
import { openKeyRing } from '../electron/core/journal/key-ring'
import { openMaster } from '../electron/core/keys/open-master'
import { changeProtectors } from '../electron/core/keys/protect'
import { nothingAtHand } from '../electron/core/keys/ways'
import { files } from '../electron/files/files'
import type { StationId } from '../shared/domain/ids'

const practiceKeys = (practice: string) => ({ files, dataDir: practice, realm: 'practice' }) as const

async function keysOf(practice: string) {
  const opened = await openMaster(practiceKeys(practice), nothingAtHand)
  if (!opened.ok) throw new Error(opened.error.code)
  return opened.value
}

/** From now on the folder opens with this passphrase only. */
export async function protectWithPassphrase(practice: string, passphrase: string): Promise<void> {
  const changed = await changeProtectors(
    practiceKeys(practice),
    await keysOf(practice),
    [{ by: 'passphrase', passphrase }],
    ['practice'],
  )
  if (!changed.ok) throw new Error(changed.error)
}

/** A second copy is kept in this folder from the next start on. */
export function keepMirror(practice: string, folder: string): void {
  chooseMirror(files, practice, 'practice', 'practice-1' as StationId, folder, randomUUID())
}

/** The counter worked on under a clock that was ahead: one more batch, at that time. */
export async function workAhead(practice: string, at: number): Promise<void> {
  const folder = path.join(practice, 'journal')
  const station = 'practice-1' as StationId
  const { masters } = await keysOf(practice)
  const ring = openKeyRing(files, folder, 'practice', station, masters)
  const opened = openJournal(
    {
      files,
      folder,
      realm: 'practice',
      station,
      epoch: 1,
      ring,
      clock: { now: () => at },
      preallocateBytes: segmentBytes,
      witnesses: [],
      synced: () => undefined,
    },
    null,
  )
  // an opening is not over before it was read
  const frames = [...opened.read()].length
  if (frames === 0) throw new Error('the journal is empty')
  opened.journal.append([{ type: 'sign-in-failed', clerk: 'liyulan' }])
  opened.journal.close()
}
