import { realmSchema, stationIdSchema } from '../../shared/contract/operation'
import { makeEnrolCode } from '../stations/enrol-code'
import { openCentreKeys } from './centre-keys'
import type { Command } from './command'
import { numberOf, UsageError } from './command'
import { databaseOptions, keysOption, openCentre, resourcesOption } from './open-centre'

const usualHours = 24
const longestHours = 24 * 14

export const enrolCodeCommand: Command = {
  name: 'enrol-code',
  usage: `enrol-code STATION --hall NAME --desk NAME --by NAME [--township NAME] [--hours N]
                     [--realm practice|live] [--data DIR] [--keys DIR]
      prints a code that enrols STATION once: a new one, or one whose key was lost, that was restored or moved to another
      computer. It runs out after N hours (${usualHours}); NAME, who made it, is kept.
      --township names the one whose people are the station's own list for days without a line`,
  options: {
    ...databaseOptions,
    ...keysOption,
    ...resourcesOption,
    by: { type: 'string' },
    desk: { type: 'string' },
    hall: { type: 'string' },
    hours: { type: 'string' },
    realm: { type: 'string' },
    township: { type: 'string' },
  },
  async run(typed, surroundings) {
    const station = stationIdSchema.safeParse(typed.words[0])
    if (!station.success)
      throw new UsageError('a station is named by small letters, digits and -, at most 40')
    const township = typed.value('township')
    const request = {
      station: station.data,
      hall: shortText('hall', typed.needed('hall'), 60),
      desk: shortText('desk', typed.needed('desk'), 40),
      township: township === undefined ? null : shortText('township', township, 60),
      by: shortText('by', typed.needed('by'), 60),
      hours: numberOf('hours', typed.value('hours') ?? String(usualHours), 1, longestHours),
    }
    const realm = realmSchema.optional().safeParse(typed.value('realm'))
    if (!realm.success) throw new UsageError('--realm must be practice or live')
    const { say, databaseUrl } = surroundings
    if (realm.data === 'live' && databaseUrl === null) {
      say(
        'no code was made: this centre runs on PGlite, which does not sync to the disk. What it answered could be gone ' +
          'after a power cut, so no live station is enrolled on it. Run the live centre on PostgreSQL (DATABASE_URL)',
      )
      return 1
    }
    const { centre, database } = await openCentre(typed, surroundings)
    try {
      if (realm.data !== undefined && realm.data !== centre.realm) {
        say(`no code was made: the realm of this centre is ${centre.realm}`)
        return 1
      }
      const { code, expiresAt } = await makeEnrolCode(centre, await openCentreKeys(typed, database), request)
      say(code)
      say(`${centre.realm}, station ${request.station}, good once until ${new Date(expiresAt).toISOString()}`)
      return 0
    } finally {
      await database.close()
    }
  },
}

function shortText(name: string, text: string, longest: number): string {
  if (text.trim() === '' || text.length > longest)
    throw new UsageError(`--${name} is a text of at most ${longest} characters`)
  return text
}
