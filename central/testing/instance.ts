import type { Centre } from '../centre'
import type { SettableClock } from '../clock'
import { clockFrom } from '../clock'
import type { Database } from '../database'
import type { Exchange } from '../exchange/exchange'
import { migrate } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import { seedPractice } from '../seed'
import type { BatchWork } from '../stations/gather'
import { gatherBatches } from '../stations/gather'
import { keptLog, morningAt, resources } from './harness'
import type { TestPostgres } from './postgres'

/** One instance of the centre without its HTTP: what its routes would hand over is handed over by the test. */
export interface Instance extends Centre {
  readonly clock: SettableClock
  readonly log: ReturnType<typeof keptLog>
  /** As its routes hand batches over: those that come together share transactions. */
  readonly work: BatchWork
}

export interface InstanceOptions {
  readonly at?: number
  readonly exchange?: (clock: SettableClock) => Exchange
}

/** An instance on a database, with its own clock standing still. */
export function instanceOn(database: Database, { at = morningAt, exchange }: InstanceOptions = {}): Instance {
  const clock = clockFrom(at, () => 0)
  const packs = {
    current: resources.pack,
    of: (number: number) => (number === resources.pack.number ? resources.pack : null),
    refresh: async () => undefined,
  }
  const base = { db: database.db, clock, log: keptLog(), realm: 'practice' as const, packs }
  const instance = exchange === undefined ? base : { ...base, exchange: exchange(clock) }
  return { ...instance, work: gatherBatches(instance) }
}

/** A new database of a server, migrated and seeded with the practice people. */
export async function seededDatabase(postgres: TestPostgres): Promise<string> {
  const url = await postgres.newDatabase()
  const database = await openPostgres(url)
  await migrate(database.db, 'practice')
  await seedPractice(database.db, resources, morningAt)
  await database.close()
  return url
}
