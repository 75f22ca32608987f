import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { CentreKeys } from './keys'
import { keyFileSchema, makeKeyFile, readKeys } from './keys'

const fileName = 'centre-keys.json'
const ownerOnly = 0o600

/** The key file is there but cannot be used; nothing is made anew in its place. */
export class KeysUnusable extends Error {
  constructor(readonly problem: 'unreadable' | 'open-to-others') {
    super(`the centre's key file is ${problem}`)
    this.name = 'KeysUnusable'
  }
}

/**
 * The centre's keys in a folder: as they lie there, else made once. Several instances of one centre share the same file.
 * Throws {@link KeysUnusable} for a file that is damaged or that others than its owner may read.
 */
export async function openKeys(folder: string): Promise<CentreKeys> {
  const file = path.join(folder, fileName)
  if (!existsSync(file)) await writeNew(folder, file)
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new KeysUnusable('open-to-others')
  try {
    return await readKeys(keyFileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))))
  } catch {
    throw new KeysUnusable('unreadable')
  }
}

async function writeNew(folder: string, file: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const partial = `${file}.${process.pid}.part`
  writeFileSync(partial, JSON.stringify(await makeKeyFile(), null, 2), { mode: ownerOnly, flush: true })
  chmodSync(partial, ownerOnly)
  renameSync(partial, file)
}
