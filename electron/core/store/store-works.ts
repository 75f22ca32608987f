import { join } from 'node:path'
import type { StoreNotice } from '../../../shared/contract/store'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { OtherDisk } from '../../files/other-disk'
import { finishRestore, readRestored } from '../backup/restore-backup'
import type { Clock } from '../clock'
import type { Core, StoreGuards } from '../counter-core'
import { lockFolder } from '../journal/folder-lock'
import type { JournalHead } from '../journal/journal-frame'
import type { JournalFolder } from '../journal/walk'
import type { MasterKeys } from '../keys/master-keys'
import { JournalFault } from '../journal/fault'
import type { MendedFolder } from '../mend/quarantine'
import { finishGivingUp, giveUpFrames } from '../mend/give-up-frames'
import { operationsInDoubt } from '../mend/operations-in-doubt'
import { createProjection } from '../projection/projection'
import { inWorker, snapshotKeeper } from '../snapshot/snapshot-keeper'
import type { KeeperParts, SnapshotKeeper } from '../snapshot/snapshot-keeper'
import { readSnapshots } from '../snapshot/snapshots'
import { startPurge } from '../purge/purge'
import type { Purge } from '../purge/purge'
import { diskGuard } from './disk-guard'
import { fileStamp } from './file-stamp'
import { openStore, unlockStore } from './open-store'
import type { OpenStore, StoreParts, UnlockedStore } from './open-store'
import { readPlace, thisComputer } from './place'
import type { Mended, StoreWorks } from './run-store'
import { secondCopy } from './second-copy'
import { setAsideFormatZero } from './set-aside'

export interface StoreWorksParts {
  readonly files: Files
  /** Where the mirror lies. */
  readonly disk: OtherDisk
  readonly dataDir: string
  readonly realm: Realm
  readonly station: StationId
  readonly epoch: number
  /** The four digits the station's operation numbers begin with. */
  readonly prefix: string
  readonly clock: Clock
  /** Milliseconds since 1970 by the computer's own clock. */
  readonly computerTime: () => number
  readonly wasmPath: string
  /** The built main file of the snapshot worker. */
  readonly snapshotWorker: string
  readonly slipsDir: string
  readonly keys: MasterKeys
  readonly newSuffix: () => string
  readonly schedule: (run: () => void, delayMs: number) => () => void
  readonly log: Core['log']
  /** Puts core together over the open store; `setAside` is the old folder of a format that is read no more. */
  opened(store: OpenStore, setAside: string | null, guards: StoreGuards): Promise<Core>
}

const dayMs = 24 * 3_600_000
/** The last snapshot only makes the next start quicker. */
const snapshotWithinMs = 4_000
/** Another disk that hangs holds nobody: the next opening does what is left. */
const copiesEndWithinMs = 2_000

/** Opens the store for core: the lock, the folder's place, the mirror, and what is told once it is open. */
export function storeWorks(parts: StoreWorksParts): StoreWorks & {
  /** What time the centre says it is: people's data past its time leaves. */
  centreTime(at: number): void
  close(): Promise<void>
} {
  const { files, dataDir, realm, log } = parts
  let core: Core | null = null
  let purge: Purge | null = null
  let known: JournalHead | null = null
  const now = (): number => parts.clock.now()
  const mirror = secondCopy({ ...parts, now, changed: () => core?.changed() })
  const storeParts: StoreParts = {
    ...storePartsOf(parts),
    mirrorHead: () => known,
    synced: mirror.synced,
  }
  const guards: StoreGuards = {
    room: diskGuard(() => freeBytes(files, dataDir), now),
    mirror: () => mirror.state(),
  }
  let unlock: (() => void) | null = null
  let setAside: string | null = null
  let open: OpenStore | null = null
  let keeper: SnapshotKeeper | null = null
  let unlocked: UnlockedStore | null = null
  /** Frames were just given up: the same keys go on. */
  let goesOn = false
  const mended = (): MendedFolder => ({ files, folder: join(dataDir, 'journal'), stamp: fileStamp(now()) })

  return {
    log,
    async open(decisions, progress) {
      unlock ??= await lockFolder(dataDir)
      finishRestore(files, dataDir)
      setAside ??= setAsideFormatZero(files, realm, dataDir, parts.newSuffix())
      known = await mirror.prepare()
      // whoever restored a backup here said by it that this folder is the one to go on with
      const adoptFolder = decisions.adoptFolder || readRestored(files, dataDir) !== null
      const held = goesOn ? unlocked : null
      goesOn = false
      unlocked = held ?? (await unlockStore(storeParts, { ...decisions, adoptFolder }, progress))
      return openDespiteCuts(storeParts, unlocked, mended(), progress)
    },
    mendFromMirror: mirror.mend,
    operationsInDoubt: async (damage) =>
      unlocked === null
        ? []
        : operationsInDoubt({ ...parts, ...storeParts, ...folderOf(parts) }, unlocked.ring, damage),
    giveUp(damage) {
      if (unlocked === null) throw new JournalFault('key.missing', 'the key ring was never opened')
      const given = giveUpFrames(mended(), unlocked.ring, damage, known === null ? [] : [known])
      goesOn = true
      return given
    },
    async opened(store, mended) {
      open = store
      keeper = snapshotKeeper(keeperParts(parts, store))
      core = await parts.opened(withKeeper(store, keeper), setAside, guards)
      tellOf(core, store, mended)
      mirror.begin()
      purge = startPurge(core, {
        ...parts,
        ring: store.ring,
        masters: [store.master],
        keysChanged: () => {
          mirror.keysChanged()
        },
        snapshotSoon: () => keeper?.dropped(),
      })
      const unreached = await purge.begin()
      return [
        ...noticesOf(store, mended, parts.computerTime()),
        ...unreached.map((name) => ({ code: 'purge.copy-left', data: { name } }) as const),
      ]
    },
    centreTime: (at) => purge?.centreTime(at),
    async close() {
      await keeper?.last(snapshotWithinMs)
      open?.journal.close()
      const limit = new Promise<void>((resolve) => parts.schedule(resolve, copiesEndWithinMs))
      await Promise.race([Promise.all([mirror.stop(), purge?.idle()]), limit])
      unlock?.()
    },
  }
}

/**
 * Opens; where frames were being given up when the power went, finishes that first: it was decided then.
 * @throws JournalFault
 */
async function openDespiteCuts(
  parts: StoreParts,
  unlocked: UnlockedStore,
  at: MendedFolder,
  progress: Parameters<typeof openStore>[2],
): Promise<OpenStore> {
  for (;;) {
    try {
      return await openStore(parts, unlocked, progress)
    } catch (error) {
      const damage = error instanceof JournalFault ? error.damage : null
      if (damage === null || finishGivingUp(at, unlocked.ring, damage) === null) throw error
    }
  }
}

/** null where the system does not say. */
function freeBytes(files: Files, folder: string): number | null {
  try {
    return files.freeBytes(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** What the store is opened from on this computer. */
export function storePartsOf(
  parts: Omit<
    StoreWorksParts,
    'opened' | 'newSuffix' | 'computerTime' | 'disk' | 'schedule' | 'slipsDir' | 'snapshotWorker'
  >,
): StoreParts {
  return {
    ...parts,
    place: () => readPlace(join(parts.dataDir, 'journal'), thisComputer),
    mirrorHead: () => null,
    centreHead: () => null,
    synced: () => undefined,
    snapshots: (ring) =>
      readSnapshots(folderOf(parts), ring, (frame, flaw) => {
        parts.log('warn', 'snapshot.passed-over', { frame, flaw })
      }),
    loadProjection: (image) => createProjection(parts.wasmPath, image),
  }
}

function folderOf({
  files,
  dataDir,
  realm,
  station,
}: Pick<StoreWorksParts, 'files' | 'dataDir' | 'realm' | 'station'>): JournalFolder {
  return { files, folder: join(dataDir, 'journal'), realm, station }
}

function keeperParts(parts: StoreWorksParts, { journal, ring, master, foldedFrom }: OpenStore): KeeperParts {
  const { epoch, wasmPath, log } = parts
  const folder = folderOf(parts)
  return {
    journal,
    folder,
    ring,
    now: () => parts.clock.now(),
    newest: {
      frame: foldedFrom?.position.frame ?? 0,
      day: foldedFrom === null ? null : shanghaiDate(foldedFrom.at),
    },
    request: {
      folder: folder.folder,
      realm: folder.realm,
      station: folder.station,
      epoch,
      masters: [master],
      wasmPath,
    },
    make: inWorker(parts.snapshotWorker),
    log,
  }
}

/** Every batch may make a snapshot due. */
function withKeeper(store: OpenStore, keeper: SnapshotKeeper): OpenStore {
  const { journal } = store
  return {
    ...store,
    journal: {
      ...journal,
      append(events) {
        const appended = journal.append(events)
        keeper.appended()
        return appended
      },
    },
  }
}

/** What was found and decided at this opening stands in the journal like everything else. */
function tellOf(core: Core, { adopted }: OpenStore, mended: readonly Mended[]): void {
  core.commit([
    ...(adopted === null ? [] : [{ type: 'folder-adopted', cause: adopted } as const]),
    ...mended.map((one) => ({ type: 'store-mended', ...one }) as const),
  ])
}

function noticesOf(
  { newestAt, adopted }: OpenStore,
  mended: readonly Mended[],
  computerTime: number,
): readonly StoreNotice[] {
  const behindMs = (newestAt ?? 0) - computerTime
  return [
    ...(adopted === null ? [] : [{ code: adopted, data: {} }]),
    ...mended.map(({ cause, frames, from }) => ({
      code: cause,
      data: { from, ...(frames === null ? {} : { first: frames[0], last: frames[1] }) },
    })),
    ...(behindMs > dayMs
      ? [{ code: 'clock.behind-journal', data: { days: Math.floor(behindMs / dayMs) } } as const]
      : []),
  ]
}
