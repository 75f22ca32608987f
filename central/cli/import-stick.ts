import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fill } from '../../shared/text/pack-sentences'
import { messages } from '../../shared/text/en'
import { importStick } from '../stick/import-stick'
import { openCentreKeys } from './centre-keys'
import type { Command } from './command'
import { existingFile, UsageError } from './command'
import { databaseOptions, keysOption, openCentre, resourcesOption } from './open-centre'

export const importStickCommand: Command = {
  name: 'import-stick',
  usage: `import-stick FILE --answer FILE --by NAME --keys DIR [--data DIR] [--resources DIR]
      carries out what a station sent by stick, as if it had come over the line, and writes the answer to carry back. The same
      file again does nothing and gets the same answer. Off unless the rule pack allows it for the station, day and medium.
      NAME, who imports it, is kept`,
  options: {
    ...databaseOptions,
    ...keysOption,
    ...resourcesOption,
    answer: { type: 'string' },
    by: { type: 'string' },
  },
  async run(typed, surroundings) {
    const file = existingFile(typed)
    const target = path.resolve(typed.needed('answer'))
    const by = typed.needed('by').trim()
    if (by === '' || by.length > 60) throw new UsageError('--by is a name of at most 60 characters')
    const { say } = surroundings
    const { centre, database } = await openCentre(typed, surroundings)
    try {
      const keys = await openCentreKeys(typed, database)
      const taken = await importStick(centre, keys, readFileSync(file, 'utf8').trim(), by)
      if (!taken.ok) {
        const { code, ...data } = taken.error
        const { clerk, next } = messages.errors[code]
        say(`nothing was taken: ${fill(`${clerk}. ${next}`, data)}`)
        return 1
      }
      const { content, again, answer } = taken.value
      writeFileSync(target, `${answer}\n`, { flag: 'wx' })
      say(
        `station ${content.station}, file ${content.number}: ${content.batches.length} batches` +
          (again ? '; taken before, nothing was done now' : ''),
      )
      say(`answer to carry back: ${target}`)
      return 0
    } finally {
      await database.close()
    }
  },
}
