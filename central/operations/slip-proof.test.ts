import { beforeAll, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { OperationId } from '../../shared/domain/ids'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import { slipCode } from '../../shared/domain/slip-code'
import { setUpMs } from '../testing/harness'
import { newMember } from '../testing/people'
import { beginEpoch, signedSlip } from '../testing/slip'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'
import { readPayload } from './operations'

/* Another counter tells what became of an operation to whoever lays its slip down, and to nobody else. */

const { centre, database } = await centreOfFile()
let owner: TestStation
let asking: TestStation
let id: OperationId
let foreign: OperationId
beforeAll(async () => {
  ;[owner, asking] = [await newStation(database.db), await newStation(database.db)]
  const third = await newStation(database.db)
  for (const station of [owner, asking, third]) await beginEpoch(database.db, station)
  id = await carriedOut(owner)
  foreign = await carriedOut(third)
}, setUpMs)

async function carriedOut(station: TestStation): Promise<OperationId> {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const payload = station.payload(payer, transferBody(payee, 10), centre.at)
  await centre.send(station, payload)
  return payload.id
}

const find = (what: object, from: TestStation = asking) =>
  centre.call('POST', '/v1/operations/find', { station: from.id, ...what }, from.id)

/** The QR of a slip, as the counter of `signer` signs it, but for what `changes` say. */
const slip = (signer: TestStation, changes: Record<string, unknown> = {}): Promise<string> =>
  signedSlip(signer, { s: owner.id, i: id, ...changes })

const ask = (proof: string | null, of: OperationId = id) =>
  centre.call(
    'GET',
    `/v1/operations/${of}${proof === null ? '' : `?proof=${encodeURIComponent(proof)}`}`,
    undefined,
    asking.id,
  )

it('tells the outcome to a station that has the slip, and refuses it without', async () => {
  expect(await ask(await slip(owner))).toMatchObject({
    status: 200,
    body: { known: true, outcome: { type: 'done' } },
  })
  expect(await ask(null)).toMatchObject({ status: 403, body: { code: 'sync.other-station' } })
})

it.each<[string, () => Promise<string>, (() => OperationId)?]>([
  ['is signed by the asking station', () => slip(asking)],
  ['names the asking station, which signed it', () => slip(asking, { s: asking.id })],
  ['is about another operation', () => slip(owner), () => foreign],
  ['is of the other realm', () => slip(owner, { r: 'live' })],
  ['names an epoch that never began', () => slip(owner, { e: 9 })],
  ['names a station that is not', () => slip(owner, { s: 'nobody' })],
  ['is of another suite', () => slip(owner, { v: 'cn-1' })],
  [
    'was changed after it was signed',
    async () => (await slip(owner)).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
  ],
  ['is rubbish', async () => (await slip(owner)).replace(/\..*\./, '.bm90IGpzb24.')],
])('refuses a slip that %s', async (_, proof, of = () => id) => {
  expect(await ask(await proof(), of())).toMatchObject({ status: 403, body: { code: 'sync.other-station' } })
})

it('tells by its number where an operation was taken and how it stands, nothing of its people, and keeps who asked', async () => {
  const {
    prefix,
    payload,
    payload_hash: hash,
  } = await database.db
    .selectFrom('operation')
    .innerJoin('station', 'station.id', 'operation.station')
    .select(['station.prefix', 'operation.payload', 'operation.payload_hash'])
    .where('operation.id', '=', id)
    .executeTakeFirstOrThrow()
  const { taken } = readPayload(payload) ?? { taken: 0 }
  const answer = await find({ number: makeOperationNumber(prefix, taken) })
  expect(answer).toMatchObject({
    status: 200,
    body: { known: true, proved: false, operation: { kind: 'transfer', state: 'done', receipt: 'pending' } },
  })
  expect(JSON.stringify(answer)).not.toMatch(/idNumber|amount|name"/)
  const looks = await database.db
    .selectFrom('look_up')
    .select(['station', 'operation_id', 'read_id'])
    .where('station', '=', asking.id)
    .where('operation_id', '=', id)
    .execute()
  expect(looks).toEqual([{ station: asking.id, operation_id: id, read_id: null }])
  expect(await find({ number: makeOperationNumber(prefix, 9_999_998) })).toMatchObject({
    body: { known: false },
  })
  expect(await find({ number: '000000000000' })).toMatchObject({ body: { known: false } })
  // whoever tells the code of its slip has the slip
  const number = makeOperationNumber(prefix, taken)
  const code = slipCode(hash)
  expect(await find({ number, code })).toMatchObject({ body: { known: true, proved: true } })
  const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
  expect(await find({ number, code: wrong })).toMatchObject({ body: { known: true, proved: false } })
  expect(await find({ number, code: 'short' })).toMatchObject({ status: 400 })
  expect(await find({})).toMatchObject({ status: 400 })
  expect(await find({ id })).toMatchObject({ status: 400 })
})

it('says of a slip whether its own station signed it', async () => {
  expect(await find({ id, proof: await slip(owner) })).toMatchObject({
    body: { known: true, proved: true, operation: { state: 'done' } },
  })
  for (const proof of [await slip(asking), await slip(asking, { s: asking.id }), await slip(owner, { e: 9 })])
    expect(await find({ id, proof })).toMatchObject({ status: 200, body: { known: false } })
  expect(await find({ id: foreign, proof: await slip(owner) })).toMatchObject({ body: { known: false } })
})
