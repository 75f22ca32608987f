import { realpathSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { sha256 } from './hash'

/** Another process has this database folder open; two writers would destroy it. */
export class FolderInUse extends Error {
  constructor() {
    super('the database folder is open in another process')
    this.name = 'FolderInUse'
  }
}

export interface FolderLock {
  release(): Promise<void>
}

/**
 * Takes the folder (made when absent) for this process. The lock is an abstract socket or named pipe called after the
 * folder's real path: the kernel frees it when its holder dies, so no stale lock can stop a start. On systems with
 * neither (macOS, development only) nothing is locked.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true })
  const address = lockAddress(sha256(realpathSync(folder)).slice(0, 32))
  if (address === null) return { release: async () => undefined }
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new FolderInUse() : error)
    })
    server.listen(address, resolve)
  })
  server.unref()
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  }
}

function lockAddress(name: string): string | null {
  if (process.platform === 'linux') return `\0wallet-central-${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\wallet-central-${name}`
  return null
}
