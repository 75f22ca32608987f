import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { KeyRing } from '../journal/key-ring'
import type { Keychain } from '../ports'
import { makeMaster } from './make-master'
import { writeMasterFile } from './master-file'
import type { MasterEntry, MasterFile, Wrap } from './master-file'
import type { KeysAt, OpenedKeys } from './open-master'
import { nothingAtHand, openEntry } from './ways'
import type { KeyFailure, Protector } from './ways'

type Ring = Pick<KeyRing, 'masterId' | 'rewrap'>

/**
 * A new master key behind the same protectors. Three steps, each durable before the next: the key file with both, the
 * key ring under the new one, the key file with the new one alone. After a power cut at any of them the next opening
 * opens both and `finishRotation` goes on from there.
 * @param atHand the passphrase where the file has one: the new key is wrapped by it again. Without a keychain its wrap
 *   is left open and the next start of the counter seals it
 * @throws JournalFault, NodeJS.ErrnoException when the disk refuses
 */
export async function rotateMaster(
  at: KeysAt,
  opened: OpenedKeys,
  ring: Ring,
  madeAt: number,
  atHand: { readonly keychain: Keychain | null; readonly passphrase: string | null },
): Promise<Result<OpenedKeys, KeyFailure>> {
  const settled = finishRotation(at, opened, ring)
  const { file, masters } = settled
  const [before] = file.masters
  if (before === undefined) throw new Error('a key file without a key')
  const protectors = await protectorsOf(file, before, atHand)
  if (!protectors.ok) return protectors
  const made = await makeMaster(file.realm, madeAt, protectors.value)
  if (!made.ok) return made
  const { master, entry } = made.value
  const both: MasterFile = { ...file, current: master.id, masters: [entry, before] }
  writeMasterFile(at.files, at.dataDir, both)
  return ok(finishRotation(at, { file: both, masters: [master, ...masters], by: settled.by }, ring))
}

/**
 * The steps of a rotation that are left, none when there are none.
 * @throws JournalFault, NodeJS.ErrnoException when the disk refuses
 */
export function finishRotation(at: KeysAt, opened: OpenedKeys, ring: Ring): OpenedKeys {
  const { file } = opened
  const [current] = opened.masters
  if (file.masters.length === 1) return opened
  if (ring.masterId() !== current.id) ring.rewrap(current)
  const alone: MasterFile = { ...file, masters: file.masters.filter(({ id }) => id === current.id) }
  writeMasterFile(at.files, at.dataDir, alone)
  return { ...opened, file: alone, masters: [current] }
}

/** What it takes to make the ways of this entry once more. */
async function protectorsOf(
  { realm }: MasterFile,
  entry: MasterEntry,
  atHand: { readonly keychain: Keychain | null; readonly passphrase: string | null },
): Promise<Result<readonly Protector[], KeyFailure>> {
  const { passphrase, keychain } = atHand
  if (entry.wraps.some(({ by }) => by === 'passphrase')) {
    const wraps = entry.wraps.filter(({ by }) => by === 'passphrase')
    const known = await openEntry(realm, { ...entry, wraps }, { ...nothingAtHand, passphrase })
    if (!known.ok) return fail(known.error.code)
  }
  return ok(entry.wraps.map((wrap) => protectorOf(wrap, keychain, passphrase ?? '')))
}

function protectorOf(wrap: Wrap, keychain: Keychain | null, passphrase: string): Protector {
  switch (wrap.by) {
    case 'practice':
      return { by: 'practice' }
    case 'keychain':
      return { by: 'keychain', keychain }
    case 'passphrase':
      return { by: 'passphrase', passphrase }
    case 'recovery':
      return { by: 'recovery', publicKey: wrap }
  }
}
