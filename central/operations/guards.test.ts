import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { Database } from '../database'
import { openTestDatabase, resources, setUpMs, startTestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import { newStation, transferBody } from '../testing/station'

/* The thresholds of the guards are the pack's. */

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
}, setUpMs)
afterAll(() => database.close())

const packWith = (guards: Partial<RulePack['guards']>): RulePack => ({
  ...resources.pack,
  guards: { ...resources.pack.guards, ...guards },
})
const dayMs = 86_400_000

it.each([
  { payeePayers: 1, daysLater: 0, answer: 'approval-needed' },
  { payeePayers: 2, daysLater: 0, answer: 'done' },
  { payeePayers: 1, daysLater: 8, answer: 'done' },
  { payeePayers: 1, daysLater: 6, answer: 'approval-needed' },
])('$payeePayers payers within 7 days, the second after $daysLater: $answer', async (line) => {
  const pack = packWith({ payeePayers: line.payeePayers, payeePayersDays: 7 })
  const centre = await startTestCentre({ database, pack })
  const station = await newStation(database.db)
  const payee = await newMember(database.db)
  const pay = async () =>
    (await centre.carryOut(station, await newMember(database.db), transferBody(payee, 10))).outcome
  expect((await pay()).type).toBe('done')
  centre.clock.forwardTo(centre.at + line.daysLater * dayMs)
  const second = await pay()
  expect(second.type).toBe(line.answer)
  if (second.type === 'approval-needed')
    expect(second.refusals).toMatchObject([
      { code: 'payee.many-payers', data: { count: 1, days: 7 }, clause: { path: 'guards.payeePayers' } },
    ])
  await centre.close()
})

it.each([
  { twinHours: 1, answer: 'twin-suspected' },
  { twinHours: 3, answer: 'done' },
])('another amount after two hours is a twin at $twinHours h: $answer', async ({ twinHours, answer }) => {
  const pack = packWith({ twinHours })
  const centre = await startTestCentre({
    database,
    pack: { ...pack, transfer: { ...pack.transfer, onePendingOnly: false } },
  })
  const station = await newStation(database.db)
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const waited = station.payload(payer, transferBody(payee, 20), centre.at)
  expect((await centre.carryOut(station, payer, transferBody(payee, 10))).outcome.type).toBe('done')
  centre.clock.forwardTo(centre.at + 2 * 3_600_000)
  const [outcome] = await centre.send(station, waited)
  expect(outcome?.type).toBe(answer)
  await centre.close()
})
