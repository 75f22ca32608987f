import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { centralContract } from '../../shared/contract/central'
import { partnerContract } from '../../shared/contract/partner'
import { newStation } from '../testing/station'

/* Rubbish on every route of both contracts: a typed refusal, never a crash, never a change. */

const seed = Number(process.env['SOAK_SEED'] ?? '1')
const runs = Number(process.env['SOAK_COUNT'] ?? '40')

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

interface Route {
  readonly method: string
  readonly place: string
}

async function routes(): Promise<readonly Route[]> {
  const answer = await fetch(`${centre.url}/v1/openapi.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([place, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), place })),
  )
}

/** Values that broke somebody once: prototypes, quotes for SQL, marks that turn the reading round, rare letters. */
const nasty = fc.constantFrom(
  "'; drop table operation; --",
  '%00',
  '\u202e\u0000',
  '𰻞'.repeat(200),
  'constructor',
  '-1',
  '1e309',
  '../../etc/passwd',
)
const word = fc.oneof(nasty, fc.string({ maxLength: 40 }))
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'station',
    'id',
    'jws',
    'payload',
    'dispatch',
    'request',
    'idNumber',
    'message',
  ),
  fc.string({ maxLength: 10 }),
)
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .dictionary(key, fc.oneof(word, fc.integer(), fc.array(word, { maxLength: 3 }), fc.constant(null)))
    .map((value) => JSON.stringify(value)),
  // as text: a literal's __proto__ would be the prototype, not a key
  fc.constant('{"__proto__":{"station":"test-1"},"constructor":{"prototype":{"bearer":null}}}'),
  word,
)

/** How many rows every table has, whatever tables there are. */
async function rows(): Promise<unknown> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(database.db)
  return Promise.all(
    tables.map(async ({ name }) => {
      const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(
        database.db,
      )
      return [name, found.rows[0]?.n]
    }),
  )
}

test('rubbish on every route is refused by a code and changes nothing', { timeout: 3_600_000 }, async () => {
  const all = await routes()
  // the routes are those of the contracts: a new one cannot be forgotten
  expect(all.length).toBe(Object.keys({ ...centralContract, ...partnerContract }).length)
  const before = await rows()
  const authorization = `Bearer ${await centre.token(station.id)}`
  for (const { method, place } of all) {
    await fc.assert(
      fc.asyncProperty(body, fc.dictionary(key, word, { maxKeys: 4 }), word, async (text, query, part) => {
        const path = place.replace(/\{[^}]+\}/gu, encodeURIComponent(part === '' ? '-' : part))
        const asked = `${centre.url}${path}?${new URLSearchParams(query).toString()}`
        const sends = method === 'GET' ? {} : { body: text }
        const headers = { authorization, 'content-type': 'application/json' }
        const answer = await fetch(asked, { method, headers, ...sends })
        const said = await answer.text()
        expect(answer.status, `${method} ${asked} ${text}`).toBeLessThan(500)
        if (answer.status < 400) return
        const { code, type } = JSON.parse(said) as { code: string; type: string }
        expect(type, said).toBe(`urn:wallet-counter:error:${code}`)
      }),
      { numRuns: runs, seed },
    )
  }
  expect(await rows()).toEqual(before)
  expect(Object.keys(Object.prototype)).toEqual([])
})
