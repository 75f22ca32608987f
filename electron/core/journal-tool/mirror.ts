import { join } from 'node:path'
import { ringPath } from '../backup/manifest'
import { anyId } from '../crypto'
import { readFile } from '../journal/key-ring'
import { chooseMirror, mirrorSettingsName } from '../mirror/mirror-place'
import { folderOf, required } from './call'
import type { Call } from './call'
import { dataFolder } from './open-keys'
import { filled, Problem } from './problem'

/**
 * `mirror DATA_FOLDER --to FOLDER`: from the next start on the journal is copied there after every sync.
 * `mirror DATA_FOLDER --off`: no more; what was copied stays.
 */
export function mirror(call: Call): Promise<number> {
  const { files, options, resolve, say, words } = call
  const dataDir = dataFolder(files, folderOf(call))
  if (options.off === true) {
    files.remove(join(dataDir, mirrorSettingsName))
    say(words.mirrorOff)
    return Promise.resolve(0)
  }
  const folder = resolve(required(options.to, 'to'))
  if (files.kind(folder) !== 'folder') throw new Problem('folder.missing', { path: folder })
  const { realm, station } = readFile(files, join(dataDir, ringPath))
  try {
    const { root } = chooseMirror(files, dataDir, realm, station, folder, anyId())
    say(filled(words.mirrorChosen, { path: root }))
    return Promise.resolve(0)
  } catch (error) {
    if (error instanceof RangeError) throw new Problem('mirror.inside', { path: folder })
    if (error instanceof Error && 'code' in error) throw new Problem('mirror.cannot-write')
    throw error
  }
}
