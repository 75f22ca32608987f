import { dirname } from 'node:path'
import type { Disk } from './disk'
import { writeAll } from './write-all'

/** A new file of zeros that is filled from its beginning. Every call is synchronous and throws NodeJS errors. */
export interface AppendFile {
  /** Bytes the file has, its preallocated zeros included. */
  readonly size: number
  /** Writes all of `bytes` at `offset`, counted from the file's beginning. Not durable before `datasync`. */
  writeAt(bytes: Uint8Array, offset: number): void
  /** Returns when everything written so far is on the disk. After a throw nobody knows what is. */
  datasync(): void
  close(): void
}

const zerosAtOnce = 1024 * 1024

/**
 * Creates a file that must not be there yet and fills it with zeros, so that later syncs need no new space and a
 * sector that was never written can be told from one that was (design.md section 4). Durable when this returns.
 * @throws NodeJS.ErrnoException, EEXIST when the path is taken; then no new file is left behind
 */
export function createAppendFile(disk: Disk, path: string, preallocateBytes: number): AppendFile {
  const handle = disk.open(path, 'new')
  try {
    writeZeros(disk, handle, preallocateBytes)
    disk.sync(handle)
    disk.syncFolder(dirname(path))
  } catch (error) {
    disk.close(handle)
    disk.remove(path)
    throw error
  }
  return appendFile(disk, handle, preallocateBytes)
}

function writeZeros(disk: Disk, handle: number, count: number): void {
  const zeros = new Uint8Array(Math.min(count, zerosAtOnce))
  for (let offset = 0; offset < count; offset += zeros.length) {
    writeAll(disk, handle, zeros.subarray(0, Math.min(zeros.length, count - offset)), offset)
  }
}

function appendFile(disk: Disk, handle: number, firstSize: number): AppendFile {
  let size = firstSize
  let open = true
  const mustBeOpen = (): void => {
    // a closed handle's number may belong to another file by now
    if (!open) throw new Error('The file is closed')
  }
  return {
    get size() {
      return size
    },
    writeAt(bytes, offset) {
      mustBeOpen()
      writeAll(disk, handle, bytes, offset)
      size = Math.max(size, offset + bytes.length)
    },
    datasync() {
      mustBeOpen()
      disk.datasync(handle)
    },
    close() {
      if (!open) return
      open = false
      disk.close(handle)
    },
  }
}
