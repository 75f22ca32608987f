import { realmSchema } from '../../shared/contract/operation'
import type { Database } from '../database'
import { announceKeys, unheardBy, useAnnouncedKeys } from '../keys/change-keys'
import { hasNextKeys, openKeys, openNextKeys, takeNextKeys } from '../keys/key-folder'
import { checkSchema } from '../migrations/migrate'
import { keysFolder, openCentreKeys } from './centre-keys'
import type { Command, Surroundings, Typed } from './command'
import { numberOf, UsageError } from './command'
import { databaseOptions, keysOption, openDatabase } from './open-centre'

interface Asked {
  readonly typed: Typed
  readonly database: Database
  readonly surroundings: Surroundings
}

const acts = { announce, change, list } as const
const mostStations = 1_000_000

export const keysCommand: Command = {
  name: 'keys',
  usage: `keys announce --by NAME --keys DIR [--data DIR]
      makes the keys that come next, lying beside the present ones, and announces them: every counter that asks the
      centre trusts both from then on. Not done before every counter has heard
  central keys change --by NAME --keys DIR [--unheard N] [--data DIR]
      takes the announced keys into use; the centre is stopped before and served again after it. Codes printed before are
      void; packs that were signed and not published are signed anew; sticks written before are imported first.
      N is how many counters have not heard (keys list): those have to be enrolled anew
  central keys list --keys DIR [--data DIR]
      what was announced, what is in use, and which counters have not heard of the newest`,
  options: { ...databaseOptions, ...keysOption, by: { type: 'string' }, unheard: { type: 'string' } },
  async run(typed, surroundings) {
    const [word = ''] = typed.words
    const act = Object.entries(acts).find(([name]) => name === word)?.[1]
    if (act === undefined)
      throw new UsageError(`keys ${Object.keys(acts).join('|')}, not ${word || 'nothing'}`)
    const database = await openDatabase(typed, surroundings)
    try {
      return await act({ typed, database, surroundings })
    } finally {
      await database.close()
    }
  },
}

async function announce({ typed, database, surroundings: { say, clock } }: Asked): Promise<number> {
  const by = nameOf(typed)
  const realm = realmSchema.safeParse(await checkSchema(database.db))
  if (!realm.success) throw new UsageError('this database was not brought up to date: run central migrate')
  const present = await openCentreKeys(typed, database)
  const next = await openNextKeys(keysFolder(typed))
  const number = await announceKeys(database.db, realm.data, present, next, { at: clock.now(), by })
  const { length } = await unheardBy(database.db, number)
  say(`change ${number} to the keys of ${next.centreId} is announced; ${length} counters have not heard`)
  return 0
}

async function change({ typed, database, surroundings: { say, clock } }: Asked): Promise<number> {
  const by = nameOf(typed)
  const unheard = numberOf('unheard', typed.value('unheard') ?? '0', 0, mostStations)
  const folder = keysFolder(typed)
  if (!hasNextKeys(folder)) {
    say('nothing was changed: no keys are announced')
    return 1
  }
  const next = await openNextKeys(folder)
  const refused = await useAnnouncedKeys(database.db, next, unheard, { at: clock.now(), by })
  if (refused !== null) {
    say(
      refused === 'not-announced'
        ? 'nothing was changed: the keys that lie there were not announced'
        : `nothing was changed: ${refused.unheard} counters have not heard of it, not ${unheard}`,
    )
    return 1
  }
  takeNextKeys(folder, await openKeys(folder))
  say(`the keys of ${next.centreId} are in use: publish the rules once more under the next number`)
  return 0
}

async function list({ typed, database: { db, ...database }, surroundings: { say } }: Asked): Promise<number> {
  const { centreId } = await openCentreKeys(typed, { db, ...database })
  say(`in use: ${centreId}`)
  const rows = await db
    .selectFrom('centre_key_change')
    .leftJoin('centre_key_use', 'centre_key_use.number', 'centre_key_change.number')
    .select(['centre_key_change.number', 'signing', 'announced_at', 'announced_by', 'used_at'])
    .orderBy('centre_key_change.number')
    .execute()
  for (const { number, signing, announced_at: at, announced_by: by, used_at: used } of rows)
    say(
      `change ${number} to ${signing}, announced ${new Date(at).toISOString()} by ${by}, ` +
        (used === null ? 'not in use yet' : `in use since ${new Date(used).toISOString()}`),
    )
  const newest = rows.at(-1)
  if (newest !== undefined)
    for (const station of await unheardBy(db, newest.number)) say(`has not heard: ${station}`)
  return 0
}

function nameOf(typed: Typed): string {
  const by = typed.needed('by').trim()
  if (by === '' || by.length > 60) throw new UsageError('--by is a name of at most 60 characters')
  return by
}
