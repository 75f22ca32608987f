import { dirname } from 'node:path'
import type { Disk } from './disk'
import { writeAll } from './write-all'

/** Written and synced in pieces of this size: another file's sync waits for one of them at most. */
const pieceBytes = 256 * 1024

/**
 * Replaces or creates a large file, chunk by chunk, as `writeFileAtomic` does a small one: its old or its new content
 * stands there, whole.
 */
export function writeChunks(disk: Disk, path: string, chunks: Iterable<Uint8Array>): void {
  const part = `${path}.part`
  const handle = disk.open(part, 'replace')
  try {
    let offset = 0
    for (const chunk of chunks) {
      for (let from = 0; from < chunk.length; from += pieceBytes) {
        const piece = chunk.subarray(from, from + pieceBytes)
        writeAll(disk, handle, piece, offset)
        disk.datasync(handle)
        offset += piece.length
      }
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
