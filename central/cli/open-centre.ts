import path from 'node:path'
import type { Realm } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import type { Database } from '../database'
import { holdsDatabase, openPglite } from '../database'
import { SimulatedExchange } from '../exchange/simulated-exchange'
import { findImage } from '../image'
import { checkSchema } from '../migrations/migrate'
import { openPractice } from '../open-practice'
import { openPostgres } from '../postgres'
import { readPracticeResources } from '../resources'
import { loadPacks } from '../rule-packs/rule-packs'
import type { Surroundings, Typed } from './command'
import { UsageError } from './command'

/** Which database: PostgreSQL by `DATABASE_URL`, else PGlite in the folder `--data`. */
export const databaseOptions = { data: { type: 'string' } } as const
/** The folder of the centre's keys. */
export const keysOption = { keys: { type: 'string' } } as const
export const resourcesOption = { resources: { type: 'string' } } as const

/** A centre that is open for one command, or for serving. */
export interface OpenCentre {
  readonly centre: Centre
  readonly database: Database
}

/** Where the practice people and pack lie. */
export function resourcesFolder(typed: Typed): string {
  return path.resolve(typed.value('resources') ?? 'resources')
}

/** Opens a database that is there already; on PGlite it throws `FolderInUse` while a centre runs on it. */
export async function openDatabase(typed: Typed, { databaseUrl }: Surroundings): Promise<Database> {
  if (databaseUrl !== null) return openPostgres(databaseUrl)
  return openPglite({ dataDir: existingFolder(typed) })
}

/** Opens a centre that is there already, at the version of this program. */
export async function openCentre(typed: Typed, surroundings: Surroundings): Promise<OpenCentre> {
  if (surroundings.databaseUrl !== null) return openOnPostgres(surroundings.databaseUrl, surroundings)
  const { clock, log } = surroundings
  const resources = readPracticeResources(resourcesFolder(typed))
  return openPractice({ dataDir: existingFolder(typed), image: null, resources, clock, log })
}

/** Opens a centre to serve: a practice centre in a folder is made when it is not there yet. */
export async function openToServe(typed: Typed, surroundings: Surroundings): Promise<OpenCentre> {
  if (surroundings.databaseUrl !== null) return openOnPostgres(surroundings.databaseUrl, surroundings)
  const { clock, log } = surroundings
  const dataDir = path.resolve(typed.needed('data'))
  const resources = readPracticeResources(resourcesFolder(typed))
  const folder = typed.value('image')
  const image = folder === undefined ? null : await findImage(path.resolve(folder), resources)
  return openPractice({ dataDir, image, resources, clock, log })
}

/**
 * Opens a practice centre to be filled: one in a folder is made when it is not there yet. Throws {@link UsageError} for a
 * live one.
 */
export async function openToSeed(typed: Typed, surroundings: Surroundings): Promise<Database> {
  if (surroundings.databaseUrl === null) return (await openToServe(typed, surroundings)).database
  const database = await openPostgres(surroundings.databaseUrl)
  try {
    if ((await neededRealm(database)) === 'live')
      throw new UsageError('this is a live centre: nobody invented comes into it')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function neededRealm({ db }: Database): Promise<Realm> {
  const realm = await checkSchema(db)
  if (realm === null) throw new UsageError('this database was not brought up to date: run central migrate')
  return realm
}

async function openOnPostgres(url: string, { clock, log }: Surroundings): Promise<OpenCentre> {
  const database = await openPostgres(url)
  try {
    const realm = await neededRealm(database)
    const packs = await loadPacks(database.db, clock)
    // no live exchange is spoken yet: a payee elsewhere is refused as payee.elsewhere
    const exchange = realm === 'practice' ? new SimulatedExchange(clock) : undefined
    return { database, centre: { db: database.db, clock, log, realm, packs, exchange } }
  } catch (error) {
    await database.close()
    throw error
  }
}

function existingFolder(typed: Typed): string {
  const dataDir = path.resolve(typed.needed('data'))
  if (!holdsDatabase(dataDir)) throw new UsageError('--data holds no database')
  return dataDir
}
