import { sha256Of } from '../crypto'
import { contentTables } from './schema'
import type { Tables } from './tables'

/** Rows of every table in a fixed order: two projections of one journal are equal when these are. */
export function logicalRows(tables: Tables): readonly string[] {
  return contentTables.flatMap(([table, columns]) =>
    tables
      .all(`SELECT ${columns} FROM ${table}`, [])
      .map((row) => `${table} ${JSON.stringify(row)}`)
      .sort(),
  )
}

/** SHA-256 over the logical rows, hex. */
export function digestOf(tables: Tables): string {
  return sha256Of(logicalRows(tables).map((row) => `${row}\n`))
}
