import type { Result } from '../../../shared/domain/result'
import { ok } from '../../../shared/domain/result'
import { JournalFault, writeFault } from '../journal/fault'
import type { KeyRing, Master } from '../journal/key-ring'
import type { Keychain, KeychainFailure } from '../ports'
import { makeMaster } from './make-master'
import { provenEntry, readMasterFile, writeMasterFile } from './master-file'
import type { MasterFile, Way } from './master-file'
import { holdsJournal, openMaster } from './open-master'
import type { KeysAt, OpenedKeys } from './open-master'
import { finishRotation } from './rotate'
import { wrapMaster } from './ways'
import type { KeyFailure, Locked, Protector } from './ways'

/**
 * The first master key of a folder, written. Enrolment's act; the caller has asked for at least a keychain or a
 * passphrase, and for a passphrase that is not weak.
 * @throws NodeJS.ErrnoException, EEXIST when the folder has a key file or a journal: a key is never made anew
 */
export async function createMaster(
  at: KeysAt,
  madeAt: number,
  protectors: readonly Protector[],
): Promise<Result<OpenedKeys, KeychainFailure>> {
  const { files, dataDir, realm } = at
  if (readMasterFile(files, dataDir, realm) !== 'absent' || holdsJournal(at))
    throw Object.assign(new Error('the folder has a master key'), { code: 'EEXIST' })
  const made = await makeMaster(realm, madeAt, protectors)
  if (!made.ok) return made
  const { master, entry } = made.value
  const file: MasterFile = { suite: 'intl-1', realm, current: master.id, masters: [entry] }
  writeMasterFile(files, dataDir, file)
  return ok({ file, masters: [master], by: protectors[0]?.by ?? 'practice' })
}

/** The master key as core opens it at its start. */
export interface MasterKeys {
  /**
   * Every generation that can be had, the current one first. A practice folder in which nothing was ever written gets
   * one, marked as practice; a live one is made by enrolment only.
   * @throws JournalFault with a `key.*` code
   */
  masters(passphrase: string | null): Promise<readonly Master[]>
  /**
   * Once the key ring is open: finishes a rotation that was cut, and seals the key for a keychain that is new here
   * when the passphrase opened it.
   * @throws JournalFault when the disk refuses
   */
  settle(ring: Pick<KeyRing, 'masterId' | 'rewrap'>): Promise<void>
}

/** The recovery screen's data of a fault: which ways are left. */
export class KeyLocked extends JournalFault {
  constructor(
    override readonly code: Exclude<KeyFailure, 'key.wrong-recovery-key'>,
    readonly ways: readonly Way[],
  ) {
    super(code, `ways: ${ways.join(' ')}`)
    this.name = 'KeyLocked'
  }
}

/** @param now milliseconds since 1970 */
export function masterKeys(at: KeysAt, keychain: Keychain, now: () => number): MasterKeys {
  let opened: OpenedKeys | null = null
  return {
    async masters(passphrase) {
      const made = await firstOfPractice(at, now())
      const answer = made === null ? await openMaster(at, { keychain, passphrase, recovery: null }) : ok(made)
      if (!answer.ok) throw lockedFault(answer.error)
      opened = answer.value
      return answer.value.masters
    },
    async settle(ring) {
      if (opened === null) throw new Error('the master key was not opened')
      try {
        opened = finishRotation(at, opened, ring)
        opened = await renewKeychain(at, opened, keychain)
      } catch (error) {
        throw error instanceof JournalFault ? error : writeFault(error)
      }
    },
  }
}

function lockedFault({ code, ways }: Locked): KeyLocked {
  // no recovery key is ever at hand at a counter
  return new KeyLocked(code === 'key.wrong-recovery-key' ? 'key.missing' : code, ways)
}

async function firstOfPractice(at: KeysAt, madeAt: number): Promise<OpenedKeys | null> {
  const file = readMasterFile(at.files, at.dataDir, at.realm)
  if (at.realm !== 'practice' || file !== 'absent' || holdsJournal(at)) return null
  try {
    const made = await createMaster(at, madeAt, [{ by: 'practice' }])
    if (!made.ok) throw new Error('practice asked a keychain')
    return made.value
  } catch (error) {
    throw error instanceof JournalFault ? error : writeFault(error)
  }
}

/**
 * A keychain was chosen, and it did not open the key but the passphrase did: the system was set up anew, or a tool
 * without a keychain changed the file. The same key is sealed once more; where the keychain refuses, all stays.
 */
async function renewKeychain(at: KeysAt, opened: OpenedKeys, keychain: Keychain): Promise<OpenedKeys> {
  const { file, masters, by } = opened
  const entry = file.masters.find(({ id }) => id === file.current)
  const wanted = entry?.wraps.some((wrap) => wrap.by === 'keychain') === true
  if (entry === undefined || !wanted || by === 'keychain') return opened
  const sealed = await wrapMaster(file.realm, masters[0], { by: 'keychain', keychain })
  if (!sealed.ok) return opened
  const wraps = entry.wraps.map((wrap) => (wrap.by === 'keychain' ? sealed.value : wrap))
  const renewed = provenEntry(file.realm, masters[0], entry.madeAt, wraps)
  const next = { ...file, masters: file.masters.map((one) => (one.id === renewed.id ? renewed : one)) }
  writeMasterFile(at.files, at.dataDir, next)
  return { ...opened, file: next }
}
