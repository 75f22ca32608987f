import { randomInt } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { CompiledQuery, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { FolderLock } from './folder-lock'
import { lockFolder } from './folder-lock'
import type { Db, Tables, Tx } from './schema'

/**
 * An open database. Practice, demo and tests run on PGlite: PostgreSQL in this process, nothing to install, **not synced
 * to disk** (design.md section 6), so a live station is never enrolled on it. A centre in service runs on PostgreSQL
 * (`postgres.ts`). Migrations and queries are the same: rows are locked as if others were there, and serialisation
 * conflicts are tried again.
 */
export interface Database {
  readonly db: Db
  readonly engine: 'pglite' | 'postgresql'
  /** Hears what is said on a channel (`pg_notify`) by any instance; returns what ends it. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface Pglite extends Database {
  /** A copy of the whole database folder as a tar file; for the prepared image. */
  dump(): Promise<Blob>
}

export interface PgliteOptions {
  /** The folder to keep the database in; absent = in memory. */
  readonly dataDir?: string
  /** A dump to start from, taken only for a folder that holds no database yet. */
  readonly image?: Blob
}

/** Opens PGlite; throws {@link FolderInUse} when another process has the folder open. */
export async function openPglite({ dataDir, image }: PgliteOptions): Promise<Pglite> {
  const lock: FolderLock | null = dataDir === undefined ? null : await lockFolder(dataDir)
  try {
    const engine = dataDir === undefined ? await create({ image }) : await openFolder(dataDir, image)
    const db = new Kysely<Tables>({ dialect: pgliteDialect(engine) })
    return {
      db,
      engine: 'pglite',
      listen: (channel, hear) => engine.listen(channel, hear),
      dump: () => engine.dumpDataDir('none'),
      close: async () => {
        await db.destroy()
        await engine.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

const completeMark = 'complete'

/** Whether a whole database lies in this data folder. */
export function holdsDatabase(dataDir: string): boolean {
  return existsSync(path.join(dataDir, completeMark))
}

/**
 * The database lies in `<dataDir>/pg`; the file `complete` beside it says that it was made as a whole. One without it was
 * interrupted while being made: nothing was ever kept in it, it is made again.
 */
async function openFolder(dataDir: string, image: Blob | undefined): Promise<PGlite> {
  const folder = path.join(dataDir, 'pg')
  if (holdsDatabase(dataDir)) return create({ folder })
  rmSync(folder, { recursive: true, force: true })
  const engine = await create({ folder, image })
  writeFileSync(path.join(dataDir, completeMark), '')
  return engine
}

function create({ folder, image }: { folder?: string; image?: Blob | undefined }): Promise<PGlite> {
  return PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(image === undefined ? {} : { loadDataDir: image }),
  })
}

function pgliteDialect(engine: PGlite): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PgliteDriver(engine),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/** PGlite is one connection: whoever asks for it waits until the one before has given it back. */
class PgliteDriver implements Driver {
  readonly #connection: DatabaseConnection
  #free: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined

  constructor(engine: PGlite) {
    this.#connection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
        const { rows, affectedRows } = await engine.query<R>(sql, [...parameters])
        return { rows, numAffectedRows: BigInt(affectedRows ?? 0) }
      },
      streamQuery: () => {
        throw new TypeError('PGlite does not stream')
      },
    }
  }

  async init(): Promise<void> {
    await this.#free
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free
    let release = (): void => undefined
    this.#free = new Promise((resolve) => {
      release = resolve
    })
    await before
    this.#release = release
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async destroy(): Promise<void> {
    await this.#free
  }
}

/** serialization_failure, deadlock_detected: nothing of the transaction was done, it may be tried again. */
const retryable = new Set(['40001', '40P01'])

/**
 * Whether another transaction came first: also when it kept an operation under the same id, which is then seen as one that
 * came before.
 */
function isSetBack(error: unknown): boolean {
  return retryable.has(sqlStateOf(error) ?? '') || constraintOf(error) === 'operation_pkey'
}

/** Work that was set back for others' sake each time it was tried. Nothing of it was done. */
export class Contended extends Error {
  constructor(cause: unknown) {
    super('set back for other transactions each time it was tried', { cause })
    this.name = 'Contended'
  }
}

/** How often and after which pauses work is tried again. */
export interface Patience {
  readonly attempts: number
  /** The first pause is at most this long, each further one twice as long, milliseconds. */
  readonly firstPauseMs: number
  /** From 0 to below 1: those that got into one another's way must not meet again. */
  readonly random: () => number
  readonly pause: (ms: number) => Promise<void>
}

const patience: Patience = {
  attempts: 5,
  firstPauseMs: 5,
  random: () => randomInt(2 ** 32) / 2 ** 32,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** One transaction, tried again when the database set it back for another one's sake; throws {@link Contended}. */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retried(() => db.transaction().execute(work))
}

/** Runs `work` again while it fails with a conflict between transactions; throws {@link Contended} when it never ends. */
export async function retried<T>(
  work: () => Promise<T>,
  { attempts, firstPauseMs, random, pause }: Patience = patience,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isSetBack(error)) throw error
      if (attempt === attempts) throw new Contended(error)
    }
    await pause(random() * firstPauseMs * 2 ** (attempt - 1))
  }
}

/** The SQLSTATE of a database error, null for any other error. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** The constraint a database error names, null when it names none. */
export function constraintOf(error: unknown): string | null {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string'
    ? error.constraint
    : null
}
