import type { Centre } from './centre'
import type { Clock } from './clock'
import type { Database } from './database'
import { openPglite } from './database'
import { SimulatedExchange } from './exchange/simulated-exchange'
import type { Log } from './log'
import { migrate } from './migrations/migrate'
import { openPostgres } from './postgres'
import type { PracticeResources } from './resources'
import { keepPack, loadPacks } from './rule-packs/rule-packs'
import { seedPractice } from './seed'

export interface OpenPractice {
  readonly centre: Centre
  readonly database: Database
}

/**
 * Opens the practice centre's database: as it lies in `dataDir`, else from the prepared image, else migrated and seeded
 * from nothing (seconds). Absent `dataDir` keeps it in memory. With `databaseUrl` it is on that PostgreSQL instead;
 * throws {@link OtherRealm} for one that is not practice, having changed nothing.
 */
export async function openPractice(options: {
  readonly dataDir?: string
  readonly databaseUrl?: string | undefined
  readonly image: Blob | null
  readonly resources: PracticeResources
  readonly clock: Clock
  readonly log: Log
}): Promise<OpenPractice> {
  const { dataDir, databaseUrl, image, resources, clock, log } = options
  const database =
    databaseUrl === undefined
      ? await openPglite({
          ...(dataDir === undefined ? {} : { dataDir }),
          ...(image === null ? {} : { image }),
        })
      : await openPostgres(databaseUrl)
  try {
    const { db } = database
    await migrate(db, 'practice')
    await seedPractice(db, resources, clock.now())
    await keepPack(db, resources.pack)
    const packs = await loadPacks(db, clock)
    const exchange = new SimulatedExchange(clock)
    return { database, centre: { db, clock, log, realm: 'practice', packs, exchange } }
  } catch (error) {
    await database.close()
    throw error
  }
}
