import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atShanghai } from '../../../shared/domain/china-time'
import type { OperationId, VisitId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { startPostgres } from '../../../central/testing/postgres'
import type { TestPostgres } from '../../../central/testing/postgres'
import { newMember } from '../../../central/testing/people'
import { TestStation, transferBody } from '../../../central/testing/station'
import { verifyLedger } from '../../../central/ledger/verify'
import { workDue } from '../../../central/operations/due'
import { liveDatabase, startLiveCentre } from '../enrolment/testing/live-centre'
import type { LiveCentre } from '../enrolment/testing/live-centre'
import { live, liveFolder, openEnrolment } from '../enrolment/testing/live-counter'
import type { LiveCounter } from '../enrolment/testing/live-counter'
import { TestKeychain } from '../keys/testing/test-keychain'
import { sha256 } from '../crypto'
import { operationView } from '../views/operation-view'
import { openVisit } from './testing/sending-counter'

/* Records beside items, 撤回 against sending, and what the centre keeps: the real outbox against the real centre. */

const morning = atShanghai('2026-11-23', '09:30')
const night = atShanghai('2026-11-23', '22:30')
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let folder: string
let counter: LiveCounter

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await postgres.stop()
}, 60_000)
afterEach(async () => {
  expect((await verifyLedger(database.db)).ok).toBe(true)
  await counter.close()
  await centre.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}, 30_000)
beforeEach(async () => {
  database = await liveDatabase(await postgres.newDatabase())
  folder = liveFolder()
}, 60_000)

async function openAt(at: number): Promise<void> {
  centre = await startLiveCentre(database, at)
  const keychain = new TestKeychain()
  const desk = await openEnrolment(folder, keychain, at)
  expect(await desk.enrol({ code: await centre.code(), address: centre.url })).toMatchObject({ ok: true })
  counter = await live(folder, keychain, at, { line: false })
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
}

type Member = Awaited<ReturnType<typeof newMember>>

/** Takes a transfer as a submit does; rules here are not looked at, the centre looks at all of them. */
function takeTransfer(visitId: VisitId, payer: Member, payee: Member, yuan: number): OperationId {
  const { core } = counter
  const operationId = randomUUID() as OperationId
  const taken = core.projection.taken() + 1
  const words = new TestStation(core.station.id, core.station.keyId, {}, undefined as never)
  const body = transferBody(payee, yuan)
  const payload = {
    ...words.payload(payer, body, core.clock.now()),
    ...{ id: operationId, taken, realm: core.realm, epoch: core.station.epoch, pack: core.pack.number },
  }
  const canonical = canonicalJson(payload)
  const clerk = payload.clerk
  core.commit([
    { type: 'operation-proposed', operationId, visitId, clerk, body, wordsHash: 'b'.repeat(64) },
    { type: 'operation-taken', operationId, clerk, taken, canonical, payloadHash: sha256(canonical) },
  ])
  return operationId
}

const viewOf = (id: OperationId) => {
  const record = counter.core.projection.operation(id)
  if (record === null) throw new Error('no such operation')
  return operationView(counter.core, record)
}

async function pair(): Promise<readonly [Member, Member]> {
  return [await newMember(database.db), await newMember(database.db)]
}

async function sentFen(): Promise<readonly number[]> {
  const rows = await database.db.selectFrom('transfer').select('amount_fen').orderBy('amount_fen').execute()
  return rows.map(({ amount_fen: fen }) => Number(fen))
}

test('withdrawn while the line is away and the number is given: the same number goes out with the record, nothing is carried out, what is behind it is', async () => {
  await openAt(morning)
  const visit = openVisit(counter.core)
  const [payer, payee] = await pair()
  const [other, third] = await pair()
  const regretted = takeTransfer(visit, payer, payee, 100)
  const behind = takeTransfer(visit, other, third, 50)
  await counter.drainWithout()
  expect([viewOf(regretted).state, viewOf(regretted).withdrawal]).toEqual(['queued', 'at-centre'])
  await counter.counter.withdraw({ operationId: regretted })
  expect(viewOf(regretted).withdrawal).toBe('asked')
  await counter.counter.withdraw({ operationId: regretted })
  await counter.round()
  expect([viewOf(regretted).state, viewOf(behind).state]).toEqual(['cancelled', 'done'])
  expect(await sentFen()).toEqual([5_000])
  const items = await database.db
    .selectFrom('batch_item')
    .select(['dispatch', 'operation_id'])
    .orderBy('dispatch')
    .execute()
  expect(items.map(({ operation_id: id }) => id)).toEqual([regretted, behind])
  // the chain goes on behind the changed link
  const [fifth, sixth] = await pair()
  const next = takeTransfer(visit, fifth, sixth, 70)
  await counter.round()
  expect(viewOf(next).state).toBe('done')
})

test('withdrawn after it was carried out unheard: the centre has decided, it is done', async () => {
  await openAt(morning)
  const visit = openVisit(counter.core)
  const [payer, payee] = await pair()
  const id = takeTransfer(visit, payer, payee, 100)
  await counter.drainLosing()
  expect(viewOf(id).state).toBe('unknown')
  await counter.counter.withdraw({ operationId: id })
  await counter.round()
  expect([viewOf(id).state, viewOf(id).withdrawal]).toEqual(['done', 'not'])
  expect(await sentFen()).toEqual([10_000])
})

test('withdrawn while the centre keeps it for the opening: its withdrawal has a number of its own, survives a lost answer, and nothing is carried out at six', async () => {
  await openAt(night)
  const visit = openVisit(counter.core)
  const [payer, payee] = await pair()
  const [other, third] = await pair()
  const regretted = takeTransfer(visit, payer, payee, 100)
  const wanted = takeTransfer(visit, other, third, 50)
  await counter.round()
  expect([viewOf(regretted).state, viewOf(wanted).state]).toEqual(['awaiting-hours', 'awaiting-hours'])
  await counter.counter.withdraw({ operationId: regretted })
  await counter.drainLosing()
  expect(viewOf(regretted).state).toBe('awaiting-hours')
  await counter.round()
  expect(viewOf(regretted).state).toBe('cancelled')
  centre.clock.forwardTo(atShanghai('2026-11-24', '06:00'))
  await workDue(centre.centre)
  await counter.round()
  expect([viewOf(regretted).state, viewOf(wanted).state]).toEqual(['cancelled', 'done'])
  expect(await sentFen()).toEqual([5_000])
  const items = await database.db.selectFrom('batch_item').select('dispatch').orderBy('dispatch').execute()
  expect(items.map(({ dispatch }) => dispatch)).toEqual([1, 2, 3])
})

test('twin-suspected: 还要再转一次 goes beside the same bytes under a new number; without it nothing moves', async () => {
  await openAt(morning)
  const visit = openVisit(counter.core)
  const [payer, payee] = await pair()
  const first = takeTransfer(visit, payer, payee, 100)
  const second = takeTransfer(visit, payer, payee, 100)
  // a twin is one that was carried out since ours was taken
  centre.clock.forwardTo(morning + 20_000)
  await counter.round()
  expect([viewOf(first).state, viewOf(second).state]).toEqual(['done', 'awaiting-approval'])
  expect(viewOf(second)).toMatchObject({ twin: true, withdrawal: 'at-centre' })
  await counter.round()
  expect(await sentFen()).toEqual([10_000])
  await expect(counter.counter.sendAgain({ operationId: first })).rejects.toMatchObject({
    data: { refusals: [{ code: 'operation.wrong-state' }] },
  })
  await counter.counter.sendAgain({ operationId: second })
  expect(viewOf(second).state).toBe('queued')
  await counter.round()
  expect(viewOf(second).state).not.toBe('awaiting-approval')
  const items = await database.db
    .selectFrom('batch_item')
    .select(['dispatch', 'operation_id', 'records'])
    .orderBy('dispatch')
    .execute()
  expect(items.map(({ operation_id: id }) => id)).toEqual([first, second, second])
  expect(JSON.stringify(items[2]?.records)).toContain('again')
})
