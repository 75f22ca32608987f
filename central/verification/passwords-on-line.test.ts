import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchAnswerSchema } from '../../shared/contract/batch-answer'
import type { Batch } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import type { Passwords } from '../../shared/contract/verification'
import { atShanghai } from '../../shared/domain/china-time'
import type { RelationCode } from '../../shared/domain/ids'
import type { OperationBody, OperationPayload, Outcome } from '../../shared/domain/operation'
import type { Database } from '../database'
import { sha256 } from '../hash'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, resources, setUpMs, startTestCentre, testKeys } from '../testing/harness'
import { newMember } from '../testing/people'
import { sealText } from '../testing/seal-password'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'
import { setMemberPassword } from './member-password'

/* The member's own password beside a batch, over the line, with a pack that knows no 同意 alone: domain.md 3.3, ADR 30. */

let database: Database
let centre: TestCentre
let station: TestStation
beforeAll(async () => {
  database = await openTestDatabase()
  const ways = ['member-password', 'attestation'] as const
  const verification = { 'wallet-opening': ways, transfer: ways, receive: ways }
  centre = await startTestCentre({ database, pack: { ...resources.pack, verification } })
  station = await newStation(database.db)
}, setUpMs)
afterAll(async () => {
  expect((await centre.ledger()).ok).toBe(true)
  await centre.close()
  await database.close()
})

async function payer(): Promise<MemberSeed> {
  const member = await newMember(database.db)
  await database.db.transaction().execute((tx) => setMemberPassword(tx, member.id, '246810', centre.at))
  return member
}
async function transfer(
  from: MemberSeed,
  yuan = 10,
  changes: Partial<OperationPayload> = {},
): Promise<OperationPayload> {
  const body: OperationBody = transferBody(await newMember(database.db), yuan)
  return { ...station.payload(from, body, centre.at), ...changes }
}
const hashOf = (payload: OperationPayload): string => sha256(canonicalJson(payload))

async function sealed(
  payloads: readonly OperationPayload[],
  password: string,
  changes: object = {},
): Promise<string> {
  const { pinned } = await testKeys()
  const operations = payloads.map((one) => ({ operationId: one.id, payloadHash: hashOf(one) }))
  return sealText(pinned.encryption, { operations, password, sealedAt: centre.at, ...changes })
}
const beside = (payloads: readonly OperationPayload[], text: string): Passwords => [
  { ids: payloads.map(({ id }) => id), sealed: text },
]

async function post(batch: Batch, passwords?: unknown): Promise<readonly Outcome[]> {
  const { status, body } = await centre.call('POST', '/v1/batches', { ...batch, passwords })
  if (status !== 200) throw new Error(`the centre answered ${status} ${JSON.stringify(body)}`)
  return batchAnswerSchema.parse(body).results.map(({ outcome }) => outcome)
}
async function send(payloads: readonly OperationPayload[], passwords?: unknown): Promise<readonly Outcome[]> {
  const batch = await station.batch(payloads)
  const outcomes = await post(batch, passwords)
  station.sent(batch)
  return outcomes
}
const needed = (code: string, triesLeft: number | null = null) => ({
  type: 'verification-needed',
  code,
  triesLeft,
})

it('carries out with the right one; a wrong one does nothing, and the right one comes under a new number', async () => {
  const member = await payer()
  const payload = await transfer(member)
  const before = await centre.facts(station, member)
  expect(await send([payload])).toMatchObject([needed('verification.missing')])
  expect(await send([payload], beside([payload], await sealed([payload], '111111')))).toMatchObject([
    needed('verification.wrong', 4),
  ])
  expect((await centre.facts(station, member)).personalAccountFen).toBe(before.personalAccountFen)
  expect(await send([payload], beside([payload], await sealed([payload], '246810')))).toMatchObject([
    { type: 'done', receipt: 'pending' },
  ])
  // done once, whatever comes after it
  expect(await send([payload], beside([payload], await sealed([payload], '246810')))).toMatchObject([
    { type: 'done' },
  ])
  expect((await centre.facts(station, member)).personalAccountFen).toBe(
    (before.personalAccountFen ?? 0) - 1000,
  )
})

it('is good for no other operation, no other bytes, no other person and no later time', async () => {
  const [member, other] = [await payer(), await payer()]
  const [one, two, others] = [await transfer(member), await transfer(member, 20), await transfer(other)]
  const right = await sealed([one], '246810')
  expect(await send([two, others], [{ ids: [two.id, others.id], sealed: right }])).toMatchObject([
    needed('verification.unreadable'),
    needed('verification.unreadable'),
  ])
  const bytes = await sealed([{ ...one, takenAt: one.takenAt + 1 }], '246810')
  expect(await send([one], beside([one], bytes))).toMatchObject([needed('verification.unreadable')])
  const old = await sealed([one], '246810', { sealedAt: centre.at - 300_001 })
  expect(await send([one], beside([one], old))).toMatchObject([needed('verification.lapsed')])
  expect(await send([one], beside([one], right))).toMatchObject([{ type: 'done' }])
})

it('is tried once for a household, and once however often the same request comes', async () => {
  const member = await payer()
  const household = [await transfer(member), await transfer(member, 20)]
  const batch = await station.batch(household)
  const passwords = beside(household, await sealed(household, '111111'))
  const wrong = [needed('verification.wrong', 4), needed('verification.wrong', 4)]
  const copies = await Promise.all([post(batch, passwords), post(batch, passwords), post(batch, passwords)])
  for (const copy of copies) expect(copy).toMatchObject(wrong)
  station.sent(batch)
  expect(await send(household, beside(household, await sealed(household, '246810')))).toMatchObject([
    { type: 'done' },
    { type: 'done' },
  ])
})

it('confirms what waits for its hour: the centre carries it out in the morning without another one', async () => {
  const member = await payer()
  centre.clock.forwardTo(atShanghai('2026-11-23', '22:30'))
  const payload = await transfer(member)
  const unconfirmed = await transfer(await payer())
  const right = beside([payload], await sealed([payload], '246810'))
  expect(await send([payload, unconfirmed], right)).toMatchObject([
    { type: 'deferred' },
    needed('verification.missing'),
  ])
  centre.clock.forwardTo(atShanghai('2026-11-24', '06:01'))
  await centre.due()
  const { body } = await centre.call('GET', `/v1/operations/${payload.id}`, undefined, station.id)
  expect(body).toMatchObject({ known: true, outcome: { type: 'done' } })
})

it('is the member’s own to type: not of an agent while the member is away, nor of a guardian', async () => {
  const member = await payer()
  const helper = await newMember(database.db)
  const { name, idNumber } = helper
  const agent = { name, idNumber, phone: null, authority: 'letter', relation: '30' as RelationCode } as const
  const paper = { kind: 'authority-letter', sha256: sha256('a paper') } as const
  const away = await transfer(member, 10, { agent: { ...agent, memberPresent: false, paper } })
  expect(await send([away], beside([away], await sealed([away], '246810')))).toMatchObject([
    needed('verification.by-agent'),
  ])
  const present = await transfer(member, 10, { agent: { ...agent, memberPresent: true } })
  expect(await send([present], beside([present], await sealed([present], '246810')))).toMatchObject([
    { type: 'done' },
  ])
})

it('comes with a single operation as well', async () => {
  const payload = await transfer(await payer())
  const { jws, dispatch, id, payload: texts, records } = await station.batch([payload])
  const single = { jws, dispatch: dispatch[0], id: id[0], payload: texts[0], records: records[0] }
  const password = await sealed([payload], '246810')
  const { body } = await centre.call('POST', '/v1/operations', { ...single, password })
  expect(body).toMatchObject({ outcome: { type: 'done' } })
  station.sent(await station.batch([payload]))
})

it('tries nothing where the batch is not the station’s, and takes no rubbish', async () => {
  const member = await payer()
  const payload = await transfer(member)
  const batch = await station.batch([payload])
  const forged = { ...batch, jws: `${batch.jws.slice(0, -4)}AAAA` }
  const wrong = beside([payload], await sealed([payload], '111111'))
  expect((await centre.call('POST', '/v1/batches', { ...forged, passwords: wrong })).status).toBe(401)
  const tries = await database.db
    .selectFrom('password_try')
    .select('at')
    .where('member_id', '=', member.id)
    .execute()
  expect(tries).toEqual([])
  const good = await sealed([payload], '246810')
  for (const passwords of [
    [],
    [{ ids: [], sealed: good }],
    [{ ids: [payload.id], sealed: `${good}${'A'.repeat(8000)}` }],
    [{ ids: [payload.id], sealed: 'a.b.c' }],
    [{ ids: ['x'], sealed: good }],
    [{ ids: [payload.id], sealed: good, password: '246810' }],
    '246810',
    { [payload.id]: good },
  ]) {
    const { status, body } = await centre.call('POST', '/v1/batches', { ...batch, passwords })
    expect([status, body], JSON.stringify(passwords).slice(0, 60)).toMatchObject([
      400,
      { code: 'message.malformed' },
    ])
  }
  // one for an operation that is not in the batch is of no matter
  const stray = await send([payload], [{ ids: [randomUUID()], sealed: good }, ...beside([payload], good)])
  expect(stray).toMatchObject([{ type: 'done' }])
})
