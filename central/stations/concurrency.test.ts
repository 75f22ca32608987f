import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Batch } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import type { ClerkId, Fen, OperationId } from '../../shared/domain/ids'
import type { OperationPayload } from '../../shared/domain/operation'
import type { Outcome } from '../../shared/domain/operation'
import type { Database } from '../database'
import { sha256 } from '../hash'
import { verifyLedger } from '../ledger/verify'
import { workDue } from '../operations/due'
import { withdrawAtCounter } from '../operations/withdraw-elsewhere'
import { openPostgres } from '../postgres'
import { morningAt, setUpMs } from '../testing/harness'
import type { MemberSeed } from '../resources'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import { beginEpoch, signedSlip } from '../testing/slip'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'
import { atShanghai } from '../../shared/domain/china-time'
import { hallName } from '../../shared/domain/masks'

/** How many interleavings of two stations; `npm run soak centre` asks for more. */
const interleavings = Number(process.env['SOAK_COUNT'] ?? 60)
const seed = Number(process.env['SOAK_SEED'] ?? 1)

let postgres: TestPostgres
let url: string
let databases: Database[]
let instances: Instance[]
beforeAll(async () => {
  postgres = await startPostgres()
  url = await seededDatabase(postgres)
  databases = await Promise.all([openPostgres(url), openPostgres(url)])
  instances = databases.map((database) => instanceOn(database))
}, setUpMs)
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await postgres.stop()
})

const of = (n: number): Instance => {
  const instance = instances[n % instances.length]
  if (instance === undefined) throw new Error('no instance')
  return instance
}
const db = () => of(0).db

async function outcomesOf(instance: Instance, batch: Batch): Promise<readonly Outcome[]> {
  const answer = await instance.work(batch)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return answer.value.results.map(({ outcome }) => outcome)
}

async function send(
  instance: Instance,
  station: TestStation,
  payload: OperationPayload,
  records: readonly string[] = [],
): Promise<Outcome> {
  const batch = await station.batch([payload], {}, [records])
  const [outcome] = await outcomesOf(instance, batch)
  station.sent(batch)
  if (outcome === undefined) throw new Error('no outcome')
  return outcome
}

/** 还要再转一次, as a counter journals it. */
function again(payload: OperationPayload): string {
  return canonicalJson({
    record: 'again',
    operationId: payload.id,
    payloadHash: sha256(canonicalJson(payload)),
    by: 'liyulan',
    at: payload.takenAt,
  })
}

const soundAfter = async (): Promise<void> => {
  expect(await verifyLedger(db())).toMatchObject({ ok: true, sum: 0, findings: [] })
}

/** A small repeatable generator (mulberry32). */
function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

it('has one effect and 32 equal answers for 32 concurrent copies of an operation at two instances', async () => {
  const station = await newStation(db())
  const [payer, payee] = [await newMember(db()), await newMember(db())]
  const batch = await station.batch([station.payload(payer, transferBody(payee, 700), morningAt)])
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => outcomesOf(of(n), batch)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject([{ type: 'done', receipt: 'pending' }])
  const sent = await db()
    .selectFrom('ledger_transaction')
    .select('id')
    .where('operation_id', '=', batch.id[0] ?? null)
    .execute()
  expect(sent).toHaveLength(1)
  await soundAfter()
})

it('takes one of two contents that come under the same id at two instances together, and refuses the other', async () => {
  for (let round = 0; round < 10; round++) {
    const id = randomUUID() as OperationId
    const batches: Batch[] = []
    for (const yuan of [1, 2]) {
      const station = await newStation(db())
      const [payer, payee] = [await newMember(db()), await newMember(db())]
      const payload = station.payload(payer, transferBody(payee, yuan), morningAt)
      batches.push(await station.batch([{ ...payload, id }]))
    }
    const answers = await Promise.all(
      batches.flatMap((batch, n) => [0, 1, 2, 3].map(() => of(n).work(batch))),
    )
    const said = answers.map((answer) => (answer.ok ? 'taken' : answer.error.code))
    expect([said.slice(0, 4), said.slice(4)].map((own) => new Set(own).size)).toEqual([1, 1])
    expect(new Set(said)).toEqual(new Set(['taken', 'operation.same-id-other-content']))
    const incidents = await db()
      .selectFrom('incident')
      .select('kind')
      .where('operation_id', '=', id)
      .where('kind', '=', 'same-id-other-content')
      .execute()
    expect(incidents.length).toBeGreaterThan(0)
  }
  await soundAfter()
})

describe('two stations, one payer, one payee, the same wish', () => {
  it(
    `have never two effects without a recorded 还要再转一次: ${interleavings} interleavings, seed ${seed}`,
    async () => {
      const random = randomOf(seed)
      const stations = [await newStation(db()), await newStation(db())] as const
      const counts = { one: 0, two: 0, again: 0 }
      for (let round = 0; round < interleavings; round++) {
        const [payer, payee] = [await newMember(db()), await newMember(db())]
        const amounts = [100 + round, random() < 0.7 ? 100 + round : 77]
        const payloads = stations.map((station, n) =>
          station.payload(
            payer,
            transferBody(payee, amounts[n] ?? 0),
            morningAt - Math.floor(random() * 9000),
          ),
        )
        // sometimes both at once, sometimes one well before the other, at either instance
        const outcomes = await Promise.all(
          stations.map(async (station, n) => {
            await new Promise((resolve) => setTimeout(resolve, random() * 8))
            return send(of(random() < 0.5 ? 0 : 1), station, payloads[n] as OperationPayload)
          }),
        )
        const effects = outcomes.filter(({ type }) => type === 'done').length
        const same = amounts[0] === amounts[1]
        if (same) {
          expect(outcomes.map(({ type }) => type).sort()).toEqual(['done', 'twin-suspected'])
          counts.one++
          if (random() < 0.3) {
            const waiting = outcomes.findIndex(({ type }) => type === 'twin-suspected')
            const payload = payloads[waiting] as OperationPayload
            const station = stations[waiting] as TestStation
            // the same again without a record stays suspected, with it the money moves
            expect((await send(of(0), station, payload)).type).toBe('twin-suspected')
            expect((await send(of(1), station, payload, [again(payload)])).type).toBe('done')
            counts.again++
          }
        } else {
          expect(effects).toBe(2)
          counts.two++
        }
      }
      await soundAfter()
      const transfers = await db()
        .selectFrom('transfer')
        .select(['payer_id', 'payee_id', 'amount_fen'])
        .where('station', 'in', [stations[0].id, stations[1].id])
        .execute()
      expect(transfers).toHaveLength(counts.one + 2 * counts.two + counts.again)
      process.stdout.write(`two stations seed ${seed}: ${JSON.stringify({ interleavings, ...counts })}\n`)
    },
    interleavings * 2000,
  )
})

it('lets stations send and receive crosswise at two instances without an anomaly', async () => {
  const stations: TestStation[] = []
  for (let n = 0; n < 4; n++) stations.push(await newStation(db()))
  const people: MemberSeed[] = []
  for (let n = 0; n < 8; n++) people.push(await newMember(db(), { personalAccountFen: 50_000 as Fen }))
  const random = randomOf(seed + 1)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const work = async (station: TestStation, n: number): Promise<void> => {
    for (let i = 0; i < 12; i++) {
      const payloads = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const payer = pick(people)
        const payee = pick(people.filter((one) => one !== payer))
        return station.payload(payer, transferBody(payee, 1 + Math.floor(random() * 200)), morningAt)
      })
      const waiting = await db()
        .selectFrom('transfer')
        .innerJoin('member', 'member.id', 'transfer.payee_id')
        .select(['transfer.id', 'transfer.amount_fen', 'member.id_number', 'member.name'])
        .where('transfer.state', '=', 'pending')
        .limit(3)
        .execute()
      const receives = waiting.map(({ id, amount_fen, id_number: idNumber, name }) =>
        station.payload({ idNumber, name }, receiveBody(id, amount_fen / 100), morningAt),
      )
      const batch = await station.batch([...payloads, ...receives])
      const answer = await of(n + i).work(batch)
      expect(answer).toMatchObject({ ok: true })
      station.sent(batch)
    }
  }
  await Promise.all(stations.map(work))
  await soundAfter()
}, 60_000)

it('after three days of downtime returns first, then sends what was deferred, once, with two instances', async () => {
  const night = atShanghai('2026-12-01', '21:59')
  const own = await Promise.all([openPostgres(url), openPostgres(url)])
  const [one, two] = own.map((database) => instanceOn(database, { at: night }))
  if (one === undefined || two === undefined) throw new Error('no instances')
  const station = await newStation(one.db)
  const pairs = []
  for (let n = 0; n < 30; n++)
    pairs.push({
      payer: await newMember(one.db, { personalAccountFen: 100_000 as Fen }),
      payee: await newMember(one.db),
    })
  for (const { payer, payee } of pairs)
    expect((await send(one, station, station.payload(payer, transferBody(payee, 1000), night))).type).toBe(
      'done',
    )
  one.clock.forwardTo(night + 60_000)
  // every yuan is on its way until the opening: only the returned money can be sent
  for (const { payer, payee } of pairs)
    expect(
      (await send(one, station, station.payload(payer, transferBody(payee, 900), night + 60_000))).type,
    ).toBe('deferred')
  const later = atShanghai('2026-12-05', '09:00')
  one.clock.forwardTo(later)
  two.clock.forwardTo(later)
  const done = await Promise.all([workDue(one), workDue(two), workDue(one), workDue(two)])
  const sums = done.reduce(
    (sum, { returned, carriedOut }) => [(sum[0] ?? 0) + returned, (sum[1] ?? 0) + carriedOut],
    [0, 0],
  )
  // whoever could not get at it leaves it to the next look
  const rest = await workDue(two)
  expect([(sums[0] ?? 0) + rest.returned >= 30, (sums[1] ?? 0) + rest.carriedOut]).toEqual([true, 30])
  const { changes } = { changes: await changesOf(one, station) }
  expect(changes.slice(0, 30).every(({ type }) => type === 'receipt')).toBe(true)
  expect(changes.slice(30).map(({ outcome }) => outcome?.type)).toEqual(
    Array.from({ length: 30 }, () => 'done'),
  )
  await soundAfter()
  await Promise.all(own.map((database) => database.close()))
}, 60_000)

it('of a withdrawal at another counter and the carrying out exactly one wins, and both are told the same, with two instances', async () => {
  const station = await newStation(db())
  const desk = await newStation(db())
  await beginEpoch(db(), station)
  const night = atShanghai('2026-11-24', '05:59')
  const dark = databases.map((database) => instanceOn(database, { at: night }))
  const [one, two] = dark
  if (one === undefined || two === undefined) throw new Error('no instances')
  const asked = async ({ id, member }: OperationPayload) => ({
    station: desk.id,
    clerk: 'zhoumin' as ClerkId,
    readId: randomUUID(),
    id,
    proof: await signedSlip(station, { i: id, n: hallName(member.name) }),
    ...member,
  })
  const told = new Map<string, number>()
  const agree = async ({ id }: OperationPayload, withdrawal: string): Promise<void> => {
    const { outcome_type: outcome } = await db()
      .selectFrom('operation')
      .select('outcome_type')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(outcome).toBe(withdrawal === 'too-late' ? 'done' : 'cancelled')
    told.set(withdrawal, (told.get(withdrawal) ?? 0) + 1)
  }
  const newPayload = async (at: number): Promise<OperationPayload> =>
    station.payload(await newMember(db()), transferBody(await newMember(db()), 10), at)
  for (let n = 0; n < 24; n++) {
    const payload = await newPayload(morningAt)
    const question = await asked(payload)
    const [, { withdrawal }] = await Promise.all([
      send(of(n), station, payload),
      withdrawAtCounter(of(n + 1), question),
    ])
    await agree(payload, withdrawal)
  }
  const kept = []
  for (let n = 0; n < 12; n++) {
    const payload = await newPayload(night)
    expect(await send(one, station, payload)).toMatchObject({ type: 'deferred' })
    kept.push(payload)
  }
  for (const { clock } of dark) clock.forwardTo(night + 120_000)
  const questions = await Promise.all(kept.map(asked))
  const [, ...answers] = await Promise.all([
    workDue(one),
    ...questions.map((question) => withdrawAtCounter(two, question)),
  ])
  await workDue(two)
  for (const [n, payload] of kept.entries()) await agree(payload, answers[n]?.withdrawal ?? '')
  expect([...told.values()].reduce((sum, count) => sum + count)).toBe(36)
  await soundAfter()
}, 60_000)

async function changesOf(instance: Instance, station: TestStation) {
  return instance.db
    .selectFrom('change')
    .select(['type', 'outcome'])
    .where('station', '=', station.id)
    .orderBy('number')
    .execute()
}
