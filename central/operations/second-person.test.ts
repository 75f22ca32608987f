import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClerkId, OperationId, RelationCode } from '../../shared/domain/ids'
import type { OperationBody, OperationPayload, Outcome } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { Clerk } from '../clerks/clerks'
import { keepClerks } from '../clerks/clerks'
import type { Database } from '../database'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, resources, setUpMs, startTestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, openingBody, receiveBody, transferBody } from '../testing/station'

/* What the centre asks of a second person, whatever the counter said: domain.md 2, 3.3, 3.4. */

let database: Database
let centre: TestCentre
let station: TestStation
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
  station = await newStation(database.db)
  const { verifier } = clerkOf('liyulan')
  const colleague = { id: 'wumin' as ClerkId, name: '吴敏', role: 'clerk' as const, verifier }
  await database.db.transaction().execute((tx) => keepClerks(tx, [colleague]))
}, setUpMs)
afterAll(async () => {
  expect((await centre.ledger()).ok).toBe(true)
  await centre.close()
  await database.close()
})

function clerkOf(id: string): Clerk {
  const clerk = resources.clerks.find((one) => one.id === id)
  if (clerk === undefined) throw new Error(`no practice clerk ${id}`)
  return clerk
}
const typed = (): OperationPayload['identity'] => ({
  way: 'typed',
  entryId: randomUUID(),
  personConfirmedAt: centre.at,
})
const payloadOf = (member: MemberSeed, body: OperationBody, changes: Partial<OperationPayload> = {}) => ({
  ...station.payload(member, body, centre.at),
  ...changes,
})
const codes = (outcome: Outcome): readonly string[] =>
  'refusals' in outcome ? [outcome.type, ...outcome.refusals.map(({ code }) => code)] : [outcome.type]
const approval = (by: string) => ({ record: 'approval', by, memberSpoken: false })
const people = async () => [await newMember(database.db), await newMember(database.db)] as const

describe('a typed number', () => {
  it('moves no money before a second person has looked, out or in', async () => {
    const [payer, payee] = await people()
    const payload = payloadOf(payer, transferBody(payee, 10), { identity: typed() })
    expect(await centre.sendBeside(station, payload)).toMatchObject({
      type: 'approval-needed',
      refusals: [{ code: 'visit.typed-identity', clause: { path: 'typed' } }],
    })
    expect(codes(await centre.sendBeside(station, payload, approval(payload.clerk)))).toEqual([
      'approval-needed',
      'visit.typed-identity',
    ])
    expect((await centre.sendBeside(station, payload, approval('wumin'))).type).toBe('done')
    const receive = payloadOf(payee, receiveBody(payload.id, 10), { identity: typed() })
    expect(codes(await centre.sendBeside(station, receive))).toEqual([
      'approval-needed',
      'visit.typed-identity',
    ])
    expect((await centre.sendBeside(station, receive, approval('wumin'))).type).toBe('done')
  })

  it('opens a wallet without one', async () => {
    const member = await newMember(database.db, { wallet: null })
    const payload = payloadOf(member, openingBody(), { identity: typed() })
    expect((await centre.sendBeside(station, payload)).type).toBe('done')
  })

  it('has the lower cap of the pack, whoever approves', async () => {
    const [payer, payee] = await people()
    const over = payloadOf(payer, transferBody(payee, 1000.01), { identity: typed() })
    expect(codes(await centre.sendBeside(station, over, approval('wumin')))).toEqual([
      'refused',
      'transfer.typed-cap',
    ])
    const byCard = payloadOf(payer, transferBody(payee, 1000.01))
    expect((await centre.sendBeside(station, byCard)).type).toBe('done')
  })

  it('an approval of other bytes, of another operation or by nobody counts for nothing', async () => {
    const [payer, payee] = await people()
    const payload = payloadOf(payer, transferBody(payee, 10), { identity: typed() })
    const changed = { ...approval('wumin'), payloadHash: 'ab'.repeat(32) }
    const other = { ...approval('wumin'), operationId: randomUUID() as OperationId }
    for (const record of [changed, other, approval('nobody')])
      expect(codes(await centre.sendBeside(station, payload, record))).toEqual([
        'approval-needed',
        'visit.typed-identity',
      ])
  })
})

describe('a relation that a supervisor looks at', () => {
  it('waits for one: a colleague is not enough, the supervisor after the colleague is', async () => {
    const [payer, payee] = await people()
    const payload = payloadOf(payer, transferBody(payee, 10, { relation: '29' as RelationCode }))
    const asked = ['approval-needed', 'relation.needs-supervisor']
    expect(codes(await centre.sendBeside(station, payload))).toEqual(asked)
    expect(codes(await centre.sendBeside(station, payload, approval('wumin')))).toEqual(asked)
    const both = [approval('wumin'), approval('zhoumin')]
    expect((await centre.sendBeside(station, payload, ...both)).type).toBe('done')
  })

  it('a supervisor does not approve what he or she took', async () => {
    const [payer, payee] = await people()
    const body = transferBody(payee, 10, { relation: '29' as RelationCode })
    const payload = payloadOf(payer, body, { clerk: 'zhoumin' as ClerkId })
    expect(codes(await centre.sendBeside(station, payload, approval('zhoumin')))).toEqual([
      'approval-needed',
      'relation.needs-supervisor',
    ])
  })
})

describe('attestation', () => {
  const attesting: RulePack = {
    ...resources.pack,
    verification: { ...resources.pack.verification, transfer: ['member-password', 'attestation'] },
  }

  it('is by two, of whom the second is not the taker', async () => {
    const own = await startTestCentre({ database, pack: attesting })
    const [payer, payee] = await people()
    const payload = payloadOf(payer, transferBody(payee, 10))
    const attested = (by: string, second: string) => ({ record: 'attestation', by, second })
    const missing = { type: 'verification-needed', code: 'verification.missing' }
    const send = (...records: object[]) => own.sendBeside(station, payloadOf(payer, payload.body), ...records)
    expect(await send()).toMatchObject(missing)
    expect(await send(attested('liyulan', 'liyulan'))).toMatchObject(missing)
    expect(await send(attested('wumin', 'liyulan'))).toMatchObject(missing)
    expect((await send(attested('liyulan', 'wumin'))).type).toBe('done')
    await own.close()
  })
})

it('a practice clerk neither serves nor approves the own family (回避)', async () => {
  const aunt = resources.members.find(({ id }) => id === 'zhou-yulan')
  if (aunt === undefined) throw new Error('no practice person zhou-yulan')
  const taken = payloadOf(aunt, openingBody(), { clerk: 'zhoumin' as ClerkId })
  expect(codes(await centre.sendBeside(station, taken))).toEqual(['refused', 'clerk.related'])
  const approved = payloadOf(aunt, openingBody())
  expect(codes(await centre.sendBeside(station, approved, approval('zhoumin')))).toEqual([
    'refused',
    'clerk.related',
  ])
  expect((await centre.sendBeside(station, payloadOf(aunt, openingBody()))).type).toBe('done')
})
