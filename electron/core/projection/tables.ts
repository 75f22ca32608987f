import { readFileSync } from 'node:fs'
import initSqlJs from 'sql.js'
import type { BindParams, Database, SqlValue, Statement } from 'sql.js'
import { schema } from './schema'

export type Row = Readonly<Record<string, SqlValue>>

/** A fresh in-memory SQLite with our schema; statements are prepared once. */
export interface Tables {
  run(sql: string, params: BindParams): void
  all(sql: string, params: BindParams): readonly Row[]
  one(sql: string, params: BindParams): Row | null
  transaction(work: () => void): void
}

/** `wasmPath` names sql.js's wasm file; it is read here, never fetched. */
export async function createTables(wasmPath: string): Promise<Tables> {
  const wasm = readFileSync(wasmPath)
  const sql = await initSqlJs({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
  })
  const database = new sql.Database()
  database.exec(schema)
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
    run: (text, params) => {
      statement(text).run(params)
    },
    transaction: (work) => {
      database.exec('BEGIN')
      try {
        work()
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
  }
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text`)
  return value
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`column ${column} is not a number`)
  return value
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}
