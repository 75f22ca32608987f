import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { KeychainFailure } from '../ports'
import { provenEntry, writeMasterFile } from './master-file'
import type { Way, Wrap } from './master-file'
import type { KeysAt, OpenedKeys } from './open-master'
import { wrapMaster } from './ways'
import type { Protector } from './ways'

/** Why the ways to a key are not changed so. */
export type ProtectFailure = KeychainFailure | 'rotation-open' | 'no-way-left' | 'live-in-the-clear'

/**
 * Changes the ways to the master key: each protector takes the place of what there was of its kind. The key itself
 * stays. A passphrase or a keychain takes the practice key, which lies in the clear, out of the file.
 * @throws NodeJS.ErrnoException when the disk refuses; the file is as it was then
 */
export async function changeProtectors(
  at: KeysAt,
  opened: OpenedKeys,
  protectors: readonly Protector[],
  drop: readonly Way[],
): Promise<Result<OpenedKeys, ProtectFailure>> {
  const { file, masters } = opened
  const [entry, ...others] = file.masters
  // the key before could be opened by the ways it had
  if (entry === undefined || others.length > 0) return fail('rotation-open')
  const made: Wrap[] = []
  for (const protector of protectors) {
    const wrap = await wrapMaster(file.realm, masters[0], protector)
    if (!wrap.ok) return wrap
    made.push(wrap.value)
  }
  const gone = new Set<Way>([...drop, ...protectors.map(({ by }) => by)])
  if (made.some(({ by }) => by === 'passphrase' || by === 'keychain')) gone.add('practice')
  const wraps = [...entry.wraps.filter(({ by }) => !gone.has(by)), ...made]
  if (file.realm === 'live' && wraps.some(({ by }) => by === 'practice')) return fail('live-in-the-clear')
  if (!wraps.some(opensEveryDay)) return fail('no-way-left')
  const next = { ...file, masters: [provenEntry(file.realm, masters[0], entry.madeAt, wraps)] }
  writeMasterFile(at.files, at.dataDir, next)
  return ok({ ...opened, file: next })
}

/** The recovery key lies in a safe, and a keychain that has not sealed the key yet opens nothing. */
function opensEveryDay(wrap: Wrap): boolean {
  return wrap.by === 'keychain' ? wrap.sealed !== null : wrap.by !== 'recovery'
}
