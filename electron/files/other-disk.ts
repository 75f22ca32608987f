import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What tells whether a file is still the one that was copied: a replaced file has another number. */
export interface FileMark {
  readonly bytes: number
  /** Number of the file and the time of its last change, as one text. */
  readonly mark: string
}

/**
 * A disk that may be slow, full, unplugged or gone at any moment: the mirror's and the backup's. No call blocks the
 * process; each is durable when its promise is fulfilled unless it says otherwise, and rejects with
 * `NodeJS.ErrnoException`. Files are made for their owner only.
 */
export interface OtherDisk {
  /** null = nothing is there. */
  look(path: string): Promise<FileMark | null>
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** At most `length` bytes from `offset` on; fewer where the file ends. */
  readPart(path: string, offset: number, length: number): Promise<Buffer>
  /** Makes a folder with all its parents. */
  makeFolder(path: string): Promise<void>
  /** Replaces or creates the file whole. */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>
  /** Creates the file where it is not there, makes it `size` bytes long where it is shorter (zeros), writes the bytes. */
  writePart(path: string, size: number, offset: number, bytes: Uint8Array): Promise<void>
  /** Renames a file or folder on the same disk; both folders are synced. */
  move(from: string, to: string): Promise<void>
  /** Removes a file or a folder with all that is in it; what is not there is fine. */
  remove(path: string): Promise<void>
}

const fileMode = 0o600
const folderMode = 0o700

/** The computer's own file systems. */
export const otherDisk: OtherDisk = {
  async look(path) {
    try {
      const found = await stat(path, { bigint: true })
      return { bytes: Number(found.size), mark: `${String(found.ino)}/${String(found.mtimeNs)}` }
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  },
  async list(folder) {
    try {
      return (await readdir(folder)).sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
  async readPart(path, offset, length) {
    const file = await open(path, 'r')
    try {
      const bytes = Buffer.alloc(length)
      let done = 0
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return bytes.subarray(0, done)
    } finally {
      await file.close()
    }
  },
  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true, mode: folderMode })
    if (first !== undefined) await syncFolder(dirname(first))
  },
  async writeAtomic(path, bytes) {
    const part = `${path}.part`
    try {
      const file = await open(part, 'w', fileMode)
      try {
        await writeAll(file, bytes, 0)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, path)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
    await syncFolder(dirname(path))
  },
  async writePart(path, size, offset, bytes) {
    const made = await openOrCreate(path)
    try {
      if ((await made.file.stat()).size < size) await made.file.truncate(size)
      await writeAll(made.file, bytes, offset)
      await made.file.datasync()
    } finally {
      await made.file.close()
    }
    if (made.isNew) await syncFolder(dirname(path))
  },
  async move(from, to) {
    await rename(from, to)
    await syncFolder(dirname(to))
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from))
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true })
  },
}

type OpenFile = Awaited<ReturnType<typeof open>>

async function openOrCreate(path: string): Promise<{ readonly file: OpenFile; readonly isNew: boolean }> {
  try {
    return { file: await open(path, 'r+'), isNew: false }
  } catch (error) {
    if (!isMissing(error)) throw error
    return { file: await open(path, 'wx+', fileMode), isNew: true }
  }
}

async function writeAll(file: OpenFile, bytes: Uint8Array, offset: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done)
    done += bytesWritten
  }
}

/** Windows offers no such call for a folder; some network file systems refuse it, and nothing more can be done there. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    if (!hasCode(error, 'EINVAL') && !hasCode(error, 'ENOTSUP')) throw error
  } finally {
    await folder.close()
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
