import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ClerkId } from '../../../shared/domain/ids'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import { sampleFacts } from '../../../shared/domain/testing/samples'
import type { Core } from '../counter-core'
import type { Central, CentralAnswer } from '../ports'
import { ScriptedCentre } from '../sync/testing/scripted-centre'
import { openVisit, sendingCounter } from '../sync/testing/sending-counter'
import { firstTalk, talk } from '../sync/talk'
import { makeStation, morning } from '../testing/practice-counter'
import type { TestStation } from '../testing/practice-counter'
import { counterView } from '../views/counter-view'
import { refreshFacts } from './refresh-facts'

const number = '990101194001010022'
const lost: CentralAnswer<MemberFacts> = { ok: false, failure: { kind: 'unanswered', code: 'central.slow' } }
const refused: CentralAnswer<MemberFacts> = {
  ok: false,
  failure: { kind: 'untouched', code: 'message.malformed', expected: null },
}
const found: CentralAnswer<MemberFacts> = { ok: true, value: sampleFacts({ idNumber: number }) }

let station: TestStation
let core: Core
let close: () => void
let answers: CentralAnswer<MemberFacts>[]
let asked: number

beforeEach(async () => {
  const scripted = new ScriptedCentre(
    () => ({ type: 'none' }),
    () => 0,
    () => morning,
  )
  asked = 0
  answers = []
  const central: Central = {
    ...scripted.central,
    member: () => {
      asked += 1
      return Promise.resolve(answers.shift() ?? refused)
    },
  }
  station = makeStation()
  ;({ core, close } = await sendingCounter(station, central))
  core.moment.line = { ...core.moment.line, state: 'up' }
})
afterEach(() => {
  close()
  station.remove()
})

const round = () =>
  talk(
    core,
    () => undefined,
    () => false,
    { ...firstTalk },
  )
const facts = (): MemberFacts | null => core.projection.facts(number)
const settled = () => vi.waitFor(() => expect(core.moment.factsAsked).toBe(false))

test('an answer that is lost once is asked for again at once', async () => {
  answers = [lost, found]
  refreshFacts(core, openVisit(core))
  await settled()
  expect([asked, facts()?.idNumber]).toEqual([2, number])
})

test('an answer that is lost again comes with the next talk over the line, and then nobody asks any more', async () => {
  answers = [lost, lost, found]
  refreshFacts(core, openVisit(core))
  await settled()
  expect([asked, facts()]).toEqual([2, null])
  await round()
  await settled()
  expect([asked, facts()?.idNumber]).toEqual([3, number])
  await round()
  expect(asked).toBe(3)
})

test('what the centre itself refuses is not asked again, nor is anybody asked twice without a line', async () => {
  answers = [refused]
  const visit = openVisit(core)
  refreshFacts(core, visit)
  await settled()
  await round()
  expect(asked).toBe(1)
  core.moment.line = { ...core.moment.line, state: 'down' }
  answers = [lost, found]
  refreshFacts(core, visit)
  await settled()
  expect(asked).toBe(2)
})

test('an answer that has just come is the centre’s word of now, though its clock is minutes behind ours', async () => {
  answers = [{ ok: true, value: sampleFacts({ idNumber: number, asOf: core.clock.now() - 200_000 }) }]
  core.commit([
    {
      type: 'signed-in',
      clerk: 'liyulan' as ClerkId,
      clerkName: '李玉兰',
      role: 'clerk',
      appRun: core.appRun,
    },
  ])
  refreshFacts(core, openVisit(core))
  await settled()
  expect(counterView(core, 1).visit?.factsState).toBe('current')
  // and what came before the visit is what was known, though its clock is ahead
  core.commit([
    { type: 'facts-received', facts: sampleFacts({ idNumber: number, asOf: core.clock.now() + 200_000 }) },
  ])
  await new Promise((resolve) => setTimeout(resolve, 10))
  openVisit(core)
  expect(counterView(core, 2).visit?.factsState).toBe('known')
})
