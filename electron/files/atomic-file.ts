import { dirname } from 'node:path'
import type { Disk } from './disk'
import { writeAll } from './write-all'

/**
 * Temporary file in the same folder, write, sync, rename, sync the folder. The temporary file has a fixed name
 * (`<path>.part`), so one left by a power cut is overwritten, not collected; two writers of one path are excluded
 * by the owner of the folder.
 */
export function writeFileAtomic(disk: Disk, path: string, bytes: Uint8Array): void {
  const part = `${path}.part`
  try {
    writeSynced(disk, part, bytes)
    disk.rename(part, path)
  } catch (error) {
    removeIfThere(disk, part)
    throw error
  }
  disk.syncFolder(dirname(path))
}

function writeSynced(disk: Disk, path: string, bytes: Uint8Array): void {
  const handle = disk.open(path, 'replace')
  try {
    writeAll(disk, handle, bytes, 0)
    disk.sync(handle)
  } finally {
    disk.close(handle)
  }
}

function removeIfThere(disk: Disk, path: string): void {
  if (disk.kind(path) === 'file') disk.remove(path)
}

/** See `Files.setAside`. */
export function setAside(disk: Disk, path: string, suffix: string): string {
  const first = `${path}.${suffix}`
  let target = first
  for (let copy = 2; disk.kind(target) !== null; copy++) target = `${first}-${String(copy)}`
  disk.rename(path, target)
  disk.syncFolder(dirname(path))
  return target
}
