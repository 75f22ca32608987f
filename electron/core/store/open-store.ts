import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { Clock } from '../clock'
import type { MasterKeys } from '../keys/master-keys'
import { JournalFault } from '../journal/fault'
import { openJournal, segmentBytes } from '../journal/journal'
import type { Journal, JournalHead, JournalPosition, OpenedJournal } from '../journal/journal'
import { openKeyRing } from '../journal/key-ring'
import type { KeyRing, Master, Place } from '../journal/key-ring'
import { isLost } from '../journal/walk'
import { foldAll } from '../projection/fold-all'
import type { Projection } from '../projection/projection'
import type { ReadSnapshot } from '../snapshot/snapshots'
import { comparePlace } from './place'

/** What the store is opened from; made once in the composition root. */
export interface StoreParts {
  readonly files: Files
  /** The realm's data folder. */
  readonly dataDir: string
  readonly realm: Realm
  readonly station: StationId
  readonly epoch: number
  readonly clock: Clock
  readonly keys: MasterKeys
  readonly place: () => Place
  /** What the mirror knows of the journal's end, null without a mirror. */
  readonly mirrorHead: () => JournalHead | null
  /** The newest frame whose hash the centre was told in a signed batch, null while nobody asked it (issue 6). */
  readonly centreHead: () => JournalHead | null
  readonly synced: (segment: number, offset: number, bytes: Uint8Array) => void
  /** The snapshots that can be read under this ring, newest first; what cannot is logged and passed over. */
  readonly snapshots: (ring: KeyRing) => Iterable<ReadSnapshot>
  readonly loadProjection: (image: Uint8Array | null) => Promise<Projection>
}

/** What somebody decided on the recovery screen. */
export interface Decisions {
  readonly passphrase: string | null
  /** 就用这一份数据: the folder was moved or copied here on purpose. */
  readonly adoptFolder: boolean
}

export const noDecisions: Decisions = { passphrase: null, adoptFolder: false }

export type OpeningPhase = 'unlocking' | 'reading' | 'folding'

export interface OpenStore {
  readonly journal: Journal
  readonly projection: Projection
  readonly ring: KeyRing
  /** The current master key. */
  readonly master: Master
  readonly newestAt: number | null
  /** The snapshot it was folded from, null = from the first frame. */
  readonly foldedFrom: Pick<ReadSnapshot, 'position' | 'at'> | null
  /** Why the folder's place is another one than before, when somebody said to go on with it. */
  readonly adopted: 'journal.moved' | 'journal.copied' | 'journal.cloned' | null
}

/** What opens the folder: it is held while a damage is decided about, so that nobody is asked for a passphrase twice. */
export type UnlockedStore = Pick<OpenStore, 'ring' | 'master' | 'adopted'>

type Progress = (phase: OpeningPhase, done: number, of: number | null) => void

/**
 * Keys, key ring and place.
 * @throws JournalFault with a code
 */
export async function unlockStore(
  parts: StoreParts,
  decisions: Decisions,
  progress: Progress,
): Promise<UnlockedStore> {
  progress('unlocking', 0, null)
  const masters = await parts.keys.masters(decisions.passphrase)
  const [master] = masters
  if (master === undefined) throw new JournalFault('key.missing', 'no master key')
  const folder = join(parts.dataDir, 'journal')
  parts.files.makeFolder(join(folder, 'segments'))
  const ring = openKeyRing(parts.files, folder, parts.realm, parts.station, masters)
  await parts.keys.settle(ring)
  return { ring, master, adopted: checkPlace(parts, ring, decisions) }
}

/**
 * Newest good snapshot, journal, fold: the store as it was when the last sync returned. Nothing is handed out before the
 * journal's last batch is durable.
 * @throws JournalFault with a code and, for damage, the frames
 */
export async function openStore(
  parts: StoreParts,
  { ring, master, adopted }: UnlockedStore,
  progress: Progress,
): Promise<OpenStore> {
  progress('reading', 0, null)
  const folder = join(parts.dataDir, 'journal')
  const { opened, projection, foldedFrom } = await openFromSnapshot(parts, folder, ring)
  await foldAll(projection, opened.read(), (done) => {
    progress('folding', done, opened.frames)
  })
  if (adopted !== null || ring.place() === null) ring.notePlace(parts.place())
  const { journal, newestAt } = opened
  return { journal, projection, ring, master, newestAt, foldedFrom, adopted }
}

/** A folder that was moved, copied or cloned is opened only when somebody said that it is the one to go on with. */
function checkPlace(parts: StoreParts, ring: KeyRing, { adoptFolder }: Decisions): OpenStore['adopted'] {
  const recorded = ring.place()
  if (recorded === null) return null
  const found = comparePlace(recorded, parts.place())
  if (found === 'same') return null
  const code = `journal.${found}` as const
  if (!adoptFolder) throw new JournalFault(code, 'the folder was at another place before')
  return code
}

async function openFromSnapshot(
  parts: StoreParts,
  folder: string,
  ring: KeyRing,
): Promise<{
  opened: OpenedJournal
  projection: Projection
  foldedFrom: OpenStore['foldedFrom']
}> {
  const { files, realm, station, epoch, clock, synced } = parts
  const witnesses = [parts.mirrorHead(), parts.centreHead()].filter((head) => head !== null)
  const openAt = (start: JournalPosition | null): OpenedJournal =>
    openJournal(
      {
        files,
        folder,
        realm,
        station,
        epoch,
        ring,
        clock,
        preallocateBytes: segmentBytes,
        witnesses,
        synced,
      },
      start,
    )
  for (const { position, at, image } of parts.snapshots(ring)) {
    // what a snapshot holds of given-up frames is given up with them
    if (isLost(position.frame, ring.lost())) continue
    return {
      opened: openAt(position),
      projection: await parts.loadProjection(image),
      foldedFrom: { position, at },
    }
  }
  return { opened: openAt(null), projection: await parts.loadProjection(null), foldedFrom: null }
}
