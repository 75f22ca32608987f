import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { DayView } from '../../shared/contract/day-view'
import { atShanghai } from '../../shared/domain/china-time'
import type { ClerkId, OperationId } from '../../shared/domain/ids'
import { openVisit, openingForm, refusedCodes, signIn, take, transferForm } from './testing/clerk-acts'
import { openCounter, personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

/** 日结核对 (screens.md 17): counted here, compared with the real centre, closed, and on paper. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()
const day = '2026-11-23'

const stateOf = ({ core }: OpenCounter, id: OperationId): string | undefined =>
  core.projection.operation(id)?.operation.state
const compare = ({ counter }: OpenCounter, comparisonId = randomUUID(), of = day) =>
  counter.dayClose.compare({ comparisonId, day: of })
const close = ({ counter }: OpenCounter, accept = false, closeId = randomUUID(), of = day) =>
  counter.dayClose.close({ closeId, day: of, accept })
const look = ({ counter }: OpenCounter, of: string | null = null): Promise<DayView> =>
  counter.dayClose.view({ day: of })
const eventsOf = (counter: OpenCounter, type: 'day-compared' | 'day-closed') =>
  counter.committed.filter((event) => event.type === type)

/** A wallet opened and a transfer that waits for its payee, both with the centre's answer. */
async function worked(counter: OpenCounter): Promise<readonly OperationId[]> {
  const visitId = await openVisit(counter, 'wang-xiuying')
  const opening = await take(counter, visitId, openingForm())
  await counter.until(() => stateOf(counter, opening) === 'done', 'the wallet is open')
  await counter.until(() => counter.view().visit?.facts?.wallet !== null, 'the wallet in the facts')
  const transfer = await take(counter, visitId, transferForm('650.00'))
  await counter.until(() => stateOf(counter, transfer) === 'done', 'the transfer is done')
  await counter.counter.endVisit({ visitId })
  return [opening, transfer]
}

async function cut(counter: OpenCounter, centre: Awaited<ReturnType<typeof desk>>['centre']): Promise<void> {
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
}

test('agrees with the centre in its own words, is closed, printed, and closed again under the next number', async () => {
  const { counter } = await desk()
  expect(await look(counter)).toMatchObject({ day, today: day, operations: 0, lines: [], openDays: [] })
  const [opening] = await worked(counter)
  const before = await look(counter)
  expect(before).toMatchObject({
    operations: 2,
    lines: [
      { kind: 'transfer', state: 'receipt-pending', count: 1, amountFen: 65_000 },
      { kind: 'wallet-opening', state: 'done', count: 1, amountFen: 0 },
    ],
    looseEnds: [],
    compared: null,
    closed: null,
  })
  expect((await counter.counter.dayClose.print({ day })).title).toBe('日结表（还没日结）')

  const comparisonId = randomUUID()
  const compared = await compare(counter, comparisonId)
  expect(compared).toMatchObject({
    notHeard: null,
    view: { compared: { number: 1, differences: [], changed: false, clerk: '李玉兰' }, closed: null },
  })
  await compare(counter, comparisonId)
  expect(eventsOf(counter, 'day-compared')).toHaveLength(1)

  // what was compared a moment ago is what is closed: the centre is not asked again for it
  const closeId = randomUUID()
  const closed = await close(counter, false, closeId)
  expect(closed.view.closed).toMatchObject({
    clerk: '李玉兰',
    times: 1,
    operations: 2,
    looseEnds: 0,
    comparison: { number: 1, differences: 0 },
    changed: false,
  })
  await close(counter, false, closeId)
  expect(eventsOf(counter, 'day-closed')).toHaveLength(1)
  // and for the same close sent again the centre is not asked either
  expect(eventsOf(counter, 'day-compared')).toHaveLength(1)
  expect((await counter.counter.dayClose.print({ day })).title).toBe('日结表')
  const paper = JSON.stringify(counter.slips.at(-1))
  for (const words of ['已经日结，和中心一致', '已转出·待收款 1 笔 650.00 元', '第 1 次'])
    expect(paper).toContain(words)
  const { name, idNumber } = personOf('wang-xiuying')
  expect(paper).not.toContain(name)
  expect(paper).not.toContain(idNumber.slice(-4))

  // each close has a comparison of its own
  expect((await close(counter)).view.closed).toMatchObject({ times: 2, comparison: { number: 2 } })
  expect(eventsOf(counter, 'day-closed')).toHaveLength(2)

  expect(counter.memberView().screen).toMatchObject({ name: 'told', headline: '今天这个窗口办完了' })

  // more work after the close is seen, and nothing of the operations was touched
  const visitId = await openVisit(counter, 'li-jianguo')
  const more = await take(counter, visitId, transferForm('20.00'))
  await counter.until(() => stateOf(counter, more) === 'done', 'one more')
  expect(await look(counter)).toMatchObject({ closed: { changed: true }, compared: { changed: true } })
  await counter.counter.endVisit({ visitId })
  expect(counter.memberView().screen).toEqual({ name: 'lay-card' })
  expect(opening === undefined ? null : stateOf(counter, opening)).toBe('done')
})

test('without a line: said, counted and closed when it is accepted; on the next day it can be compared', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  await cut(counter, centre)
  const waits = await take(counter, visitId, openingForm())
  await counter.counter.practice.paper({ there: false })
  expect(await compare(counter)).toMatchObject({
    notHeard: 'central.offline',
    view: { compared: null, operations: 1, lines: [{ state: 'queued', count: 1 }] },
  })
  expect(await refusedCodes(close(counter))).toEqual(['day-close.loose-ends', 'day-close.not-compared'])
  expect(eventsOf(counter, 'day-closed')).toEqual([])
  const closed = await close(counter, true)
  expect(closed).toMatchObject({
    notHeard: 'central.offline',
    view: {
      looseEnds: [{ why: 'unsent', count: 1, operations: [{ operationId: waits, state: 'queued' }] }],
      closed: { looseEnds: 1, comparison: null },
    },
  })
  expect(eventsOf(counter, 'day-closed')).toMatchObject([
    { operations: 1, tallies: [], looseEnds: [{ why: 'unsent', count: 1 }], comparison: null },
  ])

  await centre.obey({ type: 'line', up: true })
  await counter.until(() => stateOf(counter, waits) === 'done', 'sent')
  counter.clock.notBefore(atShanghai('2026-11-24', '08:30'))
  await centre.obey({ type: 'clock', at: atShanghai('2026-11-24', '08:30') })
  const next = await look(counter)
  expect(next).toMatchObject({
    day: '2026-11-24',
    operations: 0,
    openDays: [{ day, why: 'not-compared' }],
  })
  expect(await compare(counter, randomUUID(), day)).toMatchObject({
    view: { day, compared: { differences: [] }, closed: { comparison: null, changed: true } },
  })
  expect(await look(counter)).toMatchObject({ openDays: [] })
  // the same after a restart: everything of it is the journal's
  const before = await look(counter, day)
  counter.stop()
  const again = await openCounter(counter.station, null)
  again.clock.notBefore(counter.clock.now())
  await signIn(again)
  expect(await look(again, day)).toMatchObject({ closed: before.closed, compared: before.compared })
  expect(await compare(again, randomUUID(), day)).toMatchObject({ notHeard: 'central.offline' })
  again.stop()
})

test('what only the centre has is named: the answer is still on its way', async () => {
  const { counter, centre } = await desk()
  await worked(counter)
  const visitId = await openVisit(counter, 'li-jianguo')
  await centre.obey({ type: 'fault', mode: 'slow-work' })
  const id = await take(counter, visitId, transferForm('88.00'))
  await counter.until(() => stateOf(counter, id) === 'in-flight', 'it is on its way')
  let found = await compare(counter)
  for (let tries = 0; found.view.compared?.differences.length === 0 && tries < 50; tries++)
    found = await compare(counter)
  const number = (await counter.counter.operation({ operationId: id })).number
  expect(found.view.compared?.differences).toMatchObject([
    {
      kind: 'transfer',
      outcome: 'done',
      counter: { count: 1, amountFen: 65_000 },
      centre: { count: 2, amountFen: 73_800 },
      onlyAtCentre: [{ operationId: id, number, kind: 'transfer' }],
      onlyHere: [],
    },
  ])
  expect(await refusedCodes(close(counter))).toEqual(['day-close.loose-ends', 'day-close.differs'])
  await close(counter, true)
  expect(eventsOf(counter, 'day-closed')).toMatchObject([{ comparison: { differences: 1 } }])
  await counter.counter.dayClose.print({ day })
  const paper = JSON.stringify(counter.slips.at(-1))
  expect(paper).toContain('已经日结，和中心有 1 处不一样')
  expect(paper).toContain('转账给近亲属 办结：本机 1 笔 650.00 元，中心 2 笔 738.00 元')
})

test('what only this counter believes is named too; a dispute is a loose end', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  await cut(counter, centre)
  const id = await take(counter, visitId, openingForm())
  const { core } = counter
  const dispatch = core.projection.dispatch() + 1
  core.commit([
    { type: 'operation-dispatched', operationId: id, dispatch, link: 'a'.repeat(64) },
    {
      type: 'outcome-received',
      operationId: id,
      outcome: { type: 'done', at: 1, receipt: null, deadlineAt: null },
      via: 'answer',
    },
    { type: 'dispute-raised', operationId: id, clerk: 'liyulan' as ClerkId, reason: '说没有办' },
  ])
  await centre.obey({ type: 'line', up: true })
  const { view } = await compare(counter)
  expect(view.compared?.differences).toMatchObject([
    { kind: 'wallet-opening', outcome: 'done', centre: { count: 0 }, onlyHere: [{ operationId: id }] },
  ])
  expect(view.looseEnds).toMatchObject([{ why: 'disputed', operations: [{ operationId: id }] }])
})

test('days that are not here, or yet to come, are refused; so is everything while nobody is signed in', async () => {
  const { counter } = await desk()
  for (const of of ['2026-11-22', '2026-11-24', '2030-01-01']) {
    expect(await refusedCodes(look(counter, of))).toEqual(['day-close.no-such-day'])
    expect(await refusedCodes(compare(counter, randomUUID(), of))).toEqual(['day-close.no-such-day'])
    expect(await refusedCodes(close(counter, true, randomUUID(), of))).toEqual(['day-close.no-such-day'])
    expect(await refusedCodes(counter.counter.dayClose.print({ day: of }))).toEqual(['day-close.no-such-day'])
  }
  await counter.counter.signOut({})
  for (const asked of [
    look(counter),
    compare(counter),
    close(counter),
    counter.counter.dayClose.print({ day }),
  ])
    expect(await refusedCodes(asked)).toEqual(['sign-in.needed'])
})

test('what was compared before more was done counts for nothing when the day is closed without the centre', async () => {
  const { counter, centre } = await desk()
  await worked(counter)
  await compare(counter)
  const visitId = await openVisit(counter, 'li-jianguo')
  const more = await take(counter, visitId, transferForm('20.00'))
  await counter.until(() => stateOf(counter, more) === 'done', 'one more')
  await counter.counter.endVisit({ visitId })
  await cut(counter, centre)
  expect(await refusedCodes(close(counter))).toEqual(['day-close.not-compared'])
  expect((await close(counter, true)).view.closed).toMatchObject({ comparison: null, operations: 3 })
  counter.clock.notBefore(atShanghai('2026-11-24', '08:30'))
  expect(await look(counter)).toMatchObject({ openDays: [{ day, why: 'not-compared' }] })
  await counter.counter.dayClose.print({ day })
  expect(counter.slips.at(-1)?.banner).toBe('已经日结，核对以后又有变化')
})

test('money that came back is a loose end of the day it was sent on, until the member is told', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const operationId = await take(counter, visitId, transferForm('100'))
  await counter.until(() => stateOf(counter, operationId) === 'done', 'it is sent')
  await counter.counter.endVisit({ visitId })
  await counter.counter.practice.clock({ to: 'evening' })
  await counter.counter.practice.clock({ to: 'morning' })
  await counter.until(() => counter.view().attention.refused === 1, 'the money came back')
  const ends = async (): Promise<DayView['looseEnds']> => (await look(counter, day)).looseEnds
  expect(await ends()).toMatchObject([{ why: 'untold', operations: [{ operationId, receipt: 'returned' }] }])
  await counter.counter.tellMember({ operationId, how: 'not-reached' })
  expect(await ends()).toHaveLength(1)
  await counter.counter.tellMember({ operationId, how: 'telephone' })
  expect(await ends()).toEqual([])
})

test('who was put by is a loose end of today; home names the last day that nobody closed', async () => {
  const { counter } = await desk()
  await worked(counter)
  expect(counter.view().attention.dayToClose).toBeNull()
  const visitId = await openVisit(counter, 'li-jianguo')
  await counter.counter.parkVisit({ visitId })
  expect(await look(counter)).toMatchObject({ parkedVisits: 1, looseEnds: [] })
  await compare(counter)
  expect(await refusedCodes(close(counter))).toEqual(['day-close.loose-ends'])
  await counter.counter.dayClose.print({ day })
  expect(JSON.stringify(counter.slips.at(-1))).toContain('1 位还没办完')

  counter.clock.notBefore(atShanghai('2026-11-25', '08:30'))
  expect(counter.view().attention.dayToClose).toBe(day)
  // they wait today; of a day that is over it is not said
  expect(await look(counter, day)).toMatchObject({ parkedVisits: 0 })
  expect(await look(counter)).toMatchObject({ parkedVisits: 1 })
  await close(counter, true, randomUUID(), day)
  expect(counter.view().attention.dayToClose).toBeNull()
  await counter.counter.signOut({})
  expect(counter.view().attention.dayToClose).toBeNull()
})
