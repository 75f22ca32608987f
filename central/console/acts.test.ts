import { createRouterClient, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import type { ItemRecord } from '../../shared/contract/record'
import { atShanghai } from '../../shared/domain/china-time'
import type { ClerkId, Fen } from '../../shared/domain/ids'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import type { Database } from '../database'
import { SimulatedExchange } from '../exchange/simulated-exchange'
import { reconcileExchange } from '../exchange/work-exchange'
import { operationAtCentre } from '../operations/find-operation'
import { confirmPremium, registerPremiums } from '../premiums/confirm-premium'
import { sha256 } from '../hash'
import { openTestDatabase, resources, setUpMs, startTestCentre } from '../testing/harness'
import type { TestCentre } from '../testing/harness'
import { idNumberOf, newMember } from '../testing/people'
import { newStation, receiveBody, transferBody } from '../testing/station'
import type { TestStation } from '../testing/station'
import { operatorsOf } from '../town/offices'
import { signIn } from './operators'
import { consoleRouter } from './router'

/* What operators do and see beyond lists: corrections by two, records, old numbers, other centres. */

let database: Database
let centre: TestCentre
let station: TestStation
let chen: ReturnType<typeof client>
let lin: ReturnType<typeof client>

const client = (token: string | null) =>
  createRouterClient(consoleRouter(centre.centre), { context: { token, setToken: () => undefined } })

beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database, exchange: (clock) => new SimulatedExchange(clock) })
  station = await newStation(database.db)
  await database.db.insertInto('operator').values(operatorsOf(resources.clerks, centre.at)).execute()
  const enter = async (id: string) => {
    const session = await signIn(database.db, { id, password: 'lianxi2026' }, centre.at)
    if (!session.ok) throw new Error(session.error)
    return client(session.value.token)
  }
  chen = await enter('office-1')
  lin = await enter('office-2')
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await database.close()
})

async function codeOf(question: Promise<unknown>): Promise<string> {
  try {
    await question
    return 'ok'
  } catch (error) {
    return error instanceof ORPCError ? String(error.code) : 'fault'
  }
}

const stepsOf = async (id: Parameters<typeof chen.story>[0]['id']) =>
  (await chen.story({ id })).steps.map(
    ({ what, actor, detail }) => `${what} ${actor.kind} ${actor.name} ${detail}`,
  )

describe('a correction', () => {
  it('takes two operators, brings the money back, and both members are told by their stations', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const { payload } = await centre.carryOut(station, payer, transferBody(payee, 650))
    const { id } = payload
    const elsewhere = await newStation(database.db)
    const received = await centre.carryOut(elsewhere, payee, receiveBody(id, 650))
    expect((await chen.story({ id })).correction).toBe('possible')
    expect(await codeOf(client(null).askCorrection({ id, reason: 'x' }))).toBe('sign-in.needed')
    expect(await codeOf(chen.approveCorrection({ id }))).toBe('correction.no-such')
    expect(await codeOf(chen.askCorrection({ id, reason: ' ' }))).toBe('field.missing')
    await chen.askCorrection({ id, reason: '同名的人弄错了' })
    expect((await lin.story({ id })).correction).toBe('asked')
    expect(await codeOf(lin.askCorrection({ id, reason: 'y' }))).toBe('correction.wrong-state')
    expect(await codeOf(chen.approveCorrection({ id }))).toBe('correction.same-person')
    const before = (await centre.changes(station)).cursor
    // what another counter is told of the receiving: it is done, until its money is taken back
    const receiving = async () => (await operationAtCentre(database.db, received.payload.id))?.operation
    expect(await receiving()).toMatchObject({ state: 'done', receipt: null })
    await lin.approveCorrection({ id })
    expect(await receiving()).toMatchObject({ state: 'done', receipt: 'returned', at: centre.at })

    expect((await centre.facts(station, payer)).personalAccountFen).toBe(payer.personalAccountFen)
    expect((await centre.changes(station, before)).changes).toMatchObject([
      { type: 'receipt', operationId: id, receipt: 'returned' },
      { type: 'correction', operationId: id, reason: '同名的人弄错了', by: ['陈主管', '林科长'] },
    ])
    expect((await centre.changes(elsewhere)).changes).toMatchObject([
      {
        type: 'correction',
        operationId: received.payload.id,
        reason: '同名的人弄错了',
        by: ['陈主管', '林科长'],
      },
    ])
    const steps = await stepsOf(id)
    expect(steps).toContain('correction-asked operator office-1 同名的人弄错了')
    expect(steps).toContain('correction-approved operator office-2 ')
    expect((await chen.story({ id })).correction).toBe('done')
    expect(await codeOf(lin.approveCorrection({ id }))).toBe('correction.wrong-state')
    expect(await centre.ledger()).toMatchObject({ ok: true, findings: [] })
  })

  it('makes no debt of what the payee has spent', async () => {
    const [payer, payee, third] = [
      await newMember(database.db),
      await newMember(database.db),
      await newMember(database.db),
    ]
    const { payload } = await centre.carryOut(station, payer, transferBody(payee, 10))
    await centre.carryOut(station, payee, receiveBody(payload.id, 10))
    const onward = await centre.carryOut(station, payee, transferBody(third, 10, { source: 'wallet' }))
    expect(onward.outcome.type).toBe('done')
    await chen.askCorrection({ id: payload.id, reason: '办错了' })
    expect(await codeOf(lin.approveCorrection({ id: payload.id }))).toBe('correction.spent')
  })
})

describe('先不办', () => {
  it('holds what waits for its hour, tells its station who did it, and lets it go on', async () => {
    const own = await openTestDatabase()
    const night = await startTestCentre({ database: own, at: atShanghai('2026-11-23', '23:00') })
    const there = await newStation(own.db)
    await own.db.insertInto('operator').values(operatorsOf(resources.clerks, night.at)).execute()
    const enter = async () => {
      const session = await signIn(own.db, { id: 'office-1', password: 'lianxi2026' }, night.at)
      if (!session.ok) throw new Error(session.error)
      const context = { token: session.value.token, setToken: () => undefined }
      return {
        name: session.value.operator.name,
        at: createRouterClient(consoleRouter(night.centre), { context }),
      }
    }
    const { name, at: operator } = await enter()
    const [payer, payee] = [await newMember(own.db), await newMember(own.db)]
    const { payload, outcome } = await night.carryOut(there, payer, transferBody(payee, 650))
    const { id } = payload
    expect(outcome.type).toBe('deferred')
    expect((await operator.story({ id })).hold).toBe('possible')
    const act = { id, reason: '家里人打电话说先别转' } as const
    expect(await codeOf(operator.hold({ ...act, act: 'released' }))).toBe('operation.wrong-state')
    expect(await codeOf(operator.hold({ ...act, act: 'held', reason: ' ' }))).toBe('field.missing')
    await operator.hold({ ...act, act: 'held' })
    expect(await codeOf(operator.hold({ ...act, act: 'held' }))).toBe('operation.wrong-state')
    expect((await operator.story({ id })).hold).toBe('held')

    night.clock.forwardTo(atShanghai('2026-11-24', '06:30'))
    expect(await night.due()).toEqual({ returned: 0, carriedOut: 0 })
    // the night's session has ended
    const { at: morning } = await enter()
    await morning.hold({ ...act, act: 'released' })
    expect(await night.due()).toEqual({ returned: 0, carriedOut: 1 })
    expect((await night.changes(there)).changes).toMatchObject([
      { type: 'act', operationId: id, act: 'held', by: name },
      { type: 'act', operationId: id, act: 'released', by: name },
      { type: 'outcome', operationId: id, outcome: { type: 'done' } },
    ])
    // it is over: nobody holds it any more
    expect(await codeOf(morning.hold({ ...act, act: 'held' }))).toBe('operation.wrong-state')
    const { steps, hold } = await morning.story({ id })
    expect(hold).toBe('none')
    expect(steps.map(({ what, actor }) => `${what} ${actor.name}`)).toContain('held office-1')
    // of another one the member telephones that it is not wanted any more
    night.clock.forwardTo(atShanghai('2026-11-24', '22:30'))
    const late = await night.carryOut(there, payer, transferBody(payee, 20))
    const { at: evening } = await enter()
    const asked = { id: late.payload.id, reason: '本人来电，报了身份证号和业务号' }
    expect((await evening.story({ id: asked.id })).withdrawal).toBe('possible')
    expect(await codeOf(evening.withdraw({ ...asked, reason: '' }))).toBe('field.missing')
    await evening.withdraw(asked)
    expect(await codeOf(evening.withdraw(asked))).toBe('operation.wrong-state')
    expect(await codeOf(evening.withdraw({ ...asked, id }))).toBe('operation.wrong-state')
    const after = await evening.story({ id: asked.id })
    expect(after.withdrawal).toBe('none')
    expect(after.steps.map(({ what, actor, detail }) => `${what} ${actor.name} ${detail}`)).toContain(
      `withdrawn office-1 ${asked.reason}`,
    )
    expect((await night.changes(there)).changes.slice(-2)).toMatchObject([
      { type: 'act', operationId: asked.id, act: 'withdrawn', by: name },
      { type: 'outcome', operationId: asked.id, outcome: { type: 'cancelled' } },
    ])
    await night.close()
    await own.close()
  })
})

describe('the story of an operation', () => {
  it('names who approved, who wanted it once more, and what the tax side said', async () => {
    const person = await newMember(database.db)
    const premium = { personId: person.id, year: 2027, region: person.insuredRegion, dueFen: 40_000 }
    await registerPremiums(centre.centre, [
      { ...premium, payableFrom: '2026-09-01', payableTo: '2026-12-31', paidBy: null },
    ])
    const payload = station.payload(
      person,
      {
        kind: 'premium-payment',
        year: 2027,
        person: { name: person.name, idNumber: person.idNumber },
        relation: null,
        source: 'personal-account',
        amountFen: 40_000 as Fen,
      },
      centre.at,
    )
    const about = { operationId: payload.id, payloadHash: sha256(canonicalJson(payload)), at: centre.at }
    const records: ItemRecord[] = [
      { record: 'approval', ...about, by: 'zhoumin' as ClerkId, memberSpoken: true },
      { record: 'again', ...about, by: 'liyulan' as ClerkId },
    ]
    const batch = await station.batch([payload], {}, [records.map(canonicalJson)])
    expect((await centre.post(batch)).status).toBe(200)
    station.sent(batch)
    await database.db
      .insertInto('partner')
      .values({
        id: 'tax',
        kind: 'tax',
        institution: null,
        public_jwk: '{}',
        made_by: 'x',
        made_at: 0,
        ended_at: null,
      })
      .execute()
    await confirmPremium(centre.centre, payload.id, 'confirmed', async (tx) => {
      await tx
        .insertInto('partner_message')
        .values({
          partner: 'tax',
          purpose: 'answer-premium',
          operation_id: payload.id,
          jws: 'x',
          at: centre.at,
        })
        .execute()
    })
    const steps = await stepsOf(payload.id)
    expect(steps).toContain('record supervisor zhoumin approval')
    expect(steps).toContain('record clerk liyulan again')
    expect(steps).toContain('partner partner tax answer-premium')
    expect(steps).toContain('posted system  premium-confirmed')
  })

  it('is found by the number of an epoch that ended', async () => {
    const own = await newStation(database.db)
    const member = await newMember(database.db, { wallet: null })
    const [payer, payee] = [await newMember(database.db), member]
    const { payload } = await centre.carryOut(own, payer, transferBody(payee, 5))
    const { prefix } = await database.db
      .selectFrom('station')
      .select('prefix')
      .where('id', '=', own.id)
      .executeTakeFirstOrThrow()
    await database.db
      .insertInto('station_epoch')
      .values({
        station: own.id,
        epoch: 2,
        key_id: 'k',
        public_jwk: JSON.stringify({ x: sha256(own.id) }),
        prefix: '8888',
        first_link: '0'.repeat(64),
        before_epoch: null,
        before_number: null,
        before_link: null,
        started_at: 1,
      })
      .execute()
    await database.db
      .updateTable('station')
      .set({ prefix: '8888', epoch: 2 })
      .where('id', '=', own.id)
      .execute()
    const number = makeOperationNumber(prefix, payload.taken)
    const found = await chen.search({ by: 'number', text: number })
    expect(found.operations).toMatchObject([{ id: payload.id, number }])
    expect(
      await codeOf(chen.search({ by: 'number', text: makeOperationNumber('8888', payload.taken) })),
    ).toBe('operation.no-such')
  })
})

describe('other centres', () => {
  it('shows what is in clearing, what is open, and how comparisons ended', async () => {
    const payer = await newMember(database.db)
    const payee = {
      name: '赵外地',
      idNumber: idNumberOf('19700101', 990),
      insuredRegion: payer.insuredRegion,
    }
    const body = transferBody(payee, 20)
    const { payload, outcome } = await centre.carryOut(station, payer, {
      ...body,
      payee: { ...body.payee, party: 'elsewhere' },
    })
    expect(outcome).toMatchObject({ type: 'done', receipt: 'pending' })
    expect(await chen.exchange()).toMatchObject({
      clearingFen: 2000,
      open: [{ operationId: payload.id, amountFen: 2000, attempts: 0 }],
      comparisons: [],
    })
    await reconcileExchange(
      centre.centre,
      { settledOn: async () => [{ id: payload.id, answer: 'received' }] },
      '2026-11-23',
    )
    expect((await chen.exchange()).comparisons).toMatchObject([{ day: '2026-11-23', differences: 1 }])
    expect(await codeOf(client(null).exchange())).toBe('sign-in.needed')
  })
})

it('a station’s question tells the console how it is', async () => {
  const own = await newStation(database.db)
  const ask = (rest: string) => centre.call('GET', `/v1/status?station=${own.id}${rest}`)
  await ask(`&version=0.2.0&waiting=3&oldestAt=${centre.at - 60_000}&clockAt=${centre.at - 90_000}`)
  const row = async () => (await chen.stations()).stations.find(({ id }) => id === own.id)
  const told = { version: '0.2.0', waiting: 3, oldestAt: centre.at - 60_000, clockDifferenceMs: -90_000 }
  expect(await row()).toMatchObject(told)
  // what it leaves out stays as it was
  await ask('')
  expect(await row()).toMatchObject(told)
  expect((await ask('&waiting=-1')).status).toBe(400)
})
