import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stickLabelFile } from '../../shared/contract/stick'
import { stickLabel } from '../stick/stick-label'
import { openCentreKeys } from './centre-keys'
import type { Command } from './command'
import { UsageError } from './command'
import { databaseOptions, keysOption, openCentre, resourcesOption } from './open-centre'

export const stickLabelCommand: Command = {
  name: 'stick-label',
  usage: `stick-label --medium NAME --to FOLDER --keys DIR [--data DIR] [--resources DIR]
      registers a stick: writes its label, signed by the centre, to the top of the stick. NAME is the medium as the rule pack
      names it; a pack that does not name it makes the label useless`,
  options: {
    ...databaseOptions,
    ...keysOption,
    ...resourcesOption,
    medium: { type: 'string' },
    to: { type: 'string' },
  },
  async run(typed, surroundings) {
    const medium = typed.needed('medium')
    const folder = path.resolve(typed.needed('to'))
    if (!existsSync(folder)) throw new UsageError(`--to: there is no folder ${folder}`)
    const target = path.join(folder, stickLabelFile)
    const { centre, database } = await openCentre(typed, surroundings)
    try {
      const label = await stickLabel(centre, await openCentreKeys(typed, database), medium)
      if (label === null) throw new UsageError('--medium is 1 to 64 letters, digits, _ or -')
      writeFileSync(target, `${label}\n`)
      surroundings.say(`${medium}: ${target}`)
      return 0
    } finally {
      await database.close()
    }
  },
}
