import { join } from 'node:path'
import { makeRecoveryKey } from '../keys/recovery-key'
import { askNewPassphrase, required } from './call'
import type { Call } from './call'
import { filled, Problem } from './problem'
import { writeNew } from './write-new'

/** `recovery-key --to FOLDER`: the organisation's key pair, made once. */
export async function makeRecoveryKeyFiles(call: Call): Promise<number> {
  const { options, resolve, say, words, now, files, positionals } = call
  if (positionals.length > 0) throw new Problem('usage.wrong', { detail: positionals.join(' ') })
  const folder = resolve(required(options.to, 'to'))
  const publicPath = join(folder, 'recovery-public-key.json')
  const privatePath = join(folder, 'recovery-private-key.json')
  for (const path of [publicPath, privatePath])
    if (files.kind(path) !== null) throw new Problem('target.exists', { path })
  const { publicFile, privateFile } = await makeRecoveryKey(await askNewPassphrase(call), now())
  // the private half first: a public one alone would be given to counters that nobody could ever open
  writeNew(files, privatePath, privateFile)
  writeNew(files, publicPath, publicFile)
  say(filled(words.recoveryKeyMade, { keyId: publicFile.keyId, publicPath, privatePath }))
  return 0
}
