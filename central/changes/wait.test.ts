import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { changesAnswerSchema } from '../../shared/contract/changes'
import type { Database } from '../database'
import { openPostgres } from '../postgres'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { setUpMs, startTestCentre } from '../testing/harness'
import { seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'

/* Questions that are held until there is news: whoever hangs up leaves nothing behind. */

let postgres: TestPostgres
let databases: readonly [Database, Database]
let centres: readonly [TestCentre, TestCentre]
let station: TestStation
let payer: MemberSeed
let payee: MemberSeed
beforeAll(async () => {
  postgres = await startPostgres()
  const url = await seededDatabase(postgres)
  databases = [await openPostgres(url), await openPostgres(url)]
  centres = [
    await startTestCentre({ database: databases[0] }),
    await startTestCentre({ database: databases[1] }),
  ]
  station = await newStation(databases[0].db)
  ;[payer, payee] = [await newMember(databases[0].db), await newMember(databases[0].db)]
}, setUpMs)
afterAll(async () => {
  for (const centre of centres) await centre.close()
  for (const database of databases) await database.close()
  await postgres.stop()
})

/** How many wait at this centre, counted where they wait. */
function countWaiters({ door: { waker } }: TestCentre): { readonly now: () => number; stop: () => void } {
  const next = waker.next.bind(waker)
  let waiting = 0
  const spy = vi.spyOn(waker, 'next').mockImplementation(async (...asked) => {
    waiting++
    await next(...asked)
    waiting--
  })
  return { now: () => waiting, stop: () => spy.mockRestore() }
}

/** Connections that do something, or hold a transaction open, besides the one that asks. */
async function busyConnections(): Promise<number> {
  const { rows } = await sql<{ busy: number }>`
    select count(*)::int as busy from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and state <> 'idle'`.execute(databases[1].db)
  return rows[0]?.busy ?? -1
}

const until = (holds: () => boolean): Promise<void> => vi.waitFor(() => expect(holds()).toBe(true), 10_000)
const place = (of: TestStation, after: number): string =>
  `/v1/changes?station=${of.id}&after=${after}&wait=25`

it('forty that wait take no connection, and when they hang up none of them is left', async () => {
  const [centre] = centres
  const waiters = countWaiters(centre)
  const token = await centre.token(station.id)
  const hangUp = new AbortController()
  const asked = Array.from({ length: 40 }, () =>
    fetch(`${centre.url}${place(station, 0)}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: hangUp.signal,
    }).then(
      () => 'answered',
      () => 'hung up',
    ),
  )
  await until(() => waiters.now() === 40)
  await vi.waitFor(async () => expect(await busyConnections()).toBe(0), 5_000)
  // whoever comes now does not wait behind them
  const batch = await station.batch([station.payload(payer, transferBody(payee, 10), centre.at)])
  expect(await centre.post(batch)).toMatchObject({ status: 200 })
  station.sent(batch)
  expect(waiters.now()).toBe(40)
  hangUp.abort()
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['hung up']))
  await until(() => waiters.now() === 0)
  await vi.waitFor(async () => expect(await busyConnections()).toBe(0), 5_000)
  waiters.stop()
})

it('is woken by what happens at another instance, and only the station it happened to', async () => {
  const [here, there] = centres
  const other = await newStation(databases[0].db)
  const waiters = countWaiters(here)
  const hangUp = new AbortController()
  const quiet = fetch(`${here.url}${place(other, 0)}`, {
    headers: { authorization: `Bearer ${await here.token(other.id)}` },
    signal: hangUp.signal,
  }).then(
    () => 'answered',
    () => 'hung up',
  )
  const answer = here.call('GET', place(station, 0))
  await until(() => waiters.now() === 2)
  const [id] = (
    await databases[0].db.selectFrom('transfer').select('id').where('station', '=', station.id).execute()
  ).map((row) => row.id)
  if (id === undefined) throw new Error('nothing waits for the payee')
  const started = performance.now()
  const receive = await other.batch([other.payload(payee, receiveBody(id, 10), there.at)])
  expect(await there.post(receive)).toMatchObject({ status: 200 })
  const { status, body } = await answer
  expect(status).toBe(200)
  expect(changesAnswerSchema.parse(body).changes).toMatchObject([
    { type: 'receipt', operationId: id, receipt: 'received' },
  ])
  // woken, not found when it looked again by itself
  expect(performance.now() - started).toBeLessThan(4_500)
  await until(() => waiters.now() === 1)
  hangUp.abort()
  expect(await quiet).toBe('hung up')
  await until(() => waiters.now() === 0)
  waiters.stop()
})
