import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { atShanghai } from '../../shared/domain/china-time'
import { hallName } from '../../shared/domain/masks'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import type { OperationPayload } from '../../shared/domain/operation'
import { memberFacts, findMember } from '../members/facts'
import type { MemberSeed } from '../resources'
import { setUpMs } from '../testing/harness'
import { newMember } from '../testing/people'
import { beginEpoch, signedSlip } from '../testing/slip'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'

/* 撤回 at another counter than the one that took it: by its number, or by its slip before it has come (ADR 37). */

const night = atShanghai('2026-11-23', '22:30')
const { centre, database } = await centreOfFile({ at: night })
let owner: TestStation
let other: TestStation
let prefix: string
let [payer, payee]: readonly (MemberSeed | undefined)[] = []
beforeAll(async () => {
  ;[owner, other] = [await newStation(database.db), await newStation(database.db)]
  for (const station of [owner, other]) await beginEpoch(database.db, station)
  const row = await database.db
    .selectFrom('station')
    .select('prefix')
    .where('id', '=', owner.id)
    .executeTakeFirstOrThrow()
  prefix = row.prefix
}, setUpMs)

async function taken(): Promise<OperationPayload> {
  ;[payer, payee] = [await newMember(database.db), await newMember(database.db)]
  return owner.payload(payer, transferBody(payee, 10), centre.at)
}
const numberOf = (payload: OperationPayload): string => makeOperationNumber(prefix, payload.taken)
const slipOf = (payload: OperationPayload, member = payload.member.name): Promise<string> =>
  signedSlip(owner, { i: payload.id, n: hallName(member) })

const withdraw = async (what: object, member: Pick<MemberSeed, 'idNumber' | 'name'> | undefined) => {
  const { idNumber = '', name = '' } = member ?? {}
  const asked = { station: other.id, clerk: 'zhoumin', idNumber, name, readId: randomUUID(), ...what }
  return (await centre.call('POST', '/v1/operations/withdraw', asked)).body
}
const newsOf = async (payload: OperationPayload) =>
  (await centre.changes(owner)).changes.filter(
    (change) => 'operationId' in change && change.operationId === payload.id,
  )

it('cancels what the centre keeps for its hour, once, and tells its station by whom; the day’s count is as before', async () => {
  const payload = await taken()
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'deferred' }])
  const asked = { number: numberOf(payload) }
  expect(await withdraw(asked, payee)).toEqual({ withdrawal: 'other-member', operation: null })
  expect(await newsOf(payload)).toEqual([])
  for (let time = 0; time < 2; time++)
    expect(await withdraw(asked, payer)).toMatchObject({
      withdrawal: 'cancelled',
      operation: { kind: 'transfer', state: 'cancelled' },
    })
  expect(await newsOf(payload)).toMatchObject([
    { type: 'act', act: 'withdrawn', by: expect.stringContaining('周敏') as unknown },
    { type: 'outcome', outcome: { type: 'cancelled' } },
  ])
  expect(await countToday()).toBe(0)
  // its own station asks again, and the clock comes round: it stays cancelled
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'cancelled' }])
  const before = centre.at
  centre.clock.forwardTo(atShanghai('2026-11-24', '06:30'))
  expect(before).toBe(night)
  expect(await centre.due()).toMatchObject({ carriedOut: 0 })
  const looks = await database.db
    .selectFrom('look_up')
    .select(['clerk', 'station'])
    .where('station', '=', other.id)
    .execute()
  expect(looks).toContainEqual({ clerk: 'zhoumin', station: other.id })
})

it('too late is told as too late, with how it stands, and changes nothing', async () => {
  const payload = await taken()
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'done' }])
  expect(await withdraw({ number: numberOf(payload) }, payer)).toMatchObject({
    withdrawal: 'too-late',
    operation: { state: 'done', receipt: 'pending' },
  })
  expect(await newsOf(payload)).toEqual([])
  expect(await countToday()).toBe(1)
})

it('with its slip it is taken back before it has come, and is cancelled when it comes; nobody else’s card does that', async () => {
  const payload = await taken()
  const asked = { id: payload.id, proof: await slipOf(payload) }
  expect(await withdraw({ number: numberOf(payload) }, payer)).toEqual({
    withdrawal: 'not-known',
    operation: null,
  })
  expect(
    await withdraw({ ...asked, proof: await signedSlip(other, { i: payload.id }) }, payer),
  ).toMatchObject({ withdrawal: 'other-member' })
  expect(await withdraw(asked, { ...payee, name: '赵不是', idNumber: payee?.idNumber ?? '' })).toMatchObject({
    withdrawal: 'other-member',
  })
  for (let time = 0; time < 2; time++)
    expect(await withdraw(asked, payer)).toEqual({ withdrawal: 'waiting', operation: null })
  expect(await newsOf(payload)).toMatchObject([{ type: 'act', act: 'withdrawn' }])
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'cancelled' }])
  expect(await withdraw(asked, payer)).toMatchObject({ withdrawal: 'cancelled' })
  expect(await countToday()).toBe(0)
})

it('somebody of the same surname with a found slip takes nothing back: the number on the card decides when it comes', async () => {
  const payload = await taken()
  const asked = { id: payload.id, proof: await slipOf(payload) }
  expect(await withdraw(asked, { name: payer?.name ?? '', idNumber: payee?.idNumber ?? '' })).toMatchObject({
    withdrawal: 'waiting',
  })
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'done' }])
})

it('a slip that another counter signed for an operation that is not its own takes nothing back', async () => {
  const payload = await taken()
  expect(await centre.send(owner, payload)).toMatchObject([{ type: 'done' }])
  const proof = await signedSlip(other, { i: payload.id, n: hallName(payload.member.name) })
  expect(await withdraw({ id: payload.id, proof }, payer)).toEqual({
    withdrawal: 'not-known',
    operation: null,
  })
  expect(await newsOf(payload)).toEqual([])
})

/** What the centre counts of today's transfers against the limit. */
async function countToday(): Promise<number> {
  const member = await findMember(database.db, payer?.idNumber ?? '')
  if (member === null) throw new Error('no member')
  const facts = await memberFacts(database.db, member, centre.centre.packs.current, centre.at)
  return facts.transfersToday
}
