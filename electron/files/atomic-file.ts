import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { syncFolder } from './sync-folder'
import { writeAll } from './write-all'

/** Ours alone: the files hold keys and people's data. */
const fileMode = 0o600
const folderMode = 0o700

/**
 * Replaces or creates the file so that after a power cut either its old or its new content stands there, whole:
 * temporary file in the same folder, write, sync, rename, sync the folder. The temporary file has a fixed name
 * (`<path>.part`), so one left by a power cut is overwritten, not collected; two writers of one path are excluded
 * by the owner of the folder.
 * @throws NodeJS.ErrnoException; then the old content is untouched
 */
export function writeFileAtomic(path: string, bytes: Uint8Array): void {
  const part = `${path}.part`
  try {
    writeSynced(part, bytes)
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const handle = openSync(path, 'w', fileMode)
  try {
    writeAll(handle, bytes, 0)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Removes a file for good; one that is not there is fine.
 * @throws NodeJS.ErrnoException
 */
export function removeFile(path: string): void {
  rmSync(path, { force: true })
  syncFolder(dirname(path))
}

/**
 * Makes a folder with all its parents, each new one durable in its parent. One that is there is fine.
 * @throws NodeJS.ErrnoException
 */
export function makeFolder(path: string): void {
  const wanted = resolve(path)
  const firstMade = mkdirSync(wanted, { recursive: true, mode: folderMode })
  if (firstMade === undefined) return
  let folder = dirname(firstMade)
  syncFolder(folder)
  for (const name of relative(folder, wanted).split(sep)) {
    folder = resolve(folder, name)
    syncFolder(folder)
  }
}

/**
 * Renames a file or folder to `<path>.<suffix>` (`<path>.<suffix>-2` and so on where that is taken), so that it is
 * out of the way and nothing of it is lost.
 * @returns the new path
 * @throws NodeJS.ErrnoException
 */
export function setAside(path: string, suffix: string): string {
  const first = `${path}.${suffix}`
  let target = first
  for (let copy = 2; existsSync(target); copy++) target = `${first}-${copy}`
  renameSync(path, target)
  syncFolder(dirname(path))
  return target
}
