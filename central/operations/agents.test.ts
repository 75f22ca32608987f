import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { RelationCode } from '../../shared/domain/ids'
import type { Agent, OperationBody, OperationPayload, Outcome } from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { MemberSeed } from '../resources'
import { newMember, places } from '../testing/people'
import { newStation, openingBody, transferBody } from '../testing/station'

/* Who acts for a member is judged again by the centre, with the rules the counter has. */

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

const hash = sha256('a paper')
const helper = (person: MemberSeed, change: Partial<Agent> = {}): Agent => ({
  name: person.name,
  idNumber: person.idNumber,
  phone: null,
  authority: 'letter',
  memberPresent: false,
  relation: '30' as RelationCode,
  paper: { kind: 'authority-letter', sha256: hash },
  ...change,
})

async function codes(
  member: MemberSeed,
  body: OperationBody,
  changes: Partial<OperationPayload>,
): Promise<readonly string[]> {
  const payload = { ...station.payload(member, body, centre.at), ...changes }
  const [outcome] = await centre.send(station, payload)
  return outcome === undefined ? [] : said(outcome)
}

const said = (outcome: Outcome): readonly string[] =>
  'refusals' in outcome ? [outcome.type, ...outcome.refusals.map(({ code }) => code)] : [outcome.type]

it('a letter is shown, unless the member was there', async () => {
  const [payer, agent] = [await newMember(database.db), await newMember(database.db)]
  const { paper: _none, ...without } = helper(agent)
  const pay = async (who: Agent) =>
    codes(payer, transferBody(await newMember(database.db), 1), { agent: who })
  expect(await pay(without)).toEqual(['refused', 'agent.letter-missing'])
  expect(await pay({ ...without, memberPresent: true })).toEqual(['done'])
  expect(await pay(helper(agent))).toEqual(['done'])
})

it('the payee’s wallet has the agent’s phone: as if the agent were the payee', async () => {
  const [payer, agent] = [await newMember(database.db), await newMember(database.db)]
  const payee = await newMember(database.db, { wallet: null })
  const phone = '13800009876'
  expect(await codes(payee, openingBody({ phone, phoneOwner: 'self' }), {})).toEqual(['done'])
  const body = transferBody(payee, 1)
  expect(await codes(payer, body, { agent: helper(agent, { phone }) })).toEqual(['refused', 'agent.is-payee'])
  expect(await codes(payer, body, { agent: helper(agent, { phone: '13800009877' }) })).toEqual(['done'])
})

it('a child is represented by a guardian, whose own wallet gets nothing of it', async () => {
  const child = await newMember(database.db, { birthDate: '20150101' })
  const [guardian, aunt] = [await newMember(database.db), await newMember(database.db)]
  const paper = { kind: 'household-register', sha256: hash } as const
  const agent = helper(guardian, { authority: 'guardian', paper })
  const body = transferBody(aunt, 1)
  expect(await codes(child, body, {})).toEqual(['refused', 'member.needs-guardian'])
  expect(await codes(child, body, { ownIncome: true })).toEqual(['refused', 'member.needs-guardian'])
  expect(await codes(child, body, { agent })).toEqual(['done'])
  expect(await codes(child, transferBody(guardian, 1), { agent })).toEqual(['refused', 'agent.ward-money'])
  const worker = await newMember(database.db, { birthDate: '20100101' })
  expect(await codes(worker, body, { ownIncome: true })).toEqual(['done'])
})

it('what is asked by itself was answered by itself', async () => {
  const member = await newMember(database.db, { wallet: null })
  const body = openingBody({ placeOfUse: places.otherOpen, placeReason: '住在女儿家' })
  expect(await codes(member, body, {})).toEqual(['refused', 'assent.separate-missing'])
  const consents = [{ subject: 'place-of-use', at: centre.at, wordsHash: hash }] as const
  expect(await codes(member, body, { consents })).toEqual(['done'])
})
