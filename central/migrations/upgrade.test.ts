import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../database'
import { verifyLedger } from '../ledger/verify'
import { openPostgres } from '../postgres'
import { setUpMs } from '../testing/harness'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { migrate, migrationHash, migrations } from './migrate'
import { rowsOf } from './rows-of-old'

/* A full database of every older version, made by the frozen migrations with the rows of its time, brought to today. */

/** People of each database; with more it says how long a large one takes. */
const members = Number(process.env['SOAK_COUNT'] ?? 500)
const rows = rowsOf(members)

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, setUpMs)
afterAll(() => postgres.stop(), setUpMs)

/** A database as a centre of the first `count` migrations left it. */
async function ofVersion(count: number): Promise<Database> {
  const database = await openPostgres(await postgres.newDatabase())
  const run = (statements: readonly string[]): Promise<void> =>
    database.db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx)
      for (const statement of statements) await sql.raw(statement).execute(tx)
    })
  await run([`create table migration (name text primary key, hash text not null)`])
  for (const migration of migrations.slice(0, count)) {
    const { name } = migration
    await run([
      ...migration.statements,
      `insert into migration values ('${name}', '${migrationHash(migration)}')`,
    ])
    await run(rows[name] ?? [])
  }
  return database
}

/** The columns of every table. */
async function tablesOf({ db }: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await sql<{ table: string; columns: string[] }>`
    select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'public' and table_name <> 'migration'
    group by table_name`.execute(db)
  return new Map(found.rows.map(({ table, columns }) => [table, columns]))
}

/** Every row of a table as text, these columns of it, in order. */
async function linesOf({ db }: Database, table: string, columns: readonly string[]): Promise<string[]> {
  const found = await sql<{ line: string }>`
    select (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where key = any (${columns}))::text as line
    from ${sql.table(table)} t order by 1`.execute(db)
  return found.rows.map(({ line }) => line)
}

/** The accounts of the house that came with a migration. */
const housed = /"id": "(clearing|outside)"/

describe.each(migrations.slice(0, -1).map(({ name }, at) => ({ name, count: at + 1 })))(
  'a full database of $name',
  ({ name, count }) => {
    it('comes to today with every row as it was, and its ledger is sound', { timeout: 600_000 }, async () => {
      const database = await ofVersion(count)
      const tables = await tablesOf(database)
      const before = new Map<string, readonly string[]>()
      for (const [table, columns] of tables) before.set(table, await linesOf(database, table, columns))
      const empty = [...before].filter(([, lines]) => lines.length === 0).map(([table]) => table)
      // a table without rows proves nothing: rows-of-old.ts has some for each
      expect(empty).toEqual([])

      const started = performance.now()
      await migrate(database.db, 'practice')
      const ms = Math.round(performance.now() - started)

      for (const [table, columns] of tables) {
        const lines = (await linesOf(database, table, columns)).filter(
          (line) => count > 2 || table !== 'account' || !housed.test(line),
        )
        expect(lines, table).toEqual(before.get(table))
      }
      expect(await verifyLedger(database.db)).toMatchObject({ ok: true, sum: 0, findings: [] })
      const kept = [...before.values()].reduce((sum, lines) => sum + lines.length, 0)
      process.stdout.write(`upgrade from ${name}: ${JSON.stringify({ members, rows: kept, ms })}\n`)
      await database.close()
    })
  },
)

it('what the first versions did not say is filled in from what they did', async () => {
  const database = await ofVersion(2)
  const { db } = database
  await migrate(db, 'practice')
  const { rows: places } = await sql<{
    lines: number
  }>`select count(*)::int as lines from wallet_place`.execute(db)
  expect(places[0]?.lines).toBe(members)
  // what was on its way lies in the common transit until it is settled
  const held = await db.selectFrom('transfer').select('held_in').distinct().execute()
  expect(held).toEqual([{ held_in: 'transit' }])
  const packs = await db.selectFrom('rule_pack').select('valid_from').execute()
  expect(packs).toEqual([{ valid_from: '2025-05-08' }])
  const epochs = await db
    .selectFrom('station_epoch')
    .select(['station', 'epoch'])
    .orderBy('station')
    .execute()
  expect(epochs).toEqual([
    { station: 's-1', epoch: 1 },
    { station: 's-2', epoch: 1 },
  ])
  // the new rules hold for old rows: nothing is edited, every statement balances
  await expect(sql`insert into posting values (1, 'transit', 1)`.execute(db)).rejects.toMatchObject({
    code: 'WL003',
  })
  await database.close()
})
