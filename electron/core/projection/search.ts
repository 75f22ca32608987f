import { pinyin } from 'pinyin-pro'
import { integer, text } from './tables'
import type { Row, Tables } from './tables'

/** A member who was served here. */
export interface FoundMember {
  readonly idNumber: string
  readonly name: string
  /** When the member was here last, ms since 1970. */
  readonly seenAt: number
}

/** Keeps what people are found by: the number, the name, its characters, and its initials in every reading. */
export function noteMember(tables: Tables, idNumber: string, name: string, seenAt: number): void {
  const known = tables.one('SELECT number, name FROM member WHERE id_number = ?', [idNumber])
  if (known !== null && text(known, 'name') === name) {
    tables.run('UPDATE member SET seen_at = ? WHERE number = ?', [seenAt, integer(known, 'number')])
    return
  }
  if (known !== null) forget(tables, integer(known, 'number'))
  tables.run('INSERT INTO member (id_number, name, seen_at) VALUES (?, ?, ?)', [idNumber, name, seenAt])
  const row = tables.one('SELECT number FROM member WHERE id_number = ?', [idNumber])
  const number = row === null ? 0 : integer(row, 'number')
  for (const initials of initialsOf(name))
    tables.run('INSERT OR IGNORE INTO member_initials VALUES (?, ?)', [initials, number])
  tables.run('INSERT INTO member_characters (docid, characters) VALUES (?, ?)', [number, split(name)])
}

/** Members of purged visits stay only with what another visit says of them. */
export function forgetMembers(tables: Tables, idNumbers: readonly string[]): void {
  for (const idNumber of idNumbers) {
    const known = tables.one('SELECT number FROM member WHERE id_number = ?', [idNumber])
    if (known !== null) forget(tables, integer(known, 'number'))
    const last = tables.one(
      "SELECT person ->> '$.name' AS name, opened_at FROM visit WHERE id_number = ? ORDER BY opened_at DESC, id DESC LIMIT 1",
      [idNumber],
    )
    if (last !== null) noteMember(tables, idNumber, text(last, 'name'), integer(last, 'opened_at'))
  }
  // what full-text search has deleted lies in its tables until they are merged
  if (idNumbers.length > 0) mergeSearch(tables)
}

/** Merges what full-text search wrote piece by piece: every snapshot begins with it, so that a start finds one piece. */
export function mergeSearch(tables: Tables): void {
  tables.run("INSERT INTO member_characters (member_characters) VALUES ('optimize')", [])
}

function forget(tables: Tables, number: number): void {
  tables.run('DELETE FROM member_characters WHERE docid = ?', [number])
  tables.run('DELETE FROM member_initials WHERE member = ?', [number])
  tables.run('DELETE FROM member WHERE number = ?', [number])
}

/**
 * Members whose number or name begins with `typed`, whose name holds it, or whose name's pinyin initials begin with it;
 * the beginning of a name before its middle. Every way is a range on an index or a full-text phrase, never a scan.
 */
export function findMembers(tables: Tables, typed: string, limit: number): readonly FoundMember[] {
  const wanted = typed.normalize('NFKC').replace(/\s/g, '')
  if (wanted === '') return []
  const upper = wanted.toUpperCase()
  if (/^\d+X?$|^[A-Z]{3}\d+$/.test(upper)) return byRange(tables, 'id_number', upper, limit)
  if (/^[A-Z]+$/.test(upper)) return byInitials(tables, upper.toLowerCase(), limit)
  const begins = byRange(tables, 'name', wanted, limit)
  const seen = new Set(begins.map(({ idNumber }) => idNumber))
  const holds = begins.length >= limit ? [] : byCharacters(tables, wanted, limit)
  return [...begins, ...holds.filter(({ idNumber }) => !seen.has(idNumber))].slice(0, limit)
}

const columns = 'id_number, name, seen_at'

function byRange(
  tables: Tables,
  column: 'id_number' | 'name',
  prefix: string,
  limit: number,
): readonly FoundMember[] {
  return tables
    .all(`SELECT ${columns} FROM member WHERE ${column} >= ? AND ${column} < ? ORDER BY ${column} LIMIT ?`, [
      prefix,
      behind(prefix),
      limit,
    ])
    .map(found)
}

function byInitials(tables: Tables, prefix: string, limit: number): readonly FoundMember[] {
  return tables
    .all(
      `SELECT DISTINCT ${columns} FROM (SELECT member FROM member_initials WHERE initials >= ? AND initials < ? LIMIT ?)
       JOIN member ON number = member`,
      [prefix, behind(prefix), limit * 2],
    )
    .map(found)
    .slice(0, limit)
}

function byCharacters(tables: Tables, part: string, limit: number): readonly FoundMember[] {
  const phrase = `"${split(part).replaceAll('"', ' ')}"`
  return tables
    .all(
      `SELECT ${columns} FROM (SELECT docid FROM member_characters WHERE characters MATCH ? LIMIT ?)
       JOIN member ON number = docid`,
      [phrase, limit * 2],
    )
    .map(found)
}

function found(row: Row): FoundMember {
  return { idNumber: text(row, 'id_number'), name: text(row, 'name'), seenAt: integer(row, 'seen_at') }
}

/** The least text that is behind every text with this prefix: no character of a name is larger. */
function behind(prefix: string): string {
  return `${prefix}\u{10ffff}`
}

/** Full-text search knows words between blanks only: each character becomes one. */
function split(name: string): string {
  return [...name].join(' ')
}

/** A name's initials: read as a name and as common words, and with every reading of its first character (查: z, c). */
export function initialsOf(name: string): readonly string[] {
  const first = [...name][0] ?? ''
  const read = (surname: 'head' | 'off'): string =>
    lettersOf(pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', surname }))
  const rest = read('head').slice(1)
  const readings = pinyin(first, { pattern: 'first', toneType: 'none', type: 'array', multiple: true })
  const all = [read('head'), read('off'), ...readings.map((one) => lettersOf([one]) + rest)]
  return [...new Set(all)].filter((initials) => initials !== '')
}

/** Letters only: nobody types the dot of 阿卜杜拉·买买提. */
function lettersOf(syllables: readonly string[]): string {
  return syllables
    .map((syllable) => syllable.slice(0, 1).toLowerCase())
    .join('')
    .replace(/[^a-z]/g, '')
}
