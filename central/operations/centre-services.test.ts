import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import type { OperationBody, OperationPayload } from '../../shared/domain/operation'
import { atShanghai } from '../../shared/domain/china-time'
import type { ClerkId, Fen, OperationId, RegionKey, RelationCode } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import { approveCorrection, requestCorrection } from '../corrections/correct-transfer'
import type { Database } from '../database'
import { reconcileExchange } from '../exchange/work-exchange'
import { SimulatedExchange } from '../exchange/simulated-exchange'
import { sha256 } from '../hash'
import { accountOf, balanceOf } from '../ledger/ledger'
import { verifyLedger } from '../ledger/verify'
import { openPostgres } from '../postgres'
import { confirmPremium, registerPremiums } from '../premiums/confirm-premium'
import type { MemberSeed } from '../resources'
import { postSettlement, reverseSettlement } from '../settlements/settlements'
import { workThrough } from '../stations/batch'
import { morningAt, setUpMs } from '../testing/harness'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember, places } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'
import { workDue } from './due'

let postgres: TestPostgres
let database: Database
let centre: Instance
let station: TestStation
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await seededDatabase(postgres))
  centre = instanceOn(database, { exchange: (clock) => new SimulatedExchange(clock) })
  station = await newStation(database.db)
}, setUpMs)
afterAll(async () => {
  expect(await verifyLedger(database.db)).toMatchObject({ ok: true, sum: 0, findings: [] })
  await database.close()
  await postgres.stop()
})

async function send(payload: OperationPayload, ...records: readonly object[]): Promise<Outcome> {
  const about = {
    operationId: payload.id,
    payloadHash: sha256(canonicalJson(payload)),
    at: centre.clock.now(),
  }
  const texts = records.map((record) => canonicalJson({ by: 'zhang', ...about, ...record }))
  const batch = await station.batch([payload], {}, [texts])
  const answer = await workThrough(centre, batch)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  station.sent(batch)
  const [result] = answer.value.results
  if (result === undefined) throw new Error('no outcome')
  return result.outcome
}

const take = <Body extends OperationBody>(
  member: MemberSeed,
  body: Body,
  changes: Partial<Pick<OperationPayload, 'agent' | 'dependsOn' | 'clerk' | 'takenAt'>> = {},
) => ({ ...station.payload(member, body, centre.clock.now()), ...changes })
const codes = (outcome: Outcome): readonly string[] =>
  'refusals' in outcome ? [outcome.type, ...outcome.refusals.map(({ code }) => code)] : [outcome.type]
const account = (member: MemberSeed, kind: 'personal-account' | 'wallet' = 'personal-account') =>
  balanceOf(database.db, accountOf(kind, member.id))

describe('premium payment', () => {
  const premium = (person: MemberSeed, changes: object = {}) => ({
    kind: 'premium-payment' as const,
    year: 2027,
    person: { name: person.name, idNumber: person.idNumber },
    relation: null,
    source: 'personal-account' as const,
    amountFen: 40_000 as Fen,
    ...changes,
  })
  const register = (person: MemberSeed, paidBy: string | null = null) =>
    registerPremiums(centre, [
      {
        personId: person.id,
        year: 2027,
        region: person.insuredRegion,
        dueFen: 40_000,
        payableFrom: '2026-09-01',
        payableTo: '2026-12-31',
        paidBy,
      },
    ])

  it('is debited first, done only when the tax side has confirmed', async () => {
    const member = await newMember(database.db)
    await register(member)
    const payload = take(member, premium(member))
    expect((await send(payload)).type).toBe('debited')
    expect(await account(member)).toBe(960_000)
    expect(await confirmPremium(centre, payload.id, 'confirmed')).toMatchObject({ ok: true })
    expect(await confirmPremium(centre, payload.id, 'confirmed')).toMatchObject({ ok: true })
    expect(await confirmPremium(centre, payload.id, 'rejected')).toMatchObject({ ok: false })
    expect((await send(payload)).type).toBe('done')
    expect(codes(await send(take(member, premium(member), { takenAt: centre.clock.now() + 5_000 })))).toEqual(
      ['refused', 'premium.already-paid'],
    )
  })

  it('gives the money back when the tax side rejects, and may be paid again', async () => {
    const member = await newMember(database.db)
    await register(member)
    const payload = take(member, premium(member))
    await send(payload)
    await confirmPremium(centre, payload.id, 'rejected')
    expect(codes(await send(payload))).toEqual(['refused', 'premium.not-confirmed'])
    expect(await account(member)).toBe(1_000_000)
    expect((await send(take(member, premium(member)))).type).toBe('debited')
  })

  it('names every reason against it', async () => {
    const [member, child, paid] = [
      await newMember(database.db),
      await newMember(database.db),
      await newMember(database.db),
    ]
    await register(paid, 'app')
    expect(codes(await send(take(member, premium(child))))).toEqual([
      'refused',
      'field.missing',
      'premium.not-registered',
    ])
    const late = { relation: '30' as RelationCode, amountFen: 39_000 as Fen }
    expect(codes(await send(take(member, premium(paid, late), { takenAt: centre.clock.now() + 1 })))).toEqual(
      ['refused', 'premium.already-paid', 'premium.amount-differs'],
    )
  })

  it('suspects a twin of the same person and year by any channel', async () => {
    const [member, child] = [await newMember(database.db), await newMember(database.db)]
    await register(child)
    const own = premium(child, { relation: '30' })
    expect((await send(take(member, own))).type).toBe('debited')
    expect((await send(take(await newMember(database.db), own))).type).toBe('twin-suspected')
  })
})

describe('change of place of use', () => {
  const to = places.otherOpen
  it('moves the wallet and keeps where it was', async () => {
    const from = '130000/石家庄市' as RegionKey
    const member = await newMember(database.db, { insuredRegion: from })
    const change = { kind: 'place-of-use-change' as const, from, to }
    expect((await send(take(member, change))).type).toBe('done')
    const kept = await database.db
      .selectFrom('wallet_place')
      .select('place_of_use')
      .where('member_id', '=', member.id)
      .orderBy('since_at')
      .execute()
    expect(kept.map(({ place_of_use }) => place_of_use)).toEqual([from, to])
    expect(codes(await send(take(member, change)))).toEqual(['refused', 'place.not-current'])
  })

  it('waits until nothing is on its way', async () => {
    const from = '130000/石家庄市' as RegionKey
    const member = await newMember(database.db, { insuredRegion: from })
    await send(take(member, transferBody(await newMember(database.db), 5)))
    expect(codes(await send(take(member, { kind: 'place-of-use-change', from, to })))).toEqual([
      'refused',
      'place.money-waiting',
    ])
  })
})

describe('relations', () => {
  it('let a commitment through once it is declared', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const relation = '27' as RelationCode
    const transfer = transferBody(payee, 10, { relation })
    expect(codes(await send(take(payer, transfer)))).toEqual(['refused', 'relation.needs-commitment'])
    const other = { name: payee.name, idNumber: payee.idNumber }
    const declared = {
      kind: 'relation-declaration' as const,
      other,
      relation,
      commitment: '养子，户口簿第三页',
    }
    expect((await send(take(payer, declared))).type).toBe('done')
    expect((await send(take(payer, transfer))).type).toBe('done')
  })

  it('that contradict an earlier one need a second person, who is not the taker', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const other = { name: payee.name, idNumber: payee.idNumber }
    await send(
      take(payer, { kind: 'relation-declaration', other, relation: '20' as RelationCode, commitment: null }),
    )
    const payload = take(payer, transferBody(payee, 10))
    const approval = { record: 'approval', memberSpoken: false, by: 'zhoumin' }
    expect(codes(await send(payload))).toEqual(['approval-needed', 'relation.contradicts'])
    expect(codes(await send(payload, { ...approval, by: payload.clerk }))).toContain('approval-needed')
    expect((await send(payload, approval)).type).toBe('done')
  })
})

describe('guards', () => {
  it('refuse the agent who is the payee unless the member is there or was spoken with', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const { name, idNumber } = payee
    const paper = { kind: 'authority-letter' as const, sha256: sha256('a letter') }
    const agent = { name, idNumber, phone: null, authority: 'letter' as const, memberPresent: false, paper }
    const body = transferBody(payee, 10)
    expect(codes(await send(take(payer, body, { agent })))).toEqual(['refused', 'agent.is-payee'])
    const spoken = { record: 'approval', memberSpoken: true }
    expect((await send(take(payer, body, { agent }), { ...spoken, by: 'zhoumin' })).type).toBe('done')
  })

  it('refuse a clerk who is related to a party, taking or approving', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    await database.db
      .insertInto('clerk_relation')
      .values({ clerk: 'cousin', id_number: payee.idNumber, relation: '70' })
      .execute()
    const body = transferBody(payee, 10)
    expect(codes(await send(take(payer, body, { clerk: 'cousin' as ClerkId })))).toEqual([
      'refused',
      'clerk.related',
    ])
    const approval = { record: 'approval', by: 'cousin', memberSpoken: true }
    expect(codes(await send(take(payer, body), approval))).toEqual(['refused', 'clerk.related'])
  })

  it('ask for a second person at the fifth payer of one payee', async () => {
    const payee = await newMember(database.db)
    for (let n = 0; n < 4; n++)
      expect((await send(take(await newMember(database.db), transferBody(payee, 1)))).type).toBe('done')
    expect(codes(await send(take(await newMember(database.db), transferBody(payee, 1))))).toEqual([
      'approval-needed',
      'payee.many-payers',
    ])
  })
})

describe('records and chains', () => {
  it('withdraw what was not carried out, and only that', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const never = take(payer, transferBody(payee, 10))
    expect((await send(never, { record: 'withdraw' })).type).toBe('cancelled')
    expect((await send(never)).type).toBe('cancelled')
    const done = take(payer, transferBody(payee, 10))
    expect((await send(done)).type).toBe('done')
    expect((await send(done, { record: 'withdraw' })).type).toBe('done')
  })

  it('count for nothing when they name other bytes', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const payload = take(payer, transferBody(payee, 10))
    expect((await send(payload, { record: 'withdraw', payloadHash: 'ab'.repeat(32) })).type).toBe('done')
  })

  it('let an operation wait for the one it depends on, and fall with it', async () => {
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const first = take(payer, transferBody(payee, 10))
    const second = take(payee, receiveBody(first.id, 10), { dependsOn: first.id })
    expect(await send(second)).toMatchObject({ type: 'waiting-for', operationId: first.id })
    await send(first)
    expect((await send(second)).type).toBe('done')
    const fails = take(payer, transferBody(payee, 2000.01))
    await send(fails)
    const after = take(payer, transferBody(payee, 3), { dependsOn: fails.id })
    expect(codes(await send(after))).toEqual(['refused', 'operation.earlier-failed'])
  })

  it('park a kind and a version this centre does not know, with a code, and lose nothing', async () => {
    const member = await newMember(database.db)
    const base = station.payload(member, transferBody(await newMember(database.db), 1), morningAt)
    for (const [text, code] of [
      [canonicalJson({ ...base, body: { kind: 'heirs-payout', to: 'x' } }), 'operation.unknown-kind'],
      [
        canonicalJson({ ...base, id: '018f3c5e-7777-7000-8000-000000000000', v: 2 }),
        'operation.unknown-version',
      ],
    ] as const) {
      const id = (JSON.parse(text) as { id: OperationId }).id
      const batch = await station.batchOfTexts([text], [id], {})
      const answer = await workThrough(centre, batch)
      station.sent(batch)
      expect(answer).toMatchObject({
        ok: true,
        value: { results: [{ id, outcome: { type: 'parked', code } }] },
      })
    }
    await workDue(centre)
    const parked = await database.db
      .selectFrom('operation')
      .select('kind')
      .where('outcome_type', '=', 'parked')
      .execute()
    expect(parked.map(({ kind }) => kind)).toEqual(['heirs-payout', 'transfer'])
  })
})

it('credits at once where the payee’s region does', async () => {
  const region = places.otherOpen
  const payee = await newMember(database.db, { insuredRegion: region })
  await database.db.insertInto('region').values({ key: region, credited_at_once: true }).execute()
  const outcome = await send(take(await newMember(database.db), transferBody(payee, 12)))
  expect(outcome).toMatchObject({ type: 'done', receipt: 'received', deadlineAt: null })
  expect(await account(payee, 'wallet')).toBe(1200)
  await database.db.deleteFrom('region').execute()
})

it('exchanges money with other centres through losses, delays and returns until clearing is zero', async () => {
  const sent = transferBody(await newMember(database.db), 10)
  const body = { ...sent, payee: { ...sent.payee, party: 'elsewhere' as const } }
  for (let n = 0; n < 40; n++) {
    const id = `018f3c5e-0000-7000-8000-${String(n).padStart(12, '0')}` as OperationId // decides what becomes of it
    const payload = { ...take(await newMember(database.db), body), id }
    expect(await send(payload)).toMatchObject({ receipt: 'pending' })
  }
  expect(await balanceOf(database.db, 'clearing')).toBe(40_000)
  for (let round = 0; round < 12; round++) {
    centre.clock.forwardTo(centre.clock.now() + 120_000)
    await workDue(centre)
  }
  expect(await balanceOf(database.db, 'clearing')).toBe(0)
  const settled = await database.db.selectFrom('exchange_message').select('state').execute()
  expect(new Set(settled.map(({ state }) => state))).toEqual(new Set(['received', 'returned']))
  const differences = await reconcileExchange(centre, centre.exchange as SimulatedExchange, '2026-11-23')
  expect(differences).toEqual({ missingHere: [], missingThere: [], otherAnswer: [] })
})

it('posts spending once for each number, reverses no more than was spent, and never into debt', async () => {
  const member = await newMember(database.db, {
    wallet: { placeOfUse: places.open, balanceFen: 5000 as Fen },
  })
  await database.db
    .insertInto('institution')
    .values({
      code: 'h1',
      name: '练习医院',
      region: places.open,
      kind: 'hospital',
      takes_wallet: 'yes',
      phone: null,
      as_of: '2026-11-01',
    })
    .execute()
  const spent = { id: 's-1', institution: 'h1', idNumber: member.idNumber, amountFen: 3000 }
  const answers = await Promise.all(Array.from({ length: 8 }, () => postSettlement(centre, spent)))
  expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1)
  expect(await account(member, 'wallet')).toBe(2000)
  expect(await postSettlement(centre, { ...spent, amountFen: 1 })).toEqual({
    ok: false,
    error: 'settlement.other-content',
  })
  expect(await postSettlement(centre, { ...spent, id: 's-2' })).toEqual({
    ok: false,
    error: 'transfer.balance-short',
  })
  const back = { settlementId: 's-1', institution: 'h1', amountFen: 2000 }
  expect((await reverseSettlement(centre, { ...back, id: 'r-1' })).ok).toBe(true)
  expect(await reverseSettlement(centre, { ...back, id: 'r-2' })).toEqual({
    ok: false,
    error: 'settlement.over-reversed',
  })
  expect(await account(member, 'wallet')).toBe(4000)
})

it('corrects a received transfer by two persons, once, and not into debt', async () => {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const payload = take(payer, transferBody(payee, 100))
  await send(payload)
  await send(take(payee, receiveBody(payload.id, 100)))
  const asked = { operationId: payload.id, reason: '窗口录错收款人', by: 'op-1' }
  expect((await requestCorrection(centre, asked)).ok).toBe(true)
  expect(await approveCorrection(centre, payload.id, 'op-1')).toMatchObject({
    error: { code: 'correction.same-person' },
  })
  expect((await approveCorrection(centre, payload.id, 'op-2')).ok).toBe(true)
  expect(await approveCorrection(centre, payload.id, 'op-2')).toMatchObject({ ok: false })
  expect([await account(payer), await account(payee, 'wallet')]).toEqual([1_000_000, 0])
  expect(await send(payload)).toMatchObject({ type: 'done', receipt: 'returned' })
})

it('cancels by withdrawal what it keeps for the opening', async () => {
  centre.clock.forwardTo(atShanghai('2026-11-23', '22:30'))
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const payload = take(payer, transferBody(payee, 10))
  expect((await send(payload)).type).toBe('deferred')
  expect((await send(payload, { record: 'withdraw' })).type).toBe('cancelled')
  centre.clock.forwardTo(atShanghai('2026-11-24', '06:00'))
  await workDue(centre)
  expect(await account(payer)).toBe(1_000_000)
})
