import path from 'node:path'
import { importFile } from '../rescue/import-file'
import type { Command } from './command'
import { UsageError } from './command'
import { databaseOptions, openCentre, resourcesOption } from './open-centre'

export const importRescueCommand: Command = {
  name: 'import-rescue',
  usage: `import-rescue FILE --by NAME [--data DIR] [--resources DIR]
      carries out what a dead counter had not sent, once, however often it is imported; NAME, who imports it, is kept.
      Exit code 1 when the file is not taken or an operation came before with other content`,
  options: { ...databaseOptions, ...resourcesOption, by: { type: 'string' } },
  async run(typed, surroundings) {
    const [file] = typed.words
    if (file === undefined) throw new UsageError('import-rescue needs a file')
    const by = typed.needed('by')
    const { say } = surroundings
    return importFile({ file: path.resolve(file), by, say, open: () => openCentre(typed, surroundings) })
  },
}
