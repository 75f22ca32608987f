import { readFileSync } from 'node:fs'
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'

/** One row of a table with the line it ends on. */
export interface CsvRow<T> {
  readonly line: number
  readonly row: T
}

/** How a table of columns is read: its shape, and for each column in words what stands in it. */
export interface CsvShape<S extends z.ZodRawShape> {
  readonly schema: z.ZodObject<S>
  readonly must: Readonly<Record<keyof S & string, string>>
}

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
)

/**
 * Reads a CSV file whose first line names the columns, as spreadsheets save it in UTF-8. Every bad line is told with its
 * number and why; either all rows are good or none is returned. An empty cell counts as not given.
 */
export function readCsv<S extends z.ZodRawShape>(
  file: string,
  shape: CsvShape<S>,
): Result<readonly CsvRow<z.infer<z.ZodObject<S>>>[], readonly string[]> {
  const lines = linesOf(file)
  if (!lines.ok) return lines
  const [header, ...rest] = lines.value
  if (header === undefined || rest.length === 0) return fail(['the file holds no lines below its header'])
  const names = header.cells.map((cell) => cell.trim())
  const known = Object.keys(shape.schema.shape)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0 || new Set(names).size !== names.length)
    return fail([`line ${header.line}: the columns are ${known.join(', ')}, each at most once`])
  const rows: CsvRow<z.infer<z.ZodObject<S>>>[] = []
  const problems: string[] = []
  for (const { cells, line } of rest) {
    const read = readRow(shape, names, cells)
    if (read.ok) rows.push({ line, row: read.value })
    else problems.push(...read.error.map((why) => `line ${line}: ${why}`))
  }
  return problems.length === 0 ? ok(rows) : fail(problems)
}

/** The lines whose key came before in the file, told in words. */
export function repeated<T>(rows: readonly CsvRow<T>[], keyOf: (row: T) => string): readonly string[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ line, row }) => {
    const before = first.get(keyOf(row))
    if (before === undefined) first.set(keyOf(row), line)
    return before === undefined ? [] : [`line ${line}: ${keyOf(row)} stands in line ${before} already`]
  })
}

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

function linesOf(file: string): Result<readonly Line[], readonly string[]> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }
    const records = recordsSchema.parse(parse(text, options))
    return ok(records.map(({ record, info }) => ({ line: info.lines, cells: record })))
  } catch (error) {
    if (error instanceof CsvError) return fail([`line ${lineOf(error)}: ${error.message}`])
    if (error instanceof TypeError && 'code' in error)
      return fail(['the file is not UTF-8: save it as “CSV UTF-8”'])
    throw error
  }
}

function lineOf(error: CsvError): string {
  return 'lines' in error ? String(error.lines) : '?'
}

function readRow<S extends z.ZodRawShape>(
  { schema, must }: CsvShape<S>,
  names: readonly string[],
  cells: readonly string[],
): Result<z.infer<z.ZodObject<S>>, readonly string[]> {
  if (cells.length !== names.length)
    return fail([`${cells.length} cells, but the first line names ${names.length} columns`])
  const given = names.flatMap((name, i) => {
    const cell = cells[i]?.trim() ?? ''
    return cell === '' ? [] : [[name, cell] as const]
  })
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return ok(parsed.data)
  const columns = new Set(parsed.error.issues.map(({ path }) => String(path[0])))
  return fail([...columns].map((column) => `${column}: ${must[column] ?? 'not readable'}`))
}
