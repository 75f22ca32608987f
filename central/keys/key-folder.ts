import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { CentreKeys } from './keys'
import { keyFileSchema, makeKeyFile, readKeys } from './keys'

const fileName = 'centre-keys.json'
const nextName = 'centre-keys-next.json'
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
  return openOrMake(folder, fileName)
}

/** The keys that come next, lying beside the present ones; made the first time they are asked for. Throws as {@link openKeys}. */
export async function openNextKeys(folder: string): Promise<CentreKeys> {
  return openOrMake(folder, nextName)
}

/** Whether keys that come next lie in the folder. */
export function hasNextKeys(folder: string): boolean {
  return existsSync(path.join(folder, nextName))
}

/** The next keys are the present ones from here on; those before stay beside them under their own name. */
export function takeNextKeys(folder: string, before: CentreKeys): void {
  const kept = path.join(folder, `centre-keys-before-${before.centreId}.json`)
  copyFileSync(path.join(folder, fileName), kept)
  chmodSync(kept, ownerOnly)
  renameSync(path.join(folder, nextName), path.join(folder, fileName))
}

async function openOrMake(folder: string, name: string): Promise<CentreKeys> {
  const file = path.join(folder, name)
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
