import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs'

/**
 * What the file writer asks of the operating system, call by call, so that a power-cut simulator can stand in its
 * place (`electron/core/journal/testing`). Every call is synchronous and throws `NodeJS.ErrnoException`.
 */
export interface Disk {
  /** `new` = must not be there · `replace` = made or emptied · `read` = must be there. Made for the owner only. */
  open(path: string, how: 'new' | 'replace' | 'read'): number
  /** The system may take fewer bytes than it is given; answers how many. Not durable. */
  write(handle: number, bytes: Uint8Array, offset: number): number
  /** Answers how many bytes it read, 0 at the end. */
  read(handle: number, into: Uint8Array, offset: number): number
  size(handle: number): number
  /** The file's bytes, and its size where it grew, are on the disk. */
  datasync(handle: number): void
  /** The same, with everything else the system keeps about the file. */
  sync(handle: number): void
  close(handle: number): void
  readFile(path: string): Buffer
  /** Names in a folder. */
  list(folder: string): string[]
  /** null = nothing is there. */
  kind(path: string): 'file' | 'folder' | null
  /** Makes one folder whose parent is there. */
  makeFolder(path: string): void
  /** Replaces what is at `to`. Not durable before both folders are synced. */
  rename(from: string, to: string): void
  /** Removes a file. Not durable before its folder is synced. */
  remove(path: string): void
  /** What was made, renamed or removed in the folder is on the disk. */
  syncFolder(path: string): void
  /** Bytes an ordinary user may still write where `path` lies. */
  freeBytes(path: string): number
}

/** Ours alone: the files hold keys and people's data. */
const fileMode = 0o600
const folderMode = 0o700
const flags = { new: 'wx', replace: 'w', read: 'r' } as const

export const nodeDisk: Disk = {
  open: (path, how) => openSync(path, flags[how], fileMode),
  write: (handle, bytes, offset) => writeSync(handle, bytes, 0, bytes.length, offset),
  read: (handle, into, offset) => readSync(handle, into, 0, into.length, offset),
  size: (handle) => fstatSync(handle).size,
  datasync: (handle) => {
    fdatasyncSync(handle)
  },
  sync: (handle) => {
    fsyncSync(handle)
  },
  close: (handle) => {
    closeSync(handle)
  },
  readFile: (path) => readFileSync(path),
  list: (folder) => readdirSync(folder),
  kind(path) {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found === undefined ? null : found.isDirectory() ? 'folder' : 'file'
  },
  makeFolder: (path) => {
    mkdirSync(path, folderMode)
  },
  rename: (from, to) => {
    renameSync(from, to)
  },
  remove: (path) => {
    unlinkSync(path)
  },
  // Windows offers no such call for a folder: its file system keeps the order of such changes in a log of its own.
  syncFolder(path) {
    if (process.platform === 'win32') return
    const handle = openReadable(path)
    if (handle === null) return
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  },
  freeBytes(path) {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  },
}

/** A folder that we may not read was made by somebody else long ago: its names are not ours to keep. */
function openReadable(folder: string): number | null {
  try {
    return openSync(folder, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return null
    throw error
  }
}
