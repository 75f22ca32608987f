import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fen, OperationId, RelationCode } from '../../shared/domain/ids'
import type { OperationBody } from '../../shared/domain/operation'
import type { Database } from '../database'
import { openPostgres } from '../postgres'
import { registerPremiums } from '../premiums/confirm-premium'
import type { MemberSeed } from '../resources'
import { setUpMs } from '../testing/harness'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember, places } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, openingBody, receiveBody, transferBody } from '../testing/station'

/* A connection keeps the plans it made when there was little to read. Nobody counts the tables anew in between (ADR 21). */

const grownBy = 3000
/** Rows and index entries of one table for five operations; reading it once as a whole is more. */
const readAtMost = 200

let postgres: TestPostgres
let url: string
let database: Database
let instance: Instance
let station: TestStation
beforeAll(async () => {
  postgres = await startPostgres()
  url = await seededDatabase(postgres)
  database = await openPostgres(url)
  await sql`alter system set autovacuum = off`.execute(database.db)
  await sql`select pg_reload_conf()`.execute(database.db)
  await sql`analyze`.execute(database.db)
  instance = instanceOn(database)
  station = await newStation(database.db)
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

/** Carries one operation out, alone in its batch. */
async function carryOut(member: MemberSeed, body: OperationBody): Promise<OperationId> {
  const payload = station.payload(member, body, instance.clock.now())
  const batch = await station.batch([payload])
  const answer = await instance.work(batch)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  station.sent(batch)
  expect(answer.value.results).toMatchObject([
    { outcome: { type: body.kind === 'premium-payment' ? 'debited' : 'done' } },
  ])
  return payload.id
}

interface People {
  readonly payer: MemberSeed
  readonly payee: MemberSeed
  readonly opener: MemberSeed
}

async function newPeople(): Promise<People> {
  const { db } = database
  const [payer, payee, opener] = [
    await newMember(db),
    await newMember(db),
    await newMember(db, { wallet: null }),
  ]
  await registerPremiums(instance, [
    {
      personId: payer.id,
      year: 2027,
      region: places.open,
      dueFen: 40_000,
      payableFrom: '2026-09-01',
      payableTo: '2026-12-31',
      paidBy: null,
    },
  ])
  return { payer, payee, opener }
}

/** An opening, a transfer that waits and its receiving, a premium and a relation. */
async function oneOfEach({ payer, payee, opener }: People): Promise<void> {
  await carryOut(opener, openingBody())
  const sent = await carryOut(payer, transferBody(payee, 10))
  await carryOut(payee, receiveBody(sent, 10))
  await carryOut(payer, {
    kind: 'premium-payment',
    year: 2027,
    person: { name: payer.name, idNumber: payer.idNumber },
    relation: null,
    source: 'personal-account',
    amountFen: 40_000 as Fen,
  })
  await carryOut(payer, {
    kind: 'relation-declaration',
    other: { name: payee.name, idNumber: payee.idNumber },
    relation: '30' as RelationCode,
    commitment: null,
  })
}

/** What other connections kept meanwhile, as many rows in every table that operations read. */
async function grow(): Promise<void> {
  const { db, close } = await openPostgres(url)
  const people = sql`generate_series(1, ${grownBy}::int) n`
  const run = (text: ReturnType<typeof sql>): Promise<unknown> => text.execute(db)
  await run(sql`insert into member select 'grown-' || n, 'grown-' || n, '测', 'active', array['310'], ${places.open}
    from ${people}`)
  await run(sql`insert into account (id, kind, member_id) select kind || '/grown-' || n, kind, 'grown-' || n
    from ${people}, unnest(array['personal-account', 'wallet', 'reservation']) kind`)
  await run(sql`insert into wallet (member_id, account_id, place_of_use, phone, phone_owner, opened_at)
    select 'grown-' || n, 'wallet/grown-' || n, ${places.open}, 'grown-' || n, 'self', 0 from ${people}`)
  await run(sql`insert into operation (id, station, epoch, dispatch, kind, payload, payload_hash, arrived_at, outcome)
    select gen_random_uuid(), o.station, o.epoch, 1000000 + n, o.kind, o.payload, o.payload_hash, o.arrived_at, o.outcome
    from ${people}, (select * from operation where kind = 'transfer' limit 1) o`)
  await run(sql`insert into batch (station, epoch, first, last, jws, arrived_at)
    select station, epoch, dispatch, dispatch, 'x', 0 from operation where dispatch > 1000000`)
  await run(sql`insert into batch_item (station, epoch, dispatch, batch_id, operation_id, payload_hash, records_hash, records, link)
    select b.station, b.epoch, b.first, b.id, o.id, 'x', 'x', '[]', 'x'
    from batch b join operation o on o.station = b.station and o.dispatch = b.first where b.first > 1000000`)
  await run(sql`insert into transfer (id, station, payer_id, payee_id, party, source, amount_fen, state, sent_at,
      deadline_at, settled_at, held_in)
    select o.id, o.station, 'grown-' || n, 'grown-' || n % ${grownBy}::int + 1, 'ours', 'personal-account', 1,
      case when n % 2 = 0 then 'pending' else 'received' end, ${instance.clock.now()}::bigint,
      ${instance.clock.now() + 1}::bigint, case when n % 2 = 0 then null else 1 end, 'reservation/grown-' || n
    from (select *, dispatch - 1000000 as n from operation where dispatch > 1000000) o`)
  await run(
    sql`insert into payee_payer select payee_id, payer_id, sent_at from transfer where payer_id like 'grown-%'`,
  )
  await run(
    sql`insert into relation select payer_id, payee_id, '30', null, id, 0 from transfer where payer_id like 'grown-%'`,
  )
  await run(sql`insert into premium select 'grown-' || n, 2027, ${places.open}, 100, '2026-01-01', '2026-12-31', 'due',
    null, null, null, 0 from ${people}`)
  await run(sql`insert into change (station, number, operation_id, type, receipt, at)
    select station, 1000000 + row_number() over (), id, 'receipt', 'received', 0 from transfer where payer_id like 'grown-%'`)
  await run(sql`select post_entries(jsonb_agg(jsonb_build_object('kind', 'seed', 'at', 0, 'postings', jsonb_build_array(
    jsonb_build_object('account', 'funding', 'amount', -1), jsonb_build_object('account', 'wallet/grown-' || n, 'amount', 1)))))
    from ${people}`)
  await close()
}

/** Rows and index entries read so far, by table. */
async function readSoFar(): Promise<ReadonlyMap<string, number>> {
  await sql`select pg_stat_force_next_flush()`.execute(database.db)
  const { rows } = await sql<{ table: string; read: number }>`
    select t.relname as table, (t.seq_tup_read + coalesce(t.idx_tup_fetch, 0) +
      (select coalesce(sum(i.idx_tup_read), 0) from pg_stat_user_indexes i where i.relid = t.relid))::bigint as read
    from pg_stat_user_tables t`.execute(database.db)
  return new Map(rows.map(({ table, read }) => [table, read]))
}

it('reads no more for an operation when the tables have grown since its connection was opened', async () => {
  // more often than a connection looks for a better plan
  for (let i = 0; i < 7; i++) await oneOfEach(await newPeople())
  await grow()
  const people = await newPeople()
  const before = await readSoFar()
  await oneOfEach(people)
  const after = await readSoFar()
  const read = [...after].map(([table, rows]) => ({ table, rows: rows - (before.get(table) ?? 0) }))
  // what was read was seen at all
  expect(read.filter(({ rows }) => rows > 0).map(({ table }) => table)).toEqual(
    expect.arrayContaining(['member', 'account', 'transfer', 'operation', 'premium', 'relation', 'posting']),
  )
  expect(read.filter(({ rows }) => rows > readAtMost)).toEqual([])
})
