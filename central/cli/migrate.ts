import { realmSchema } from '../../shared/contract/operation'
import type { Realm } from '../../shared/domain/ids'
import { openPglite } from '../database'
import { migrate, OtherRealm } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import type { Command, Typed } from './command'
import { UsageError } from './command'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: `migrate --realm practice|live            (PostgreSQL, named by DATABASE_URL)
  central migrate --data DIR                       (PGlite in a folder: practice only)
      brings the database up to this version, all or nothing. The realm is written once and never changed`,
  options: { data: { type: 'string' }, realm: { type: 'string' } },
  async run(typed, { databaseUrl, say }) {
    const realm = realmOf(typed, databaseUrl)
    const database =
      databaseUrl === null
        ? await openPglite({ dataDir: typed.needed('data') })
        : await openPostgres(databaseUrl)
    try {
      await migrate(database.db, realm)
      say(`the database is up to date; its realm is ${realm}`)
      return 0
    } catch (error) {
      if (!(error instanceof OtherRealm)) throw error
      say(
        `nothing was changed: this database's realm is ${error.kept} and stays so; make another for ${realm}`,
      )
      return 1
    } finally {
      await database.close()
    }
  },
}

function realmOf(typed: Typed, databaseUrl: string | null): Realm {
  const given = typed.value('realm')
  if (given === undefined && databaseUrl === null) return 'practice'
  const realm = realmSchema.safeParse(given)
  if (!realm.success) throw new UsageError('--realm must be practice or live')
  if (databaseUrl === null && realm.data === 'live')
    throw new UsageError(
      'PGlite does not sync to the disk: what was answered could be gone after a power cut, so it is for practice ' +
        'only. Set DATABASE_URL to a PostgreSQL for a live centre',
    )
  return realm.data
}
