import { join } from 'node:path'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { Files } from '../../files/files'
import { keysFolder, masterKeyName } from '../keys/master-file'

export type FolderFailure =
  | { readonly code: 'folder.missing' }
  /** Neither keys nor journal are in it. */
  | { readonly code: 'folder.not-ours' }
  /** Several counters' folders are below it. */
  | { readonly code: 'folder.several'; readonly names: readonly string[] }

/** The data folder at a path: it itself, or the one below it (a mirror keeps `<realm>-<station>/`). */
export function findFolder(files: Files, path: string): Result<string, FolderFailure> {
  if (files.kind(path) !== 'folder') return fail({ code: 'folder.missing' })
  if (isDataFolder(files, path)) return ok(path)
  const names = files.list(path).filter((name) => isDataFolder(files, join(path, name)))
  const [only] = names
  if (only === undefined) return fail({ code: 'folder.not-ours' })
  return names.length === 1 ? ok(join(path, only)) : fail({ code: 'folder.several', names })
}

function isDataFolder(files: Files, path: string): boolean {
  const holds = (name: string, inside: string): boolean =>
    files.kind(join(path, name)) === 'folder' && files.kind(join(path, name, inside)) !== null
  return files.kind(path) === 'folder' && (holds(keysFolder, masterKeyName) || holds('journal', 'segments'))
}
