import { closeSync, fsyncSync, openSync } from 'node:fs'

/**
 * Makes what was created, renamed or removed in `folder` durable. Windows offers no such call for a folder: its
 * file system keeps the order of such changes in a log of its own.
 * @throws NodeJS.ErrnoException
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
