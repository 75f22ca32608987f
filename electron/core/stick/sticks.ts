import type { Files } from '../../files/files'
import type { Sticks } from '../ports'
import { stickFolder } from './stick-folder'

/** Sticks of one data folder, picked by whatever asks somebody for a file. */
export function sticksIn(
  files: Files,
  { dataDir }: { readonly dataDir: string },
  pick: Sticks['pick'],
): Sticks {
  return {
    pick,
    read(path, mostBytes) {
      try {
        const bytes = files.readPart(path, 0, mostBytes + 1)
        return bytes.length > mostBytes ? null : bytes.toString('utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error) return null
        throw error
      }
    },
    write(path, bytes) {
      try {
        files.writeAtomic(path, bytes)
        return null
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error)) throw error
        return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'stick.full' : 'stick.unwritable'
      }
    },
    folder: (epoch) => stickFolder(files, dataDir, epoch),
  }
}
