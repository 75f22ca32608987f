import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Batch } from '../../shared/contract/central'
import type { Database } from '../database'
import { openPostgres } from '../postgres'
import type { TestCentre } from '../testing/harness'
import { setUpMs, startTestCentre } from '../testing/harness'
import { seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'
import { usualLimits } from '../http/door'

/* A batch that came before its turn is held for the ones before it (design.md section 5). */

const holdMs = 1_500
let postgres: TestPostgres
let database: Database
let otherDatabase: Database
let centre: TestCentre
/** Another instance with connections of its own: what it takes, the first one hears of only by looking. */
let other: TestCentre
beforeAll(async () => {
  postgres = await startPostgres()
  const url = await seededDatabase(postgres)
  database = await openPostgres(url)
  otherDatabase = await openPostgres(url)
  centre = await startTestCentre({ database, limits: { holdMs } })
  other = await startTestCentre({ database: otherDatabase })
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await other.close()
  await database.close()
  await otherDatabase.close()
  await postgres.stop()
})

/** The next batches of a station, as a counter with two on the line has them. */
async function batchesOf(station: TestStation, count: number): Promise<readonly Batch[]> {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const batches: Batch[] = []
  for (let n = 0; n < count; n++) {
    const batch = await station.batch([station.payload(payer, transferBody(payee, n + 1), centre.at)])
    station.sent(batch)
    batches.push(batch)
  }
  return batches
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const done = { status: 200, body: { results: [{ outcome: { type: 'done' } }] } }

async function timed<T>(work: Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> {
  const started = performance.now()
  const answer = await work
  return { answer, ms: performance.now() - started }
}

it('is five seconds in service', () => {
  expect(usualLimits.holdMs).toBe(5_000)
})

it.each([
  ['at this instance', () => centre],
  ['at another instance, which says nothing here', () => other],
])('goes on as soon as the one before it was taken %s', async (_, at) => {
  const [first, second] = await batchesOf(await newStation(database.db), 2)
  if (first === undefined || second === undefined) throw new Error('too few')
  const early = timed(centre.post(second))
  await pause(200)
  expect(await at().post(first)).toMatchObject(done)
  const { answer, ms } = await early
  expect(answer).toMatchObject(done)
  expect(ms).toBeGreaterThanOrEqual(200)
})

it('is answered with the number that is expected when the ones before it do not come, and nothing of it was touched', async () => {
  const station = await newStation(database.db)
  const [first, second] = await batchesOf(station, 2)
  if (first === undefined || second === undefined) throw new Error('too few')
  const { answer, ms } = await timed(centre.post(second))
  expect(answer).toMatchObject({ status: 409, body: { code: 'sync.expected', data: { dispatch: 1 } } })
  expect(ms).toBeGreaterThanOrEqual(holdMs)
  const kept = await database.db
    .selectFrom('operation')
    .select('id')
    .where('station', '=', station.id)
    .execute()
  expect(kept).toEqual([])
  // both in their order, and each has its answer
  expect(await centre.post(first)).toMatchObject(done)
  expect(await centre.post(second)).toMatchObject(done)
})

it('a batch whose numbers were used before is not held, it is answered at once', async () => {
  const [first] = await batchesOf(await newStation(database.db), 1)
  if (first === undefined) throw new Error('too few')
  const { body } = await centre.post(first)
  const again = await timed(centre.post(first))
  expect(again.answer).toEqual({ status: 200, body })
  expect(again.ms).toBeLessThan(holdMs)
})

it('whoever hangs up is held no longer', async () => {
  const station = await newStation(database.db)
  const [, second] = await batchesOf(station, 2)
  const own = await startTestCentre({ database, limits: { holdMs: 60_000 } })
  const { waker } = own.door
  const next = waker.next.bind(waker)
  const state = { looks: 0, waiting: 0 }
  vi.spyOn(waker, 'next').mockImplementation(async (...asked) => {
    state.looks++
    state.waiting++
    await next(...asked)
    state.waiting--
  })
  const hangUp = new AbortController()
  const asked = fetch(`${own.url}/v1/batches`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await own.token(station.id)}`,
    },
    body: JSON.stringify(second),
    signal: hangUp.signal,
  }).then(
    () => 'answered',
    () => 'hung up',
  )
  await vi.waitFor(() => expect(state.looks).toBeGreaterThanOrEqual(2), 10_000)
  hangUp.abort()
  expect(await asked).toBe('hung up')
  await vi.waitFor(() => expect(state.waiting).toBe(0), 5_000)
  const { looks } = state
  await pause(1_200)
  expect(state.looks).toBe(looks)
  await own.close()
})
