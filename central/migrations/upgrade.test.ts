import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../database'
import { verifyLedger } from '../ledger/verify'
import { openPostgres } from '../postgres'
import { setUpMs } from '../testing/harness'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { migrate, migrationHash, migrations } from './migrate'

let postgres: TestPostgres
let database: Database
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await postgres.newDatabase())
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

const members = 2000

/** What a centre of the first two migrations held: people with money, a pending and a received transfer each hundred. */
const content = [
  `insert into meta values (true, 'practice', null)`,
  `insert into station (id, realm, key_id, public_jwk, epoch, prefix) values ('s-1', 'practice', 'k', '{}', 1, '0001')`,
  `insert into account (id, kind, floor_fen) values ('funding', 'funding', -1000000000000), ('transit', 'transit', 0)`,
  `insert into member select 'm-' || n, 'number-' || n, 'n', 'active', array['310'], '620000/x' from generate_series(1, ${members}) n`,
  `insert into account (id, kind, member_id) select k || '/' || id, k, id from member, unnest(array['personal-account', 'wallet']) k`,
  `insert into wallet select id, 'wallet/' || id, '620000/x', null, 'none', 5 from member`,
  `do $$ declare t bigint; m record; begin
    for m in select id from member loop
      insert into ledger_transaction (kind, at) values ('seed', 0) returning id into t;
      insert into posting values (t, 'funding', -900), (t, 'personal-account/' || m.id, 900);
    end loop;
  end $$`,
  `insert into operation (id, station, epoch, dispatch, kind, payload, payload_hash, arrived_at, outcome)
    select ('018f3c5e-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 's-1', 1, n, 'transfer', 'x',
      encode(sha256('x'), 'hex'), 7, '{"type":"done","at":7,"receipt":"pending","deadlineAt":9}'
    from generate_series(1, 20) n`,
  `do $$ declare t bigint; n integer; o uuid; begin
    for n in 1..20 loop
      o := ('018f3c5e-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
      insert into ledger_transaction (kind, operation_id, at) values ('transfer-sent', o, 7) returning id into t;
      insert into posting values (t, 'personal-account/m-' || n, -300), (t, 'transit', 300);
      insert into transfer values (o, 's-1', 'm-' || n, 'm-' || (n + 50), 'personal-account', 300, 'pending', 7, 9, null);
    end loop;
  end $$`,
]

it('brings a full database of the second migration to today, and its money is where it was', async () => {
  const { db } = database
  const before = migrations.slice(0, 2)
  await sql`create table migration (name text primary key, hash text not null)`.execute(db)
  for (const migration of before) {
    for (const statement of migration.statements) await sql.raw(statement).execute(db)
    await sql`insert into migration values (${migration.name}, ${migrationHash(migration)})`.execute(db)
  }
  for (const statement of content) await sql.raw(statement).execute(db)
  const { rows: held } = await sql<{ id: string; balance_fen: number }>`
    select id, balance_fen from account order by id`.execute(db)

  await migrate(db, 'practice')

  const report = await verifyLedger(db)
  expect(report).toMatchObject({ ok: true, sum: 0, findings: [] })
  const balances = new Map(report.accounts.map(({ id, balanceFen }) => [id, balanceFen]))
  expect(held.filter(({ id, balance_fen }) => balances.get(id) !== balance_fen)).toEqual([])
  const { rows } = await sql<{ lines: number }>`select count(*)::int as lines from wallet_place`.execute(db)
  expect(rows[0]?.lines).toBe(members)
  // what was on its way lies in the common transit until it is settled
  const old = await db.selectFrom('transfer').select('held_in').distinct().execute()
  expect(old).toEqual([{ held_in: 'transit' }])
  // the new rules hold for old rows: nothing is edited, every statement balances
  await expect(sql`insert into posting values (1, 'transit', 1)`.execute(db)).rejects.toMatchObject({
    code: 'WL003',
  })
})
