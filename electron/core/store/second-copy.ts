import { join } from 'node:path'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import type { OtherDisk } from '../../files/other-disk'
import type { JournalFault } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import { mendFromMirror } from '../mend/mend-from-mirror'
import { startMirror } from '../mirror/mirror'
import type { Mirror, MirrorParts, MirrorState } from '../mirror/mirror'
import { mirrorHead } from '../mirror/mirror-head'
import { readMirrorPlace } from '../mirror/mirror-place'
import { fileStamp } from './file-stamp'

/** The chosen mirror over the life of the store: witness at the opening, source of mending, then the running copy. */
export interface SecondCopy {
  /** A new attempt at opening: asks the mirror what it knows. */
  prepare(): Promise<JournalHead | null>
  /** `JournalParts.synced` of this opening. */
  readonly synced: (segment: number, offset: number, bytes: Uint8Array) => void
  /** The store is open: copying begins. */
  begin(): void
  keysChanged(): void
  /** null = no mirror was chosen. */
  state(): MirrorState | null
  /** null = no mirror was chosen. */
  readonly mend: ((fault: JournalFault) => readonly string[]) | null
  stop(): Promise<void>
}

export interface SecondCopyParts extends Pick<
  MirrorParts,
  'disk' | 'dataDir' | 'now' | 'schedule' | 'changed' | 'log'
> {
  readonly files: Files
  readonly disk: OtherDisk
  readonly realm: Realm
  readonly station: StationId
}

const unreadable: MirrorState = { lagFrames: 0, lagBytes: 0, lastAt: null, code: 'mirror.cannot-write' }

/** Reads the mirror's settings once; a change of them counts from the next start on. */
export function secondCopy(parts: SecondCopyParts): SecondCopy {
  const { files, dataDir, realm, station, now, log } = parts
  const place = readMirrorPlace(files, dataDir, realm, station)
  if (place === 'malformed') log('error', 'mirror.cannot-write', { cause: 'settings' })
  if (place === null || place === 'malformed') {
    return {
      prepare: () => Promise.resolve(null),
      synced: () => undefined,
      begin: () => undefined,
      keysChanged: () => undefined,
      state: () => (place === null ? null : unreadable),
      mend: null,
      stop: () => Promise.resolve(),
    }
  }
  let head: JournalHead | null = null
  let mirror: Mirror | null = null
  return {
    async prepare() {
      await mirror?.stop()
      head = mirrorHead(files, place, realm, station)
      mirror = startMirror({ ...parts, place, heldFrame: head?.frame ?? 0 })
      return head
    },
    synced: (segment, offset, bytes) => mirror?.synced(segment, offset, bytes),
    begin: () => mirror?.begin(),
    keysChanged: () => mirror?.keysChanged(),
    state: () => mirror?.state() ?? null,
    mend: (fault) =>
      mendFromMirror(
        {
          files,
          folder: join(dataDir, 'journal'),
          stamp: fileStamp(now()),
          realm,
          station,
          mirror: place,
          witnesses: head === null ? [] : [head],
        },
        fault,
      ),
    stop: async () => mirror?.stop(),
  }
}
