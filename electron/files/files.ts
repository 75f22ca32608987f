import { dirname, resolve } from 'node:path'
import { createAppendFile } from './append-file'
import type { AppendFile } from './append-file'
import { setAside, writeFileAtomic } from './atomic-file'
import { writeChunks } from './chunked-file'
import { nodeDisk } from './disk'
import type { Disk } from './disk'

/**
 * The only product code that opens a file for writing. Every call is synchronous, durable when it returns unless it
 * says otherwise, and throws `NodeJS.ErrnoException`.
 */
export interface Files {
  /**
   * Replaces or creates the file so that after a power cut either its old or its new content stands there, whole.
   * After a throw the old content is untouched.
   */
  writeAtomic(path: string, bytes: Uint8Array): void
  /** The same for a large file, chunk by chunk. */
  writeChunks(path: string, chunks: Iterable<Uint8Array>): void
  /** Creates a file of `preallocateBytes` zeros that must not be there yet. */
  createAppend(path: string, preallocateBytes: number): AppendFile
  /** Makes a folder with all its parents; one that is there is fine. */
  makeFolder(path: string): void
  /**
   * Renames a file or folder to `<path>.<suffix>` (`<path>.<suffix>-2` and so on where that is taken), so that it is
   * out of the way and nothing of it is lost. Answers the new path.
   */
  setAside(path: string, suffix: string): string
  /** Moves a file or folder to another folder of the same disk; replaces a file that is there. */
  move(from: string, to: string): void
  /** Removes a file for good; one that is not there is fine. */
  remove(path: string): void
  read(path: string): Buffer
  /** At most `length` bytes from `offset` on; fewer where the file ends. */
  readPart(path: string, offset: number, length: number): Buffer
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): readonly string[]
  kind(path: string): 'file' | 'folder' | null
  sizeOf(path: string): number
  /** Bytes that may still be written where `path` lies. */
  freeBytes(path: string): number
}

export function filesOn(disk: Disk): Files {
  return {
    writeAtomic: (path, bytes) => {
      writeFileAtomic(disk, path, bytes)
    },
    writeChunks: (path, chunks) => {
      writeChunks(disk, path, chunks)
    },
    createAppend: (path, preallocateBytes) => createAppendFile(disk, path, preallocateBytes),
    makeFolder: (path) => {
      makeFolder(disk, resolve(path))
    },
    setAside: (path, suffix) => setAside(disk, path, suffix),
    move(from, to) {
      disk.rename(from, to)
      disk.syncFolder(dirname(to))
      if (dirname(from) !== dirname(to)) disk.syncFolder(dirname(from))
    },
    remove(path) {
      if (disk.kind(path) === null) return
      disk.remove(path)
      disk.syncFolder(dirname(path))
    },
    read: (path) => disk.readFile(path),
    readPart: (path, offset, length) => readPart(disk, path, offset, length),
    list: (folder) => (disk.kind(folder) === 'folder' ? disk.list(folder).sort() : []),
    kind: (path) => disk.kind(path),
    sizeOf(path) {
      const handle = disk.open(path, 'read')
      try {
        return disk.size(handle)
      } finally {
        disk.close(handle)
      }
    },
    freeBytes: (path) => disk.freeBytes(path),
  }
}

/** The computer's own disk. */
export const files: Files = filesOn(nodeDisk)

/**
 * A folder is made only once its parent's name is durable, and one that is there gets its name made durable too: whoever
 * made it may have died before the sync, and everything in it would go with its name at the next power cut.
 */
function makeFolder(disk: Disk, path: string): void {
  const parent = dirname(path)
  if (parent === path) return
  if (disk.kind(path) !== 'folder') {
    makeFolder(disk, parent)
    disk.makeFolder(path)
  }
  disk.syncFolder(parent)
}

function readPart(disk: Disk, path: string, offset: number, length: number): Buffer {
  const handle = disk.open(path, 'read')
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, disk.size(handle) - offset)))
    let done = 0
    while (done < bytes.length) {
      const got = disk.read(handle, bytes.subarray(done), offset + done)
      if (got === 0) break
      done += got
    }
    return bytes.subarray(0, done)
  } finally {
    disk.close(handle)
  }
}
