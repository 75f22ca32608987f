import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import { v7 } from 'uuid'
import type { OperationId } from '../../shared/domain/ids'
import { openVisit, openingForm, refusedCodes, signIn } from './testing/clerk-acts'
import { makeStation, openCounter, personOf, startCentre } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'

/** 先查一下 (domain.md 3.5): one card, five seconds, no visit, and who looked at whom is kept. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let world: { station: TestStation; centre: PracticeCentre; counter: OpenCounter }
beforeAll(async () => {
  const station = makeStation()
  const centre = await startCentre(station)
  const counter = await openCounter(station, centre)
  world = { station, centre, counter }
})
afterAll(async () => {
  world.counter.stop()
  await world.centre.close()
  world.station.remove()
})

const shown = () => {
  const { triage } = world.counter.view()
  return triage?.state === 'shown' ? triage : null
}
const looks = () => world.counter.committed.filter(({ type }) => type === 'looked-up')

test('a card that was waited for is looked up: told, journalled, no visit; it disarms itself', async () => {
  const { counter } = world
  expect(await refusedCodes(counter.counter.looks.triage({ on: true }))).toEqual(['sign-in.needed'])
  await signIn(counter)
  await counter.counter.looks.triage({ on: true })
  expect(counter.view().triage).toEqual({ state: 'armed' })
  counter.lay('ma-deming')
  await counter.until(() => shown()?.answer === 'current', 'the answer of the centre')
  expect(shown()).toMatchObject({
    name: '马**',
    premium: 'due',
    year: 2027,
    wallet: 'none',
    lacks: ['no-wallet'],
    toReceive: 0,
    told: ['2027 年的医保还没有缴', '可以在这个窗口缴', '还没有开通医保钱包'],
  })
  expect(counter.view().visit).toBeNull()
  expect(counter.committed.some(({ type }) => type === 'visit-opened')).toBe(false)
  expect(looks()).toMatchObject([{ clerk: 'liyulan', person: { idNumber: personOf('ma-deming').idNumber } }])
  // nobody's name or number stands on the window others can see
  expect(counter.memberView().screen).toEqual({
    name: 'told',
    headline: '2027 年的医保还没有缴',
    lines: ['可以在这个窗口缴', '还没有开通医保钱包'],
  })

  // the next card is a visit as ever, and nothing of the one before is left
  await openVisit(counter, 'zhou-yulan')
  expect(counter.view().triage).toBeNull()
  expect(JSON.stringify(counter.memberView())).not.toContain('缴')
  await counter.counter.endVisit({ visitId: counter.view().visit?.visitId ?? '' })
  expect(counter.memberView().screen).toEqual({ name: 'lay-card' })
  expect(looks()).toHaveLength(1)
})

test('the same read handed over again is shown and journalled once; served after all it opens one visit', async () => {
  const { counter } = world
  await counter.counter.looks.triage({ on: true })
  const before = looks().length
  const read = counter.readOf('sun-guifang')
  counter.readerEvents.cardRead(read)
  counter.readerEvents.cardRead(read)
  await counter.until(() => shown()?.answer === 'current', 'the answer')
  // as after a restart of core: nothing in memory says that it was waited for
  await counter.counter.looks.closeTriage({})
  counter.readerEvents.cardRead(read)
  expect(shown()?.name).toBe('孙**')
  expect(looks()).toHaveLength(before + 1)
  expect(await refusedCodes(counter.counter.looks.serveTriage({ readId: crypto.randomUUID() }))).toEqual([
    'triage.gone',
  ])
  await counter.counter.looks.serveTriage({ readId: read.readId })
  await counter.counter.looks.serveTriage({ readId: read.readId })
  expect(counter.view().visit?.person.name).toBe('孙桂芳')
  expect(
    counter.committed.filter((event) => event.type === 'visit-opened').map(({ evidence }) => evidence.readId),
  ).toContain(read.readId)
  expect(await refusedCodes(counter.counter.looks.triage({ on: true }))).toEqual(['visit.other-open'])
  await counter.counter.endVisit({ visitId: counter.view().visit?.visitId ?? '' })
})

test('without a line: what is known here with its age, and of a stranger nothing is claimed', async () => {
  const { counter, centre } = world
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  counter.pass(60_000)
  await counter.counter.looks.triage({ on: true })
  counter.lay('ma-deming')
  await counter.until(() => shown()?.answer === 'known', 'what is known here')
  expect(shown()).toMatchObject({ premium: 'due', wallet: 'none' })
  expect(shown()?.told).toEqual([
    '2027 年的医保还没有缴',
    '可以在这个窗口缴',
    '这是 2026-11-23 09:30 查到的',
    '还没有开通医保钱包',
  ])
  await counter.counter.looks.triage({ on: true })
  counter.lay('li-fu')
  await counter.until(() => shown()?.answer === 'none', 'nothing is known')
  expect(shown()).toMatchObject({ premium: 'unknown', wallet: 'unknown', lacks: [] })
  expect(counter.memberView().screen).toEqual({
    name: 'told',
    headline: '现在查不到，要联网再问',
    lines: [],
  })
  await counter.counter.looks.closeTriage({})
  await centre.obey({ type: 'line', up: true })
  await counter.until(() => counter.view().line.state === 'up', 'the line is up')
})

test('a wrong number on the card looks nobody up; locking takes everything away', async () => {
  const { counter } = world
  const before = looks().length
  await counter.counter.looks.triage({ on: true })
  counter.lay('wrong-check-digit')
  expect(looks()).toHaveLength(before)
  expect(counter.view().cardProblem?.code).toBe('card.wrong-number')
  counter.lay('ma-deming')
  expect(shown()?.name).toBe('马**')
  await counter.counter.signOut({})
  expect(counter.memberView().screen).toEqual({ name: 'please-wait' })
  await signIn(counter)
  expect(counter.view().triage).toBeNull()
})

test('an answer card stands large on the member window, never over words the member is asked about, and is printed', async () => {
  const { counter } = world
  await signIn(counter)
  await counter.counter.looks.showCard({ card: 'limits' })
  expect(counter.memberView().screen).toEqual({
    name: 'told',
    headline: '一次最多转 2,000.00 元',
    lines: ['一天最多 3 次', '06:00 到 22:00 可以转', '只能转给近亲属'],
  })
  expect(counter.view().card).toBe('limits')
  expect((await counter.counter.looks.printCard({ card: 'limits' })).title).toBe('转账有什么限制')
  expect(counter.slips.at(-1)).toMatchObject({ banner: '一次最多转 2,000.00 元', qr: null, number: '' })

  counter.lay('wang-xiuying')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  const operationId = v7() as OperationId
  await counter.counter.propose({ operationId, visitId, form: openingForm() })
  await counter.counter.looks.showCard({ card: 'no-phone' })
  expect(counter.memberView().screen.name).toBe('confirm')
  await counter.counter.endVisit({ visitId })
  expect(counter.memberView().screen).toEqual({ name: 'lay-card' })
  expect(counter.view().card).toBeNull()
})
