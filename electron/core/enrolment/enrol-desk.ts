import { join } from 'node:path'
import type { ChainHead } from '../../../shared/contract/enrolment'
import type { StoreState } from '../../../shared/contract/store'
import type { StationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import { JournalFault } from '../journal/fault'
import { keyRingName, openKeyRing, readFile } from '../journal/key-ring'
import { readJournal } from '../journal/read-journal'
import type { Master } from '../journal/key-ring'
import { readMasterFile } from '../keys/master-file'
import { holdsJournal, openMaster } from '../keys/open-master'
import type { KeysAt } from '../keys/open-master'
import type { Keychain } from '../ports'
import { foldUnsent } from '../rescue/unsent'
import { createChangesSignal } from '../server/changes-signal'
import { refuse } from '../services/outcome'
import type { StoreDesk } from '../store/store-desk'
import { enrolStation } from './enrol-station'

export interface EnrolDeskParts {
  readonly at: KeysAt
  readonly keychain: Keychain
  readonly deadlineMs: number
  readonly now: () => number
  /** The folder is a station now: core starts again and opens it. */
  readonly enrolled: () => void
  log(level: 'info' | 'error', code: string, data?: Readonly<Record<string, string>>): void
}

/** Stands where the store will: the folder of a live counter that is no station of a centre. */
export function enrolDesk(parts: EnrolDeskParts): Required<StoreDesk> & { begin(): Promise<void> } {
  const { at, keychain } = parts
  const changes = createChangesSignal()
  const station = stationIn(at)
  let state: StoreState = { state: 'opening', phase: 'unlocking', done: 0, of: null }
  let busy = false
  return {
    state: () => state,
    changes,
    async begin() {
      state = { state: 'to-enrol', station, passphrase: await passphraseFor(at, keychain) }
      changes.changed()
    },
    act: () => Promise.resolve(refuse('message.not-allowed')),
    async enrol(form) {
      if (busy) return refuse('enrol.busy')
      busy = true
      try {
        const known = (masters: readonly Master[]): ChainHead | null => answeredIn(at, station, masters)
        const done = await enrolStation({ ...parts, station, known: ({ masters }) => known(masters) }, form)
        if (!done.ok) return done
        parts.log('info', 'enrol.done', { station: done.value.answer.station })
        parts.enrolled()
        return ok(null)
      } catch (error) {
        if (!(error instanceof JournalFault)) throw error
        parts.log('error', error.code)
        return refuse(error.code)
      } finally {
        busy = false
      }
    },
  }
}

/** Whose journal lies in the folder. */
function stationIn(at: KeysAt): StationId | null {
  try {
    return at.files.kind(ringPath(at)) === 'file' ? readFile(at.files, ringPath(at)).station : null
  } catch (error) {
    if (error instanceof JournalFault) return null
    throw error
  }
}

const ringPath = ({ dataDir }: KeysAt): string => join(dataDir, 'journal', keyRingName)

async function passphraseFor(
  at: KeysAt,
  keychain: Keychain,
): Promise<Extract<StoreState, { state: 'to-enrol' }>['passphrase']> {
  const present = readMasterFile(at.files, at.dataDir, at.realm) !== 'absent' || holdsJournal(at)
  if (present) {
    const opened = await openMaster(at, { keychain, passphrase: null, recovery: null })
    return opened.ok ? 'none' : 'present'
  }
  return (await keychain.seal('?')).ok ? 'none' : 'new'
}

/**
 * Up to where the journal of this folder knows the centre's answers: the centre compares it with what it has. Null where
 * there is no journal, or none that can be read to its end.
 */
function answeredIn(
  { files, dataDir, realm }: KeysAt,
  station: StationId | null,
  masters: readonly Master[],
): ChainHead | null {
  if (station === null) return null
  const folder = join(dataDir, 'journal')
  try {
    const ring = openKeyRing(files, folder, realm, station, masters)
    const unsent = foldUnsent()
    for (const frames of readJournal({ files, folder, realm, station }, ring, null, null)) unsent.add(frames)
    return unsent.answered()
  } catch (error) {
    if (error instanceof JournalFault) return null
    throw error
  }
}
