import type { Database } from '../database'
import { readPracticeResources } from '../resources'
import type { TownOrder } from '../town/settle-town'
import { settleTown } from '../town/settle-town'
import type { Command, Surroundings } from './command'
import { numberOf } from './command'
import { databaseOptions, openToSeed, resourcesFolder, resourcesOption } from './open-centre'

const usualMembers = 10_000
const mostMembers = 200_000
const highestTown = 2_147_483_647

export const seedCommand: Command = {
  name: 'seed',
  usage: `seed --town N [--members N] [--data DIR] [--image DIR] [--resources DIR]
      fills a practice centre with an invented town: families with every relation, several regions, wallets, balances,
      premiums, institutions, clerks and two operators, who all have the practice password. The same number makes the same
      town; ${usualMembers} members unless said otherwise. The same again changes nothing, another town is refused`,
  options: {
    ...databaseOptions,
    ...resourcesOption,
    image: { type: 'string' },
    members: { type: 'string' },
    town: { type: 'string' },
  },
  async run(typed, surroundings) {
    const town = townOf(typed.needed('town'))
    const members = numberOf('members', typed.value('members') ?? String(usualMembers), 1, mostMembers)
    const resources = readPracticeResources(resourcesFolder(typed))
    const database = await openToSeed(typed, surroundings)
    try {
      const order = { seed: town, members, resources, at: surroundings.clock.now() }
      return (await settle(database, order, surroundings.say)) ? 0 : 1
    } finally {
      await database.close()
    }
  },
}

/** The town's number as it was typed; throws `UsageError`. */
export function townOf(text: string): number {
  return numberOf('town', text, 1, highestTown)
}

/** Settles the town and says what came of it; false when another one lives there. */
export async function settle(
  { db }: Database,
  order: Omit<TownOrder, 'members'> & { readonly members?: number },
  say: Surroundings['say'],
): Promise<boolean> {
  const settled = await settleTown(db, { members: usualMembers, ...order })
  if (!settled.ok) {
    say('nothing was changed: another town lives in this centre')
    return false
  }
  const { town, again } = settled.value
  say(
    again
      ? `town ${order.seed} was there already`
      : `town ${order.seed}: ${town.people.length} members, ${town.relations.length} lines of the household register, ` +
          `${town.elsewhere.length} relatives with other centres`,
  )
  return true
}
