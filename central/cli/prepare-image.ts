import path from 'node:path'
import { prepareImage } from '../image'
import { readPracticeResources } from '../resources'
import type { Command } from './command'
import { UsageError } from './command'
import { resourcesOption, resourcesFolder } from './open-centre'

/** The money of practice people was there before whoever practises today: their movements begin a month ago. */
const seededBeforeMs = 30 * 86_400_000

export const prepareImageCommand: Command = {
  name: 'prepare-image',
  usage: `prepare-image DIR [--resources DIR]
      makes the practice centre's database image and prints its path`,
  options: { ...resourcesOption },
  async run(typed, { clock, say }) {
    const [folder] = typed.words
    if (folder === undefined) throw new UsageError('prepare-image needs a folder')
    const resources = readPracticeResources(resourcesFolder(typed))
    say(await prepareImage(path.resolve(folder), resources, clock.now() - seededBeforeMs))
    return 0
  },
}
