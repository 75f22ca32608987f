import { dirname } from 'node:path'
import type { Disk } from './disk'
import { writeAll } from './write-all'

/** Synced this often while it is written, so that the last sync is short and other files' syncs wait for little. */
const syncEveryBytes = 4 * 1024 * 1024

/**
 * Replaces or creates a large file, chunk by chunk, as `writeFileAtomic` does a small one: its old or its new content
 * stands there, whole.
 */
export function writeChunks(disk: Disk, path: string, chunks: Iterable<Uint8Array>): void {
  const part = `${path}.part`
  const handle = disk.open(part, 'replace')
  try {
    let offset = 0
    let synced = 0
    for (const chunk of chunks) {
      writeAll(disk, handle, chunk, offset)
      offset += chunk.length
      if (offset - synced < syncEveryBytes) continue
      disk.datasync(handle)
      synced = offset
    }
    disk.sync(handle)
  } catch (error) {
    disk.close(handle)
    disk.remove(part)
    throw error
  }
  disk.close(handle)
  disk.rename(part, path)
  disk.syncFolder(dirname(path))
}
