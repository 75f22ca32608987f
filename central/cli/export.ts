import path from 'node:path'
import { exportLedger } from '../export/export'
import type { Command } from './command'
import { UsageError } from './command'
import { databaseOptions, openDatabase } from './open-centre'

export const exportCommand: Command = {
  name: 'export',
  usage: `export DIR [--with-personal-data] [--data DIR]
      writes operations, postings and changes as JSON lines into the new folder DIR, with a manifest of counts and hashes,
      for an audit. Without --with-personal-data nobody can be told from it: contents are left out but for their hashes,
      accounts of people are named by a hash. All is of one instant`,
  options: { ...databaseOptions, 'with-personal-data': { type: 'boolean' } },
  async run(typed, surroundings) {
    const [folder] = typed.words
    if (folder === undefined) throw new UsageError('export needs a folder')
    const database = await openDatabase(typed, surroundings)
    try {
      const { say, clock } = surroundings
      const personal = typed.has('with-personal-data')
      const manifest = await exportLedger(database.db, {
        folder: path.resolve(folder),
        personal,
        at: clock.now(),
      })
      if (manifest === null) {
        say('nothing was written: the folder is there already')
        return 1
      }
      for (const { name, lines, sha256 } of manifest.files) say(`${name}: ${lines} lines, sha256 ${sha256}`)
      say(personal ? 'with personal data: keep it as such' : 'without personal data')
      return 0
    } finally {
      await database.close()
    }
  },
}
