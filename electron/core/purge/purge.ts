import { join } from 'node:path'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { Files } from '../../files/files'
import type { OtherDisk } from '../../files/other-disk'
import { readNewestBackup } from '../backup/newest-backup'
import { noteBackup } from '../backup/note-backup'
import { forgetRestored, readRestored } from '../backup/restore-backup'
import type { Core } from '../counter-core'
import { JournalFault } from '../journal/fault'
import { keyRingName } from '../journal/key-ring'
import type { KeyRing, Master } from '../journal/key-ring'
import { dropKeysAt, dropKeysInBackup } from './drop-keys-elsewhere'
import type { Dropped, RingOwner } from './drop-keys-elsewhere'
import { dropOwnKeys } from './drop-own-keys'

export interface PurgeParts {
  readonly files: Files
  readonly disk: OtherDisk
  readonly dataDir: string
  /** Slips saved as PDF, by the names the projection knows. */
  readonly slipsDir: string
  readonly ring: KeyRing
  readonly masters: readonly Master[]
  /** The mirror takes the changed ring over. */
  readonly keysChanged: () => void
  /** All snapshots lost their keys: a new one is wanted. */
  readonly snapshotSoon: () => void
}

export interface Purge {
  /**
   * At an opening: purges what a restored backup brought back, and finishes what a power cut interrupted. Answers the
   * names of copies that could not be reached.
   */
  begin(): Promise<readonly string[]>
  /** The centre said what time it is; once a day people's data past its time leaves. */
  centreTime(at: number): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Copies that still hold keys of purged days, by their names. */
  waits(): readonly string[]
}

/** The centre's clock and ours must tell the same day before anything is destroyed. */
const clocksAgreeWithinMs = 3_600_000
const tryAgainAfterMs = 600_000
const dayMs = 24 * 3_600_000

/**
 * Purge, always in this order: slips, then the event in its own batch, then the counter's ring (and with it all
 * snapshots), then the copies elsewhere. The event is the decision; everything after it is done again at every opening
 * and every day until nothing is left to do.
 */
export function startPurge(core: Core, parts: PurgeParts): Purge {
  let doneFor: string | null = null
  let triedAt = 0
  let waiting: readonly string[] = []
  let running: Promise<void> = Promise.resolve()
  let busy = false

  async function round(centreAt: number): Promise<void> {
    noteBackup(core, parts.files, parts.dataDir)
    purgeDueDays(core, parts, centreAt)
    waiting = await finishPurge(core, parts)
  }

  return {
    async begin() {
      noteBackup(core, parts.files, parts.dataDir)
      purgeRestoredDays(core, parts)
      waiting = await finishPurge(core, parts)
      return waiting
    },
    centreTime(at) {
      const day = shanghaiDate(at)
      const again = waiting.length > 0 && core.clock.now() - triedAt >= tryAgainAfterMs
      if (busy || (day === doneFor && !again)) return
      doneFor = day
      triedAt = core.clock.now()
      busy = true
      running = round(at)
        .catch((error: unknown) => {
          const code = error instanceof JournalFault ? error.code : 'internal.fault'
          core.log('error', code, { at: 'purge', name: error instanceof Error ? error.name : 'unknown' })
        })
        .finally(() => {
          busy = false
        })
    },
    idle: () => running,
    waits: () => waiting,
  }
}

/** Days whose time is over by the centre's clock, and that are over by ours too. */
function purgeDueDays(core: Core, parts: PurgeParts, centreAt: number): void {
  if (Math.abs(core.clock.now() - centreAt) > clocksAgreeWithinMs) {
    core.log('warn', 'purge.not-yet', { cause: 'clock' })
    return
  }
  const now = Math.min(centreAt, core.clock.now())
  const before = shanghaiDate(now - core.pack.retention.localCopyDays * dayMs)
  purgeDays(core, parts, core.projection.purgeableDays(before).days, centreAt)
}

/** What was purged here before a backup was put in place goes again, settled or not in the older state. */
function purgeRestoredDays(core: Core, parts: PurgeParts): void {
  const { files, dataDir } = parts
  const restored = readRestored(files, dataDir)
  if (restored === null) return
  const purged = new Set(core.projection.purgedDays())
  const today = shanghaiDate(core.clock.now())
  const days = restored.purgeDays.filter((day) => !purged.has(day) && day < today)
  purgeDays(core, parts, days, core.clock.now())
  core.commit([{ type: 'restored', backup: restored.backup, frame: restored.frame }])
  forgetRestored(files, dataDir)
}

function purgeDays(
  core: Core,
  { files, slipsDir }: PurgeParts,
  days: readonly string[],
  centreAt: number,
): void {
  if (days.length === 0) return
  const { projection } = core
  // first: once the event stands, nobody knows any more which slips were of these days
  for (const file of projection.slipFilesOf(days)) files.remove(join(slipsDir, file))
  for (const id of projection.attachmentIds(days)) core.papers.attachments.remove(id)
  const dispatch = projection.dispatch()
  core.commit([
    {
      type: 'days-purged',
      centreAt,
      ...projection.purgedOf(days),
      counters: {
        taken: projection.taken(),
        dispatch,
        link: dispatch === 0 ? null : projection.linkOf(dispatch),
        cursor: projection.cursor(),
      },
    },
    ...projection.restated(),
  ])
}

/** Drops the keys of all purged days wherever they still are; answers the names of what could not be reached. */
async function finishPurge(core: Core, parts: PurgeParts): Promise<readonly string[]> {
  const { files, disk, dataDir, ring, masters } = parts
  const days = new Set(core.projection.purgedDays())
  if (days.size === 0) return []
  if (dropOwnKeys(files, join(dataDir, 'journal'), ring, days)) {
    parts.keysChanged()
    parts.snapshotSoon()
  }
  const owner: RingOwner = { realm: core.realm, station: core.station.id, masters }
  const tried: (readonly [string, Dropped])[] = []
  for (const name of asides(files, dataDir))
    tried.push([name, await dropKeysAt(disk, join(dataDir, name), owner, days)])
  const backup = readNewestBackup(files, dataDir)
  if (backup !== null) tried.push([backup.name, await dropKeysInBackup(disk, backup.folder, owner, days)])
  const waits = tried.filter(([, dropped]) => dropped === 'cannot').map(([name]) => name)
  for (const name of waits) core.log('warn', 'purge.copy-left', { name })
  return waits
}

/** Journals that were set aside in the data folder: they hold keys of their own. */
function asides(files: Files, dataDir: string): readonly string[] {
  return files
    .list(dataDir)
    .filter((name) => name.startsWith('journal.') && files.kind(join(dataDir, name, keyRingName)) === 'file')
}
