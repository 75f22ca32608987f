import path from 'node:path'
import type { Database } from '../database'
import { bindKeys, OtherKeys } from '../keys/bind-keys'
import { KeysUnusable, openKeys } from '../keys/key-folder'
import type { CentreKeys } from '../keys/keys'
import type { Typed } from './command'
import { UsageError } from './command'

const problems = {
  unreadable:
    'the key file cannot be read: bring it back from the backup. It is not made anew, no counter would know it',
  'open-to-others':
    'the key file can be read by others than its owner: take that away (chmod 600) and make sure nobody has it',
} as const

/** Opens the centre's keys and holds them against the database; throws {@link UsageError} with what to do. */
export async function openCentreKeys(typed: Typed, { db }: Database): Promise<CentreKeys> {
  try {
    const keys = await openKeys(keysFolder(typed))
    await bindKeys(db, keys)
    return keys
  } catch (error) {
    if (error instanceof KeysUnusable) throw new UsageError(problems[error.problem])
    if (error instanceof OtherKeys)
      throw new UsageError(
        'these are not the keys this database is served with: name their folder by --keys, or end a change of keys (central keys change)',
      )
    throw error
  }
}

/** The folder of the centre's keys. Throws {@link UsageError} when none was named. */
export function keysFolder(typed: Typed): string {
  const given = typed.value('keys')
  if (given !== undefined) return path.resolve(given)
  const data = typed.value('data')
  if (data === undefined) throw new UsageError("--keys is missing: the folder of the centre's keys")
  return path.join(path.resolve(data), 'keys')
}
