import { sep } from 'node:path'
import { readingFiles } from '../rescue/reading-files'
import { rescueFolder } from '../rescue/rescue-folder'
import type { Rescued } from '../rescue/rescue-folder'
import { readAnyMasterFile } from '../keys/master-file'
import { folderOf, required } from './call'
import type { Call } from './call'
import { dataFolder, lockedProblem, unlockFor } from './open-keys'
import { damageData, filled, Problem } from './problem'
import { writeNew } from './write-new'

/** `rescue FOLDER --to FILE.json`: the unsent operations of a dead counter, for the centre to import. */
export async function rescue(call: Call): Promise<number> {
  const { files, options, resolve } = call
  const folder = folderOf(call)
  const target = resolve(required(options.to, 'to'))
  const reading = readingFiles()
  const dataDir = dataFolder(reading, folder)
  if (`${target}${sep}`.startsWith(`${folder}${sep}`)) throw new Problem('target.inside', { path: target })
  if (files.kind(target) !== null) throw new Problem('target.exists', { path: target })
  const release = await call.lockFolder(dataDir)
  try {
    const keys = readAnyMasterFile(reading, dataDir)
    if (typeof keys === 'string') throw new Problem('key.missing')
    const unlock = await unlockFor(call, keys)
    const despite = options['despite-damage'] === true
    const answer = await rescueFolder(reading, dataDir, unlock, despite, call.now())
    if (!answer.ok) {
      const { error } = answer
      throw 'ways' in error ? lockedProblem(error) : new Problem(error.code, damageData(error.damage))
    }
    writeNew(files, target, answer.value.file)
    tell(call, answer.value, target)
    return 0
  } finally {
    release()
  }
}

function tell({ say, words }: Call, { file, left }: Rescued, path: string): void {
  const count = (state: 'queued' | 'unknown'): number =>
    file.operations.filter((item) => item.state === state).length
  const { damage, journal, operations } = file
  say(
    filled(words.rescued, {
      count: operations.length,
      queued: count('queued'),
      unknown: count('unknown'),
      path,
      frame: journal.frame,
    }),
  )
  if (damage !== null)
    say(filled(words.rescuedDamage, { first: damage.firstFrame, last: damage.lastFrame ?? '?' }))
  const waiting = Object.values(left).reduce((sum, one) => sum + one, 0)
  if (waiting > 0) say(filled(words.rescuedLeft, { count: waiting }))
  say(filled(words.rescuedNext, { path }))
}
