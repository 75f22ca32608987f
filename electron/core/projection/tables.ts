import { readFileSync } from 'node:fs'
import initSqlJs from 'sql.js'
import type { BindParams, Database, SqlValue, Statement } from 'sql.js'
import { schema } from './schema'

export type Row = Readonly<Record<string, SqlValue>>

/** An in-memory SQLite with our schema; statements are prepared once. */
export interface Tables {
  run(sql: string, params: BindParams): void
  all(sql: string, params: BindParams): readonly Row[]
  one(sql: string, params: BindParams): Row | null
  transaction(work: () => void): void
  /** The whole database as a file's bytes. The tables cannot be used any more. */
  takeImage(): Uint8Array
}

/**
 * `wasmPath` names sql.js's wasm file; it is read here, never fetched.
 * @param image what `takeImage` gave, null for empty tables
 */
export async function createTables(wasmPath: string, image: Uint8Array | null): Promise<Tables> {
  const wasm = readFileSync(wasmPath)
  const sql = await initSqlJs({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
  })
  const database = new sql.Database(image)
  // Everything is in memory: what could be rolled back to is the transaction's own business. Nobody else opens it: without
  // exclusive locking SQLite asks its own file system at every transaction whether somebody did, a fifth of a fold.
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY',
  )
  if (image === null) database.exec(schema)
  return overDatabase(database)
}

function overDatabase(database: Database): Tables {
  const prepared = new Map<string, Statement>()
  const statement = (text: string): Statement => {
    const known = prepared.get(text)
    if (known) return known
    const made = database.prepare(text)
    prepared.set(text, made)
    return made
  }
  const run = (text: string, params: BindParams): void => {
    statement(text).run(params)
  }
  const all = (text: string, params: BindParams): Row[] => {
    const query = statement(text)
    query.bind(params)
    const rows: Row[] = []
    while (query.step()) rows.push(query.getAsObject())
    query.reset()
    return rows
  }
  return {
    all,
    one: (text, params) => all(text, params)[0] ?? null,
    run,
    transaction: (work) => {
      run('BEGIN', [])
      try {
        work()
        run('COMMIT', [])
      } catch (error) {
        run('ROLLBACK', [])
        throw error
      }
    },
    takeImage() {
      const image = database.export()
      database.close()
      return image
    },
  }
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text`)
  return value
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`column ${column} is not a number`)
  return value
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}
