import { join } from 'node:path'
import type { StoreNotice } from '../../../shared/contract/store'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { Clock } from '../clock'
import type { Core } from '../counter-core'
import { lockFolder } from '../journal/folder-lock'
import type { MasterKeys } from '../keys/master-keys'
import { createProjection } from '../projection/projection'
import { openStore } from './open-store'
import type { OpenStore, StoreParts } from './open-store'
import { readPlace, thisComputer } from './place'
import type { Mended, StoreWorks } from './run-store'
import { setAsideFormatZero } from './set-aside'

export interface StoreWorksParts {
  readonly files: Files
  readonly dataDir: string
  readonly realm: Realm
  readonly station: StationId
  readonly epoch: number
  readonly clock: Clock
  /** Milliseconds since 1970 by the computer's own clock. */
  readonly computerTime: () => number
  readonly wasmPath: string
  readonly keys: MasterKeys
  readonly newSuffix: () => string
  readonly log: Core['log']
  /** Puts core together over the open store; `setAside` is the old folder of a format that is read no more. */
  opened(store: OpenStore, setAside: string | null): Promise<Core>
}

const dayMs = 24 * 3_600_000

/** Opens the store for core: the lock, the folder's place, the mirror, and what is told once it is open. */
export function storeWorks(parts: StoreWorksParts): StoreWorks & { close(): Promise<void> } {
  const { files, dataDir, realm, log } = parts
  const storeParts = storePartsOf(parts)
  let unlock: (() => void) | null = null
  let setAside: string | null = null
  let open: OpenStore | null = null

  return {
    log,
    async open(decisions, progress) {
      unlock ??= await lockFolder(dataDir)
      setAside ??= setAsideFormatZero(files, realm, dataDir, parts.newSuffix())
      return openStore(storeParts, decisions, progress)
    },
    mendFromMirror: null,
    giveUp() {
      throw new Error('not here')
    },
    async opened(store, mended) {
      open = store
      const core = await parts.opened(store, setAside)
      tellOf(core, store, mended)
      return noticesOf(store, mended, parts.computerTime())
    },
    close() {
      open?.journal.close()
      unlock?.()
      return Promise.resolve()
    },
  }
}

/** What the store is opened from on this computer. */
export function storePartsOf(
  parts: Omit<StoreWorksParts, 'opened' | 'newSuffix' | 'computerTime'>,
): StoreParts {
  return {
    ...parts,
    place: () => readPlace(join(parts.dataDir, 'journal'), thisComputer),
    mirrorHead: () => null,
    synced: () => undefined,
    snapshots: () => [],
    loadProjection: () => createProjection(parts.wasmPath, []),
    async foldAll(projection, opened, progress) {
      let done = 0
      for (const frames of opened.read()) {
        projection.apply(
          frames.flatMap((frame) => (frame.event === null ? [] : [{ ...frame, event: frame.event }])),
        )
        done += frames.length
        progress(done, opened.frames)
        await new Promise((resolve) => setImmediate(resolve))
      }
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
