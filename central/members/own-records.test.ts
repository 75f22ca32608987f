import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { looksAnswerSchema, movementsAnswerSchema } from '../../shared/contract/movements'
import type { Fen, RegionKey } from '../../shared/domain/ids'
import { confirmName } from '../../shared/domain/masks'
import { keepInstitutions } from '../institutions'
import type { MemberSeed } from '../resources'
import { postSettlement, reverseSettlement } from '../settlements/settlements'
import { newMember, places } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'

const { centre, database } = await centreOfFile()

const asked = (station: TestStation, { name, idNumber }: Pick<MemberSeed, 'name' | 'idNumber'>) => ({
  station: station.id,
  name,
  idNumber,
  readId: randomUUID(),
  clerk: 'liyulan',
})
async function movements(station: TestStation, member: Pick<MemberSeed, 'name' | 'idNumber'>) {
  const { status, body } = await centre.call('POST', '/v1/members/movements', asked(station, member))
  expect(status).toBe(200)
  return movementsAnswerSchema.parse(body)
}
async function looks(station: TestStation, member: Pick<MemberSeed, 'name' | 'idNumber'>) {
  const { status, body } = await centre.call('POST', '/v1/members/looks', asked(station, member))
  expect(status).toBe(200)
  return looksAnswerSchema.parse(body)
}

it('tells both sides of a transfer, its return, spending and its reversal; the amounts make up the balances', async () => {
  const station = await newStation(database.db)
  const payer = await newMember(database.db, {
    wallet: { placeOfUse: places.open, balanceFen: 5_000 as Fen },
  })
  const payee = await newMember(database.db)
  const first = await centre.carryOut(station, payer, transferBody(payee, 300))
  await centre.carryOut(station, payee, receiveBody(first.payload.id, 300))
  const second = await centre.carryOut(station, payer, transferBody(payee, 123.45))
  expect([first.outcome, second.outcome]).toMatchObject([{ type: 'done' }, { type: 'done' }])
  await keepInstitutions(
    database.db,
    [
      {
        code: 'ward-1',
        name: '马家窑镇卫生院',
        region: places.open,
        kind: '卫生院',
        takes_wallet: 'yes',
        phone: null,
        as_of: '2026-11-01',
      },
    ],
    centre.at,
  )
  const spent = { institution: 'ward-1', idNumber: payee.idNumber }
  await postSettlement(centre.centre, { ...spent, id: 'bill-1', amountFen: 4_000 })
  await reverseSettlement(centre.centre, {
    id: 'back-1',
    settlementId: 'bill-1',
    institution: 'ward-1',
    amountFen: 1_000,
  })
  centre.clock.forwardTo(centre.at + 2 * 86_400_000)
  await centre.due()

  const paid = await movements(station, payer)
  expect(paid.movements.map(({ what, amountFen, account, who }) => [what, amountFen, account, who])).toEqual([
    ['transfer-returned', 12_345, 'personal-account', `*${payee.name.slice(1)}`],
    ['transfer-sent', -12_345, 'personal-account', `*${payee.name.slice(1)}`],
    ['transfer-sent', -30_000, 'personal-account', `*${payee.name.slice(1)}`],
    ['account-begun', 5_000, 'wallet', null],
    ['account-begun', 1_000_000, 'personal-account', null],
    ['wallet-opened', null, null, null],
  ])
  const got = await movements(station, payee)
  expect(got.movements.map(({ what, amountFen, where, who }) => [what, amountFen, where, who])).toEqual([
    ['settlement-reversed', 1_000, '马家窑镇卫生院', null],
    ['settlement', -4_000, '马家窑镇卫生院', null],
    ['transfer-received', 30_000, null, `*${payer.name.slice(1)}`],
    ['account-begun', 1_000_000, null, null],
    ['wallet-opened', null, '临夏回族自治州', null],
  ])
  for (const { balances, movements: lines } of [paid, got]) {
    const sum = (account: string): number =>
      lines.filter((line) => line.account === account).reduce((all, line) => all + (line.amountFen ?? 0), 0)
    expect([sum('personal-account'), sum('wallet')]).toEqual([
      balances.personalAccountFen,
      balances.walletFen,
    ])
  }
})

it('calls money that is the payee’s at once received, and a relative’s agent is nobody’s business', async () => {
  const station = await newStation(database.db)
  const region = '320000/苏州市' as RegionKey
  await database.db.insertInto('region').values({ key: region, credited_at_once: true }).execute()
  const [payer, agent] = [await newMember(database.db), await newMember(database.db)]
  const payee = await newMember(database.db, { insuredRegion: region })
  const payload = {
    ...station.payload(payer, transferBody(payee, 20), centre.at),
    agent: {
      name: agent.name,
      idNumber: agent.idNumber,
      phone: null,
      authority: 'letter' as const,
      memberPresent: true,
    },
  }
  const [outcome] = await centre.send(station, payload)
  expect(outcome).toMatchObject({ type: 'done', receipt: 'received' })
  const [sent] = (await movements(station, payer)).movements
  expect(sent).toMatchObject({
    what: 'transfer-sent',
    amountFen: -2_000,
    who: `*${payee.name.slice(1)}`,
    agent: `*${agent.name.slice(1)}`,
  })
  const [got] = (await movements(station, payee)).movements
  expect(got).toMatchObject({
    what: 'transfer-received',
    account: 'wallet',
    amountFen: 2_000,
    who: `*${payer.name.slice(1)}`,
    agent: null,
  })
})

it('says nothing of a number whose name is another one, nor of somebody who died; both are recorded', async () => {
  const station = await newStation(database.db)
  const member = await newMember(database.db)
  expect(await movements(station, { ...member, name: '别人' })).toMatchObject({
    known: false,
    movements: [],
    balances: { personalAccountFen: null, walletFen: null },
  })
  const dead = await newMember(database.db, { status: 'deceased' })
  for (const route of ['movements', 'looks'])
    expect(await centre.call('POST', `/v1/members/${route}`, asked(station, dead))).toMatchObject({
      status: 403,
      body: { code: 'member.deceased' },
    })
  const rows = await database.db
    .selectFrom('look_up')
    .select(['member_id', 'purpose', 'clerk'])
    .where('station', '=', station.id)
    .orderBy('id')
    .execute()
  expect(rows).toEqual([
    { member_id: null, purpose: 'movements', clerk: 'liyulan' },
    { member_id: dead.id, purpose: 'movements', clerk: 'liyulan' },
    { member_id: dead.id, purpose: 'looks', clerk: 'liyulan' },
  ])
})

it('tells who looked, where and why: one look a card read and reason, this one too', async () => {
  const [station, other] = [await newStation(database.db), await newStation(database.db)]
  const member = await newMember(database.db)
  const readId = randomUUID()
  for (let again = 0; again < 3; again++)
    await centre.call('POST', '/v1/members/look-up', { station: other.id, idNumber: member.idNumber, readId })
  await centre.call('POST', '/v1/payees/look-up', {
    station: other.id,
    name: member.name,
    idNumber: member.idNumber,
    insuredRegion: member.insuredRegion,
    readId: randomUUID(),
  })
  centre.clock.forwardTo(centre.at + 60_000)
  await movements(station, member)
  const told = await looks(station, member)
  expect(told.looks.map(({ station: at, why, clerk, role }) => [at, why, clerk, role]).sort()).toEqual(
    [
      [station.id, 'movements', '李玉兰', 'clerk'],
      [station.id, 'looks', '李玉兰', 'clerk'],
      [other.id, 'payee', null, null],
      [other.id, 'visit', null, null],
    ].sort(),
  )
  // a stranger's number is not told anything by somebody else's name
  expect(await looks(station, { ...member, name: '别人' })).toMatchObject({ known: false, looks: [] })
  // half a year later still, after four hundred days no more
  centre.clock.forwardTo(centre.at + 401 * 86_400_000)
  expect((await looks(station, member)).looks.map(({ why }) => why)).toEqual(['looks'])
})

it('tells whose account pays for whom as the register has it, under the mask, to both of them and not of what has ended', async () => {
  const station = await newStation(database.db)
  const [owner, user, before] = [
    await newMember(database.db),
    await newMember(database.db),
    await newMember(database.db),
  ]
  const line = (of: MemberSeed, ended: string | null) => ({
    owner_number: owner.idNumber,
    owner_name: owner.name,
    user_number: of.idNumber,
    user_name: of.name,
    region: places.open,
    since: '2025-03-01',
    ended,
    source: '省共济登记',
  })
  await database.db
    .insertInto('family_binding')
    .values([line(user, null), line(before, '2026-01-31')])
    .execute()
  const told = (role: 'owner' | 'user', { name, idNumber }: MemberSeed) => [
    {
      role,
      other: confirmName(name),
      last4: idNumber.slice(-4),
      region: places.open,
      since: '2025-03-01',
      source: '省共济登记',
    },
  ]
  const bindings = async (member: MemberSeed) => (await centre.facts(station, member)).familyBindings
  expect(await bindings(owner)).toEqual(told('owner', user))
  expect(await bindings(user)).toEqual(told('user', owner))
  expect(await bindings(before)).toEqual([])
})

it('has a closed shape: nothing is looked up without card read, name and clerk', async () => {
  const station = await newStation(database.db)
  const member = await newMember(database.db)
  const whole = asked(station, member)
  for (const bad of [
    { ...whole, readId: undefined },
    { ...whole, readId: 'x' },
    { ...whole, clerk: '' },
    { ...whole, name: '' },
    { ...whole, name: '名'.repeat(61) },
    { ...whole, more: 1 },
  ])
    expect((await centre.call('POST', '/v1/members/movements', bad)).status).toBe(400)
})
