import { makeOperator } from '../console/operators'
import type { Command } from './command'
import { UsageError } from './command'
import { databaseOptions, openDatabase } from './open-centre'

export const operatorCommand: Command = {
  name: 'operator',
  usage: `operator ID --name NAME [--data DIR]
      makes an operator of the console and prints the password once; nobody can print it again`,
  options: { ...databaseOptions, name: { type: 'string' } },
  async run(typed, surroundings) {
    const [id] = typed.words
    if (id === undefined || !/^[a-z0-9][a-z0-9-]{0,39}$/u.test(id))
      throw new UsageError('operator needs an id of small letters, digits and dashes')
    const name = typed.needed('name')
    const database = await openDatabase(typed, surroundings)
    try {
      const password = await makeOperator(database.db, { id, name }, surroundings.clock.now())
      surroundings.say(
        password === null
          ? `nothing was changed: there is an operator ${id}`
          : `operator ${id}, password ${password}`,
      )
      return password === null ? 1 : 0
    } finally {
      await database.close()
    }
  },
}
