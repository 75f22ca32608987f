import { realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { files } from '../../files/files'
import { sha256 } from '../crypto'
import { JournalFault } from './fault'

const tryForMs = 3_000

/**
 * One core per data folder: a socket name the kernel frees when its holder dies (an abstract socket on Linux, a named
 * pipe on Windows). A core that was just killed may hold it for some milliseconds more, so it is tried for a while.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  files.makeFolder(folder)
  const name = `wallet-counter-${sha256(realpathSync(folder)).slice(0, 32)}`
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
  for (let waitedMs = 0; ; waitedMs += 50) {
    const release = await tryLock(path)
    if (release !== null) return release
    if (waitedMs >= tryForMs) throw new JournalFault('journal.locked', 'another core holds this folder')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function tryLock(path: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen(path, () => {
      server.unref()
      resolve(() => server.close())
    })
  })
}
