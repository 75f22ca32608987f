import { dirname } from 'node:path'
import type { Files } from '../../files/files'
import { Problem } from './problem'

/**
 * Writes a file for its owner only, whole or not at all; one that is there is never overwritten.
 * @throws Problem target.exists, target.cannot-write
 */
export function writeNew(files: Files, path: string, value: unknown): void {
  if (files.kind(path) !== null) throw new Problem('target.exists', { path })
  try {
    files.makeFolder(dirname(path))
    files.writeAtomic(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8'))
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : 'I/O'
    throw new Problem('target.cannot-write', { path, detail })
  }
}
