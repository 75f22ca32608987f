import { findFolder } from '../rescue/find-folder'
import type { MasterFile } from '../keys/master-file'
import { nothingAtHand } from '../keys/ways'
import type { Locked, Unlock } from '../keys/ways'
import type { Files } from '../../files/files'
import { askPassphrase, askRecoveryKey } from './call'
import type { Call } from './call'
import { Problem } from './problem'

/** The data folder a path means. */
export function dataFolder(files: Files, path: string): string {
  const found = findFolder(files, path)
  if (found.ok) return found.value
  const { error } = found
  throw new Problem(error.code, { path, ...('names' in error ? { names: error.names.join(', ') } : {}) })
}

/** What the person at the terminal has to open this key file with; asks only for what it can use. */
export async function unlockFor(call: Call, file: MasterFile): Promise<Unlock> {
  const ways = new Set(file.masters.flatMap(({ wraps }) => wraps.map(({ by }) => by)))
  const recovery = await askRecoveryKey(call)
  if (recovery !== null) {
    if (!ways.has('recovery')) throw new Problem('key.no-recovery-key')
    return { ...nothingAtHand, recovery }
  }
  if (ways.has('practice') || !ways.has('passphrase')) return nothingAtHand
  return { ...nothingAtHand, passphrase: await askPassphrase(call, call.words.ask.passphrase) }
}

/** Which problem a key that stays locked is. */
export function lockedProblem({ code }: Pick<Locked, 'code'>): Problem {
  return new Problem(code)
}
