import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { Batch, BatchHead } from '../../shared/contract/central'
import { batchAnswerSchema, resultsIn, shortAnswerSchema } from '../../shared/contract/batch-answer'
import { batchHeadSchema, sentBatchOf, statusAnswerSchema } from '../../shared/contract/central'
import type { OperationPayload } from '../../shared/domain/operation'
import type { MemberSeed } from '../resources'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody, unknownStation } from '../testing/station'

const { centre, database } = await centreOfFile()
let station: TestStation
let payer: MemberSeed
let payee: MemberSeed
beforeEach(async () => {
  station = await newStation(database.db)
  payer = await newMember(database.db)
  payee = await newMember(database.db)
})

const transfer = (yuan: number): OperationPayload =>
  station.payload(payer, transferBody(payee, yuan), centre.at)
const paidFen = async (): Promise<number> =>
  1_000_000 - ((await centre.facts(station, payer)).personalAccountFen ?? 0)
/** The station's numbers; that another writer was seen is told there too, and is no touch. */
const expected = async (): Promise<unknown> => {
  const { body } = await centre.call('GET', `/v1/status?station=${station.id}`)
  const { otherWriter: _, ...numbers } = statusAnswerSchema.parse(body)
  return numbers
}
const incidents = () =>
  database.db
    .selectFrom('incident')
    .select(['kind', 'operation_id'])
    .where('station', '=', station.id)
    .execute()

/** Nothing of the batch was touched: no number used, no money moved. */
async function expectUntouched(batch: Batch, status: number, code: string, data?: unknown): Promise<void> {
  const before = await paidFen()
  const numbers = await expected()
  const answer = await centre.post(batch)
  expect(answer).toMatchObject({ status, body: { code, ...(data === undefined ? {} : { data }) } })
  expect(await paidFen()).toBe(before)
  expect(await expected()).toEqual(numbers)
}

describe('sending again', () => {
  it('answers the same and does nothing twice', async () => {
    const batch = await station.batch([transfer(100), transfer(200)])
    const first = await centre.post(batch)
    const second = await centre.post(batch)
    expect(first.status).toBe(200)
    expect(second).toEqual(first)
    expect(await paidFen()).toBe(30_000)
    expect(await expected()).toMatchObject({ expected: 3, epoch: 1, realm: 'practice' })
  })

  it('reads the short form, and answers it without ids', async () => {
    const batch = await station.batch([transfer(100), transfer(200), transfer(300)])
    const short = await centre.call('POST', '/v1/batches', sentBatchOf(batch), station.id)
    expect(short.status).toBe(200)
    expect(short.body).toMatchObject({ outcomes: [{ type: 'done' }], of: [0, 0, 0] })
    // the plain form of the same batch: the same outcomes, by their ids
    const { body } = await centre.post(batch)
    const plain = batchAnswerSchema.parse(body)
    expect(plain.results.map(({ id }) => id)).toEqual(batch.id)
    expect(resultsIn(shortAnswerSchema.parse(short.body), batch.id)).toEqual(plain.results)
    expect(await paidFen()).toBe(60_000)
  })

  it.each([
    ['numbers that do not follow', { dispatch: 2 }, 400],
    ['texts without ids', { payload: ['{"a":1}'] }, 400],
    ['a records list that is too short', { records: [[]] }, 400],
  ])('takes nothing of a short form with %s', async (_, change, status) => {
    const batch = await station.batch([transfer(100), transfer(200)])
    const spoiled = { ...sentBatchOf(batch), ...change }
    expect((await centre.call('POST', '/v1/batches', spoiled, station.id)).status).toBe(status)
    expect(await paidFen()).toBe(0)
  })

  it('answers the same when the items come again in other batches, newly signed', async () => {
    const payloads = [transfer(100), transfer(200)]
    const both = await station.batch(payloads)
    const { body } = await centre.post(both)
    const one = await station.batch(payloads.slice(0, 1), { journalHead: 'cd'.repeat(32) })
    expect((await centre.post(one)).body).toEqual({
      results: batchAnswerSchema.parse(body).results.slice(0, 1),
    })
    expect(await paidFen()).toBe(30_000)
  })

  it('answers an id that comes again under a new number with the outcome it had', async () => {
    const payload = transfer(100)
    const [first] = await centre.send(station, payload)
    const [second] = await centre.send(station, payload)
    expect(second).toEqual(first)
    expect(await paidFen()).toBe(10_000)
    expect(await expected()).toMatchObject({ expected: 3 })
  })

  it('has one effect whatever is repeated and in whatever order it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 12 }), async (arrivals) => {
        station = await newStation(database.db)
        payer = await newMember(database.db)
        payee = await newMember(database.db)
        const first = transfer(101)
        const receive = station.payload(payee, receiveBody(first.id, 101), centre.at)
        const batches: Batch[] = []
        for (const payloads of [
          [first],
          [receive],
          [transfer(102), transfer(103)],
          [transfer(104)],
          [first],
        ]) {
          const batch = await station.batch(payloads)
          station.sent(batch)
          batches.push(batch)
        }
        const answers = new Map<number, unknown>()
        // in any order with repeats, several at once; what comes too early is not touched and comes again
        for (let round = 0; answers.size < batches.length; round++) {
          expect(round).toBeLessThanOrEqual(batches.length)
          const order = round === 0 ? arrivals : [...batches.keys()].filter((i) => !answers.has(i)).reverse()
          const results = await Promise.all(order.map((i) => centre.post(batches[i] ?? never())))
          for (const [at, { status, body }] of results.entries()) {
            const index = order[at] ?? never()
            if (status === 409) {
              expect(body).toMatchObject({ code: 'sync.expected' })
              continue
            }
            expect(status).toBe(200)
            const types = batchAnswerSchema.parse(body).results.map(({ outcome }) => outcome.type)
            expect(answers.get(index) ?? types).toEqual(types)
            answers.set(index, types)
          }
        }
        for (const [index, types] of answers) {
          const { body } = await centre.post(batches[index] ?? never())
          expect(batchAnswerSchema.parse(body).results.map(({ outcome }) => outcome.type)).toEqual(types)
        }
        // 101, 102 and 103 went out, 104 was the fourth of the day; 101 was received
        expect([...answers.entries()].sort()).toEqual([
          [0, ['done']],
          [1, ['done']],
          [2, ['done', 'done']],
          [3, ['refused']],
          [4, ['done']],
        ])
        expect(await paidFen()).toBe(30_600)
        expect((await centre.facts(station, payee)).wallet?.balanceFen).toBe(10_100)
        expect((await centre.changes(station)).changes).toHaveLength(1)
      }),
      { numRuns: 20 },
    )
    expect(await centre.ledger()).toMatchObject({ ok: true, sum: 0 })
  }, 60_000)
})

function never(): never {
  throw new Error('no such batch')
}

describe('nothing is touched', () => {
  it('when an id comes with other content, and an incident is written down', async () => {
    const payload = transfer(100)
    await centre.send(station, payload)
    const other = await station.batch([transfer(7), { ...payload, body: transferBody(payee, 900) }])
    await expectUntouched(other, 409, 'operation.same-id-other-content', { id: payload.id })
    expect(await incidents()).toEqual([{ kind: 'same-id-other-content', operation_id: payload.id }])
  })

  it('when numbers are missing: the centre says which it expects', async () => {
    await expectUntouched(await station.batch([transfer(100)], { first: 3, last: 3 }), 409, 'sync.expected', {
      dispatch: 1,
    })
  })

  it('when a batch holds numbers worked through and new ones', async () => {
    const known = transfer(100)
    await centre.send(station, known)
    const mixed = await station.batch([known, transfer(50)], {
      first: 1,
      last: 2,
      linkBefore: '0'.repeat(64),
    })
    await expectUntouched(mixed, 409, 'sync.expected', { dispatch: 2 })
  })

  it('when another writer used the numbers, and an incident is written down', async () => {
    await centre.send(station, transfer(100))
    const clone = await station.batch([transfer(50)], { first: 1, last: 1, linkBefore: '0'.repeat(64) })
    await expectUntouched(clone, 409, 'sync.two-writers')
    expect(await incidents()).toEqual([{ kind: 'dispatch-reused', operation_id: null }])
  })

  it.each<[string, Partial<BatchHead>]>([
    ['linkAfter is not the computed one', { linkAfter: 'ee'.repeat(32) }],
    ['the epoch is another', { epoch: 2 }],
  ])('when %s', async (_name, head) => {
    await expectUntouched(await station.batch([transfer(100)], head), 409, 'sync.bad-link')
  })

  it('when another writer came first in the same epoch, and an incident is written down', async () => {
    const other = { linkBefore: 'ee'.repeat(32) }
    await expectUntouched(await station.batch([transfer(100)], other), 409, 'sync.two-writers')
    expect(await incidents()).toEqual([{ kind: 'two-writers', operation_id: null }])
  })

  it('when linkBefore alone is not the last link', async () => {
    const good = await station.batch([transfer(100)])
    const head = batchHeadSchema.parse(
      JSON.parse(Buffer.from(good.jws.split('.')[1] ?? '', 'base64url').toString()),
    )
    const jws = await station.sign({ ...head, linkBefore: 'ee'.repeat(32) })
    await expectUntouched({ ...good, jws }, 409, 'sync.bad-link')
  })

  it('when the payload is not what the link says', async () => {
    const batch = await station.batch([transfer(100)])
    const richer = batch.payload.map((text) => text.replace('"amountFen":10000', '"amountFen":90000'))
    expect(richer).not.toEqual(batch.payload)
    await expectUntouched({ ...batch, payload: richer }, 409, 'sync.bad-link')
    await expectUntouched({ ...batch, records: [['{"approval":true}']] }, 409, 'sync.bad-link')
  })

  it('when the signature is of another key, of another key id, cut or missing', async () => {
    const impostor = await unknownStation(station.id)
    const good = await station.batch([transfer(100)])
    const forged = await impostor.batch([transfer(100)], { keyId: station.keyId })
    await expectUntouched(forged, 401, 'sync.bad-signature')
    const otherKey = await station.batch([transfer(100)], { keyId: 'another' })
    await expectUntouched(otherKey, 401, 'sync.bad-signature')
    await expectUntouched({ ...good, jws: good.jws.slice(0, -6) }, 401, 'sync.bad-signature')
    await expectUntouched({ ...good, jws: 'not.a.signature.at.all' }, 401, 'sync.bad-signature')
    const [header = '', , signature = ''] = good.jws.split('.')
    const [, otherHead = ''] = forged.jws.split('.')
    await expectUntouched({ ...good, jws: `${header}.${otherHead}.${signature}` }, 401, 'sync.bad-signature')
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
    await expectUntouched(
      { ...good, jws: `${unsigned}.${good.jws.split('.')[1] ?? ''}.` },
      401,
      'sync.bad-signature',
    )
  })

  it('when the realm is the other one', async () => {
    await expectUntouched(await station.batch([transfer(100)], { realm: 'live' }), 403, 'sync.wrong-realm')
  })

  it('when the station is unknown', async () => {
    const stranger = await unknownStation('stranger')
    const batch = await stranger.batch([stranger.payload(payer, transferBody(payee, 1), centre.at)])
    await expectUntouched(batch, 403, 'sync.unknown-station')
  })

  it.each<[string, (payload: OperationPayload) => OperationPayload]>([
    ['another realm', (payload) => ({ ...payload, realm: 'live' })],
    ['another station', (payload) => ({ ...payload, station: 'test-other' as OperationPayload['station'] })],
    ['a later epoch', (payload) => ({ ...payload, epoch: 2 })],
    ['a field too many', (payload) => ({ ...payload, extra: 1 })],
  ])('when an operation is of %s', async (_name, change) => {
    await expectUntouched(await station.batch([change(transfer(100))]), 400, 'message.malformed')
  })

  it('when a payload is not canonical, not JSON, or not of its id', async () => {
    const payload = transfer(100)
    const spaced = await station.batchOfTexts([JSON.stringify(payload, null, 1)], [payload.id], {})
    await expectUntouched(spaced, 400, 'message.malformed')
    await expectUntouched(await station.batchOfTexts(['{"v":'], [payload.id], {}), 400, 'message.malformed')
    const batch = await station.batch([payload])
    await expectUntouched({ ...batch, id: [transfer(1).id] }, 400, 'message.malformed')
    await expectUntouched({ ...batch, dispatch: [2] }, 400, 'message.malformed')
  })
})

it('keeps every signature and payload hash', async () => {
  const batch = await station.batch([transfer(100), transfer(200)])
  await centre.post(batch)
  const kept = await sql<{ jws: string; dispatch: number; id: string }>`
    select b.jws, i.dispatch, i.operation_id as id from batch b join batch_item i on i.batch_id = b.id
    where b.station = ${station.id} order by i.dispatch`.execute(database.db)
  expect(kept.rows).toEqual(batch.id.map((id, i) => ({ jws: batch.jws, dispatch: i + 1, id })))
})

it('says where it stands behind: a cursor it never gave', async () => {
  const answer = await centre.call('GET', `/v1/changes?station=${station.id}&after=9`)
  expect(answer).toMatchObject({ status: 409, body: { code: 'sync.centre-behind', data: { newest: 0 } } })
})
