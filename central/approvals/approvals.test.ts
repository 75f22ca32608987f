import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClerkId } from '../../shared/domain/ids'
import type { OperationPayload } from '../../shared/domain/operation'
import { canonicalJson } from '../../shared/contract/canonical'
import { challengeText, digitsOf } from '../../shared/domain/approval-code'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import type { Database } from '../database'
import { sha256 } from '../hash'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, resources, setUpMs, startTestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'
import { codeOf } from './code'

/* A supervisor who is not at the counter, as the centre sees it (ADR 34). */

let database: Database
let centre: TestCentre
let taking: TestStation
let supervising: TestStation
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
  taking = await newStation(database.db)
  supervising = await newStation(database.db)
}, setUpMs)
afterAll(async () => {
  expect((await centre.ledger()).ok).toBe(true)
  await centre.close()
  await database.close()
})

const post = async (place: string, body: object) => centre.call('POST', place, body)
const reasons = [{ code: 'visit.typed-identity', data: {}, clause: null, field: null }]
const hashOf = (payload: OperationPayload): string => sha256(canonicalJson(payload))
const ask = (...payloads: readonly OperationPayload[]) =>
  post('/v1/approvals', {
    station: taking.id,
    requests: payloads.map((payload) => ({
      operationId: payload.id,
      payload: canonicalJson(payload),
      reasons,
    })),
  })
const decide = (payload: OperationPayload, change: object = {}) =>
  post('/v1/approvals/decide', {
    ...{ station: supervising.id, operationId: payload.id, payloadHash: hashOf(payload) },
    ...{ clerk: 'zhoumin', says: 'approved', reason: '' },
    ...change,
  })
async function listed(station: TestStation, clerk = 'zhoumin'): Promise<readonly string[]> {
  const { body } = await post('/v1/approvals/list', { station: station.id, clerk })
  const { requests } = body as { requests: readonly { operationId: string }[] }
  return requests.map(({ operationId }) => operationId)
}
const approval = (through: string, more: object = {}) => ({
  record: 'approval',
  by: 'zhoumin',
  memberSpoken: false,
  through,
  ...more,
})

async function prefixOf({ id }: TestStation): Promise<string> {
  const row = await database.db
    .selectFrom('station')
    .select('prefix')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.prefix
}

async function typedTransfer(change: Partial<OperationPayload> = {}): Promise<OperationPayload> {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  return typed(payer, payee, change)
}
function typed(
  payer: MemberSeed,
  payee: MemberSeed,
  change: Partial<OperationPayload> = {},
): OperationPayload {
  return {
    ...taking.payload(payer, transferBody(payee, 30), centre.at),
    identity: { way: 'typed', entryId: randomUUID(), personConfirmedAt: centre.at },
    ...change,
  }
}

it('tells supervisors at other counters what waits, under masks; not the counter itself, the taker or the family', async () => {
  const aunt = resources.members.find(({ id }) => id === 'zhou-yulan')
  if (aunt === undefined) throw new Error('no practice person zhou-yulan')
  const one = await typedTransfer()
  const own = await typedTransfer({ clerk: 'zhoumin' as ClerkId })
  const family = typed(aunt, await newMember(database.db))
  expect(await ask(one, own, family)).toMatchObject({ status: 200, body: { waiting: 3 } })
  expect(await listed(supervising)).toEqual([one.id])
  expect(await listed(taking)).toEqual([])
  const { body } = await post('/v1/approvals/list', { station: supervising.id, clerk: 'zhoumin' })
  expect(JSON.stringify(body)).not.toContain(one.member.idNumber)
  expect(JSON.stringify(body)).not.toContain(one.member.name)
  expect(await post('/v1/approvals/list', { station: supervising.id, clerk: 'liyulan' })).toMatchObject({
    status: 403,
    body: { code: 'clerk.not-supervisor' },
  })
  expect(await decide(own)).toMatchObject({ body: { code: 'approval.own' } })
  expect(await decide(family)).toMatchObject({ body: { code: 'clerk.related' } })
  // what is no longer told has stopped waiting
  await ask(own)
  expect(await listed(supervising)).toEqual([])
  expect(await decide(one)).toMatchObject({ status: 409, body: { code: 'approval.gone' } })
})

it('a decision reaches the counter that took it, once, and counts when the operation comes with it', async () => {
  const payload = await typedTransfer()
  await ask(payload)
  // a record alone counts for nothing, and is noticed
  expect((await centre.sendBeside(taking, payload, approval('counter'))).type).toBe('approval-needed')
  const incident = await database.db
    .selectFrom('incident')
    .select('details')
    .where('kind', '=', 'approval-not-given')
    .execute()
  expect(incident).toEqual([{ details: { by: 'zhoumin', through: 'counter' } }])
  expect(await decide(payload, { payloadHash: 'ab'.repeat(32) })).toMatchObject({
    body: { code: 'approval.gone' },
  })
  expect(await decide(payload, { says: 'sent-back', reason: ' ' })).toMatchObject({
    body: { code: 'field.missing' },
  })
  const [first, again] = [await decide(payload), await decide(payload)]
  expect(first).toMatchObject({ status: 200 })
  expect(again.body).toEqual(first.body)
  expect(await decide(payload, { says: 'sent-back', reason: '不对' })).toMatchObject({
    body: { code: 'approval.gone' },
  })
  const { changes } = await centre.changes(taking)
  expect(changes.filter(({ type }) => type === 'approval')).toMatchObject([
    { operationId: payload.id, says: 'approved', clerk: 'zhoumin', by: '周敏', payloadHash: hashOf(payload) },
  ])
  expect(await listed(supervising)).toEqual([])
  expect((await centre.sendBeside(taking, payload, approval('counter'))).type).toBe('done')
  // the member is told who looked
  const looks = await database.db
    .selectFrom('look_up')
    .select(['clerk', 'station'])
    .where('purpose', '=', 'approval')
    .execute()
  expect(looks).toEqual([{ clerk: 'zhoumin', station: supervising.id }])
})

it('a telephone code is for one number, these bytes, this amount and payee, by this supervisor', async () => {
  const payload = await typedTransfer()
  const askedAt = centre.at
  const challenge = digitsOf(sha256(challengeText(hashOf(payload), askedAt)))
  if (payload.body.kind !== 'transfer') throw new Error('no transfer')
  const told = {
    station: supervising.id,
    clerk: 'zhoumin',
    number: makeOperationNumber(await prefixOf(taking), payload.taken),
    challenge,
    amountFen: payload.body.amountFen,
    last4: payload.body.payee.idNumber.slice(-4),
  }
  const { body: kept } = await post('/v1/approvals/secret', { station: taking.id })
  const { secret } = kept as { secret: string }
  expect((await post('/v1/approvals/secret', { station: taking.id })).body).toEqual({ secret })
  const { station: _by, clerk, number: _number, ...said } = told
  const subject = { station: taking.id, taken: payload.taken, by: clerk as ClerkId, ...said }
  const wrong = await post('/v1/approvals/code', { ...told, amountFen: 1 })
  expect(wrong.body).not.toMatchObject({ code: codeOf(secret, subject) })
  const claimed = approval('code', { askedAt })
  // one was given for another amount: it does not count for this one
  expect((await centre.sendBeside(taking, payload, claimed)).type).toBe('approval-needed')
  const given = await post('/v1/approvals/code', told)
  expect(given).toMatchObject({ status: 200, body: { code: codeOf(secret, subject) } })
  expect((await centre.sendBeside(taking, payload, approval('code', { askedAt: askedAt + 1 }))).type).toBe(
    'approval-needed',
  )
  expect((await centre.sendBeside(taking, payload, claimed)).type).toBe('done')
  expect(await post('/v1/approvals/code', { ...told, clerk: 'liyulan' })).toMatchObject({
    body: { code: 'clerk.not-supervisor' },
  })
  expect(await post('/v1/approvals/code', { ...told, number: '999900000001' })).toMatchObject({
    body: { code: expect.stringMatching(/operation/u) as string },
  })
})

it('a supervisor gives as many codes a day as the pack says, and none where it says nothing', async () => {
  const { telephoneCode, ...none } = resources.pack
  if (telephoneCode === undefined) throw new Error('the practice pack takes codes')
  const told = {
    ...{ station: supervising.id, clerk: 'zhoumin', challenge: '12345678', amountFen: null, last4: '123X' },
    number: makeOperationNumber(await prefixOf(taking), 1),
  }
  const few = await startTestCentre({
    database,
    pack: { ...none, telephoneCode: { ...telephoneCode, perDay: 1 } },
  })
  expect((await few.call('POST', '/v1/approvals/code', told)).body).toEqual(
    expect.objectContaining({ code: 'approval.too-many-codes', data: { most: 1 } }),
  )
  await few.close()
  const never = await startTestCentre({ database, pack: none })
  expect((await never.call('POST', '/v1/approvals/code', told)).body).toMatchObject({
    code: 'approval.code-not-offered',
  })
  await never.close()
})
