import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Tally } from '../../shared/contract/day-close'
import { dayCloseAnswerSchema } from '../../shared/contract/day-close'
import { atShanghai } from '../../shared/domain/china-time'
import type { Fen, OperationId } from '../../shared/domain/ids'
import type { Database } from '../database'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, setUpMs, startTestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, openingBody, transferBody } from '../testing/station'

/* A counter's day against the centre's: whatever differs is found and named with the centre's operations. */

const day = '2026-11-23'
let database: Database
let centre: TestCentre
let station: TestStation
/** What the centre did of the day, by line. */
let operations: ReadonlyMap<string, readonly OperationId[]>
let tallies: readonly Tally[]
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
  station = await newStation(database.db)
  const kept = new Map<string, OperationId[]>()
  const take = async (
    line: string,
    body: Parameters<TestStation['payload']>[1],
    takenAt = centre.at,
    wallet?: null,
  ): Promise<void> => {
    const member = await newMember(database.db, wallet === null ? { wallet } : {})
    const payload = station.payload(member, body, takenAt)
    await centre.send(station, payload)
    kept.set(line, [...(kept.get(line) ?? []), payload.id])
  }
  // each payee has one payer: many payers of one are looked at by somebody first
  const payees = await Promise.all(Array.from({ length: 6 }, () => newMember(database.db)))
  const transfer = (n: number, yuan: number) => transferBody(payees[n] as MemberSeed, yuan)
  for (const [n, yuan] of [100, 200, 300.5].entries()) await take('transfer/done', transfer(n, yuan))
  await take('transfer/refused', transfer(3, 2_000.01))
  await take('wallet-opening/done', openingBody(), centre.at, null)
  // the day before and the first moment of the day: by the clock of Shanghai
  await take('before', transfer(4, 7), atShanghai(day, '00:00') - 1)
  await take('transfer/done', transfer(5, 8), atShanghai(day, '00:00'))
  operations = kept
  tallies = [
    { kind: 'transfer', outcome: 'done', count: 4, amountFen: 60_850 as Fen },
    { kind: 'transfer', outcome: 'refused', count: 1, amountFen: 200_001 as Fen },
    { kind: 'wallet-opening', outcome: 'done', count: 1, amountFen: 0 as Fen },
  ]
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await database.close()
})

async function close(told: readonly Tally[]): Promise<z.infer<typeof dayCloseAnswerSchema>> {
  const { status, body } = await centre.call('POST', '/v1/days/close', {
    station: station.id,
    day,
    tallies: told,
  })
  expect(status).toBe(200)
  return dayCloseAnswerSchema.parse(body)
}

const keyOf = ({ kind, outcome }: Pick<Tally, 'kind' | 'outcome'>): string => `${kind}/${outcome}`

it('agrees when both have the same, however the counter splits its lines, and counts each close', async () => {
  const first = await close(tallies)
  expect(first).toMatchObject({ day, agreed: true, differences: [] })
  const [one, ...rest] = tallies
  if (one === undefined) throw new Error('no line')
  const split = [
    { ...one, count: 3, amountFen: 60_000 as Fen },
    { ...one, count: 1, amountFen: 850 as Fen },
    ...rest,
  ]
  expect(await close(split)).toMatchObject({ agreed: true, number: first.number + 1 })
  const kept = await database.db
    .selectFrom('day_close')
    .select(['number', 'tallies', 'differences'])
    .where('station', '=', station.id)
    .orderBy('number')
    .execute()
  expect(kept.at(-1)).toEqual({ number: first.number + 1, tallies: split, differences: [] })
})

/** One thing that is otherwise at the counter: which line, and what it says of it. */
const injected = fc.record({
  line: fc.nat({ max: 3 }),
  way: fc.constantFrom('count', 'amount', 'missing'),
  by: fc.integer({ min: 1, max: 1_000 }),
})

it('finds any difference that is injected, names the line, both figures and the centre’s operations', async () => {
  const extra: Tally = { kind: 'receive', outcome: 'done', count: 2, amountFen: 500 as Fen }
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(injected, { selector: ({ line }) => line, minLength: 1, maxLength: 4 }),
      async (changes) => {
        const told = new Map(tallies.map((tally) => [keyOf(tally), tally]))
        const wanted = new Map<string, { count: number; amountFen: number }>()
        for (const { line, way, by } of changes) {
          const tally = tallies[line]
          if (tally === undefined) {
            told.set(keyOf(extra), extra)
            wanted.set(keyOf(extra), { count: extra.count, amountFen: extra.amountFen })
            continue
          }
          const { count, amountFen } = tally
          const other = {
            count: way === 'count' ? count + by : count,
            amountFen: (way === 'amount' ? amountFen + by : amountFen) as Fen,
          }
          if (way === 'missing') told.delete(keyOf(tally))
          else told.set(keyOf(tally), { ...tally, ...other })
          wanted.set(keyOf(tally), way === 'missing' ? { count: 0, amountFen: 0 } : other)
        }
        const { agreed, differences } = await close([...told.values()])
        expect(agreed).toBe(false)
        expect(differences.map(keyOf).sort()).toEqual([...wanted.keys()].sort())
        for (const difference of differences) {
          const key = keyOf(difference)
          const ours = tallies.find((tally) => keyOf(tally) === key)
          expect(difference.counter).toEqual(wanted.get(key))
          expect(difference.centre).toEqual({ count: ours?.count ?? 0, amountFen: ours?.amountFen ?? 0 })
          expect([...difference.operations].sort()).toEqual([...(operations.get(key) ?? [])].sort())
        }
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)

it('is closed by the station itself only', async () => {
  const stranger = await newStation(database.db)
  const asked = { station: station.id, day, tallies: [...tallies] }
  expect(await centre.call('POST', '/v1/days/close', asked, stranger.id)).toMatchObject({
    status: 403,
    body: { code: 'sync.other-station' },
  })
})
