import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Batch } from '../../shared/contract/central'
import type { Database } from '../database'
import { verifyLedger } from '../ledger/verify'
import { openPostgres } from '../postgres'
import { morningAt, setUpMs } from '../testing/harness'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, transferBody, unknownStation } from '../testing/station'

let postgres: TestPostgres
let database: Database
let instance: Instance
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await seededDatabase(postgres))
  instance = instanceOn(database)
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

interface Asked {
  readonly station: TestStation
  readonly batch: Batch
}

/** Stations with one transfer each, ready to be sent; their keys are known to the instance. */
async function singles(count: number, yuan = 100): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  for (let n = 0; n < count; n++) {
    const station = await newStation(database.db)
    await sendOne(station)
    asked.push({ station, batch: await transferBatch(station, yuan) })
  }
  return asked
}

async function transferBatch(station: TestStation, yuan = 100): Promise<Batch> {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  return station.batch([station.payload(payer, transferBody(payee, yuan), morningAt)])
}

async function sendOne(station: TestStation): Promise<void> {
  const batch = await transferBatch(station)
  expect(await instance.work(batch)).toMatchObject({ ok: true })
  station.sent(batch)
}

/** How many transactions these batches were kept in. */
async function transactionsOf(asked: readonly Asked[]): Promise<number> {
  const jws = asked.map(({ batch }) => batch.jws)
  const { rows } = await sql<{ count: number }>`
    select count(distinct xmin::text)::int as count from batch where jws = any (${jws})`.execute(database.db)
  return rows[0]?.count ?? 0
}

const done = { ok: true, value: { results: [{ outcome: { type: 'done', receipt: 'pending' } }] } }
const sound = { ok: true, sum: 0, findings: [] }

it('shares transactions between operations that arrive together, and starts at once with one that comes alone', async () => {
  const asked = await singles(24)
  const answers = await Promise.all(asked.map(({ batch }) => instance.work(batch)))
  for (const answer of answers) expect(answer).toMatchObject(done)
  const shared = await transactionsOf(asked)
  expect(shared).toBeGreaterThan(0)
  expect(shared).toBeLessThanOrEqual(6)
  // every one of them is in the chain as if it had come alone: the same again has the same answer, the next goes on
  for (const [n, { station, batch }] of asked.entries()) {
    expect(await instance.work(batch)).toEqual(answers[n])
    station.sent(batch)
    await sendOne(station)
  }
  expect(await verifyLedger(database.db)).toMatchObject(sound)
})

it('answers each of a group as if it had come alone: too early, other content, another link, another’s head', async () => {
  const [early, reused, other, unsigned, ...sane] = await singles(12)
  if (early === undefined || reused === undefined || other === undefined || unsigned === undefined)
    throw new Error('too few')
  const before = await newStation(database.db)
  const kept = await transferBatch(before)
  expect(await instance.work(kept)).toMatchObject(done)
  const [known] = kept.id
  if (known === undefined) throw new Error('no id')
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const sameId = { ...reused.station.payload(payer, transferBody(payee, 5), morningAt), id: known }
  const odd = [
    await early.station.batch([early.station.payload(payer, transferBody(payee, 6), morningAt)], {
      first: 4,
      last: 4,
    }),
    await reused.station.batch([sameId]),
    await other.station.batch([other.station.payload(payer, transferBody(payee, 7), morningAt)], {
      linkBefore: 'cd'.repeat(32),
    }),
    { ...unsigned.batch, jws: other.batch.jws },
  ]
  const batches = [...sane.map(({ batch }) => batch), ...odd]
  const answers = await Promise.all(batches.map((batch) => instance.work(batch)))
  expect(answers.slice(0, sane.length).map(({ ok }) => ok)).toEqual(sane.map(() => true))
  expect(answers.slice(sane.length)).toMatchObject([
    { ok: false, error: { code: 'sync.expected', dispatch: 2 } },
    { ok: false, error: { code: 'operation.same-id-other-content', id: known } },
    { ok: false, error: { code: 'sync.two-writers' } },
    { ok: false, error: { code: 'message.malformed' } },
  ])
  expect(await verifyLedger(database.db)).toMatchObject(sound)
})

it('refuses what the ledger refuses and carries the others of the group out, each once', async () => {
  const asked = await singles(10, 900)
  const short = asked[3]
  if (short === undefined) throw new Error('too few')
  const { payer } = await payerOf(short.batch)
  // the rules do not look at floors: the ledger has the last word
  await sql`update account set floor_fen = 950000 where member_id = ${payer} and kind = 'personal-account'`.execute(
    database.db,
  )
  const answers = await Promise.all(asked.map(({ batch }) => instance.work(batch)))
  for (const [n, answer] of answers.entries())
    expect(answer).toMatchObject(
      n === 3
        ? {
            ok: true,
            value: {
              results: [{ outcome: { type: 'refused', refusals: [{ code: 'transfer.balance-short' }] } }],
            },
          }
        : done,
    )
  const kept = await database.db
    .selectFrom('transfer')
    .select('id')
    .where(
      'id',
      'in',
      asked.flatMap(({ batch }) => batch.id),
    )
    .execute()
  expect(kept).toHaveLength(9)
  expect(await verifyLedger(database.db)).toMatchObject(sound)
})

async function payerOf(batch: Batch): Promise<{ readonly payer: string }> {
  const { member } = JSON.parse(batch.payload[0] ?? '{}') as { member: { idNumber: string } }
  const row = await database.db
    .selectFrom('member')
    .select('id')
    .where('id_number', '=', member.idNumber)
    .executeTakeFirstOrThrow()
  return { payer: row.id }
}

it('has one effect and equal answers for 32 copies that arrive together', async () => {
  const [one] = await singles(1)
  if (one === undefined) throw new Error('too few')
  const answers = await Promise.all(Array.from({ length: 32 }, () => instance.work(one.batch)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject(done)
  expect(await transactionsOf([one])).toBe(1)
})

it('asks the station’s row, not its own memory, whether a key still counts', async () => {
  const station = await newStation(database.db)
  await sendOne(station)
  const stale = await transferBatch(station)
  const successor = await unknownStation(station.id)
  const { kty, crv, x } = successor.publicJwk
  await database.db
    .updateTable('station')
    .set({ key_id: successor.keyId + '-2', public_jwk: JSON.stringify({ kty, crv, x }) })
    .where('id', '=', station.id)
    .execute()
  expect(await instance.work(stale)).toMatchObject({ ok: false, error: { code: 'sync.bad-signature' } })
})
