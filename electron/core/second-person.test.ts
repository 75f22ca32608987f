import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import type { OperationForm } from '../../shared/contract/counter'
import type { OperationView } from '../../shared/contract/view'
import type { OperationId } from '../../shared/domain/ids'
import { openVisit, openingForm, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { makeStation, openCounter, personOf, prepareCentres, startCentre } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

/* 复核 at the same PC, and what is put by on a telephone call: domain.md 2. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const password = 'lianxi2026'
let counter: OpenCounter
let centre: PracticeCentre
const ends: (() => unknown)[] = []
beforeAll(prepareCentres)
beforeEach(async () => {
  const station = makeStation()
  ends.push(() => station.remove())
  centre = await startCentre(station)
  ends.push(() => centre.close())
  counter = await openCounter(station, centre)
  ends.push(() => counter.stop())
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const signIn = (clerk: string) => counter.counter.signIn({ clerk, password })
const viewOf = (operationId: OperationId) => counter.counter.operation({ operationId })
const seen = (view: OperationView) => ({
  operationId: view.operationId,
  payloadHash: view.second?.payloadHash ?? '',
})
async function approve(operationId: OperationId, clerk: string, change: object = {}): Promise<unknown> {
  return counter.counter.second.approve({
    items: [seen(await viewOf(operationId))],
    ...{ clerk, password, memberSpoken: true, memberSeen: false },
    ...change,
  })
}
const eventsOf = (operationId: OperationId): readonly string[] =>
  counter.committed.flatMap((event) =>
    'operationId' in event && event.operationId === operationId ? [event.type] : [],
  )
const state = async (operationId: OperationId) => (await viewOf(operationId)).state

/** The payer by a card that cannot be read: 李建国 of the practice people, who has a wallet. */
async function typedVisit(): Promise<string> {
  const { idNumber, name } = personOf('li-jianguo')
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber, name })
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts of a typed member')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  return visitId
}
const supervised = (amount: string): OperationForm => ({ ...transferForm(amount), relation: '39' })

test('money on a typed number waits here, without a number, and goes out once a colleague has looked', async () => {
  await signIn('liyulan')
  const visitId = await typedVisit()
  const operationId = await take(counter, visitId, transferForm('300'))
  expect(eventsOf(operationId).slice(-2)).toEqual(['approval-asked', 'operation-taken'])
  await counter.counter.syncNow({})
  const waiting = await viewOf(operationId)
  expect(waiting).toMatchObject({
    state: 'awaiting-approval',
    sent: false,
    typed: true,
    withdrawal: 'here',
    second: { reasons: [{ code: 'visit.typed-identity' }], supervisor: false, memberSeen: false },
  })
  expect(counter.view().attention.approvals).toBe(1)
  expect(counter.memberView().screen).toMatchObject({ headline: '等另一位工作人员核对' })
  await counter.counter.printSlip({ operationId })
  expect(counter.slips.at(-1)).toMatchObject({ title: '受理登记单', banner: '还没办好，钱没有动' })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toContain('手工录入')

  expect(await refusedCodes(approve(operationId, 'liyulan'))).toEqual(['approval.own'])
  expect(await refusedCodes(approve(operationId, 'zhoumin', { password: 'guessed' }))).toEqual([
    'sign-in.wrong',
  ])
  expect(counter.committed.at(-1)).toEqual({ type: 'sign-in-failed', clerk: 'zhoumin' })
  expect(eventsOf(operationId)).not.toContain('record-made')

  await approve(operationId, 'zhoumin')
  await counter.until(
    () => counter.core.projection.operation(operationId)?.operation.receipt === 'pending',
    'carried out',
  )
  expect(counter.view().session?.clerk).toBe('liyulan')
  expect(counter.committed.filter(({ type }) => type === 'signed-in')).toHaveLength(1)
  const [record = '{}'] = counter.core.projection.records(operationId)
  expect(JSON.parse(record)).toMatchObject({ record: 'approval', by: 'zhoumin', operationId })
  expect(await viewOf(operationId)).toMatchObject({ approvedBy: { name: '周敏', witness: false } })
  await counter.counter.printSlip({ operationId })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toMatch(/手工录入.*复核.*周敏/)
  // the same approval once more, as after a lost answer
  const before = counter.committed.length
  await counter.counter.second.approve({
    items: [{ operationId, payloadHash: waiting.second?.payloadHash ?? '' }],
    ...{ clerk: 'zhoumin', password, memberSpoken: true, memberSeen: false },
  })
  expect(counter.committed.slice(before).filter(({ type }) => type === 'record-made')).toEqual([])
})

test('wrong passwords of a second person lock that person, nobody else, and nobody is signed out', async () => {
  await signIn('liyulan')
  const operationId = await take(counter, await typedVisit(), transferForm('300'))
  const tries = counter.core.pack.signIn?.tries ?? 5
  for (let n = 0; n < tries; n++)
    expect(await refusedCodes(approve(operationId, 'zhoumin', { password: 'guessed' }))).toEqual([
      'sign-in.wrong',
    ])
  expect(await refusedCodes(approve(operationId, 'zhoumin'))).toEqual(['sign-in.locked'])
  expect(counter.view().session?.clerk).toBe('liyulan')
  expect(await state(operationId)).toBe('awaiting-approval')
})

test('a supervisor does not approve what he or she took, and a colleague is not enough for the papers', async () => {
  await signIn('zhoumin')
  const visitId = await openVisit(counter, 'li-jianguo')
  const operationId = await take(counter, visitId, supervised('200'))
  expect(await viewOf(operationId)).toMatchObject({
    state: 'awaiting-approval',
    typed: false,
    second: { reasons: [{ code: 'relation.needs-supervisor' }], supervisor: true },
  })
  expect(await refusedCodes(approve(operationId, 'zhoumin'))).toEqual(['approval.own'])
  expect(await refusedCodes(approve(operationId, 'liyulan'))).toEqual(['clerk.not-supervisor'])
  expect(await state(operationId)).toBe('awaiting-approval')
})

test('withdrawn while it waits: here, its count given back, and no approval moves it any more', async () => {
  await signIn('liyulan')
  const visitId = await openVisit(counter, 'li-jianguo')
  const operationId = await take(counter, visitId, supervised('200'))
  const looked = seen(await viewOf(operationId))
  expect(counter.view().visit?.facts?.transfersToday).toBe(1)
  await counter.counter.withdraw({ operationId })
  expect(await state(operationId)).toBe('cancelled')
  expect(counter.view().visit?.facts?.transfersToday).toBe(0)
  const said = { clerk: 'zhoumin', password, memberSpoken: true, memberSeen: false }
  expect(await refusedCodes(counter.counter.second.approve({ items: [looked], ...said }))).toEqual([
    'operation.wrong-state',
  ])
})

test('what was changed after it was looked at is not approved; no with a reason ends it', async () => {
  await signIn('liyulan')
  const visitId = await openVisit(counter, 'li-jianguo')
  const first = await take(counter, visitId, supervised('200'))
  const looked = seen(await viewOf(first))
  const no = { items: [looked], clerk: 'zhoumin', password }
  expect(await refusedCodes(counter.counter.second.reject({ ...no, reason: ' ' }))).toEqual(['field.missing'])
  await counter.counter.second.reject({ ...no, reason: '户口簿没有带' })
  expect(await viewOf(first)).toMatchObject({
    state: 'cancelled',
    rejectedBy: { name: '周敏', reason: '户口簿没有带' },
  })
  expect(eventsOf(first)).not.toContain('operation-dispatched')
  // nobody said 不办了: neither window nor slip says so
  expect(counter.memberView().screen).toMatchObject({ headline: '这次没办成' })
  await counter.counter.printSlip({ operationId: first })
  expect(counter.slips.at(-1)).toMatchObject({ title: '未办成告知单', banner: '这次没有办成' })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toContain('户口簿没有带')
  const second = await take(counter, visitId, supervised('250'))
  const said = { clerk: 'zhoumin', password, memberSpoken: true, memberSeen: false }
  const stale = { operationId: second, payloadHash: looked.payloadHash }
  expect(await refusedCodes(counter.counter.second.approve({ items: [stale], ...said }))).toEqual([
    'operation.same-id-other-content',
  ])
  expect(await state(second)).toBe('awaiting-approval')
  await approve(second, 'zhoumin')
  await counter.until(
    () => counter.core.projection.operation(second)?.operation.receipt === 'pending',
    'carried out',
  )
})

test('the clerk’s own family is refused by the centre, taken by the clerk', async () => {
  await signIn('zhoumin')
  const visitId = await openVisit(counter, 'zhou-yulan')
  const operationId = await take(counter, visitId, openingForm())
  await counter.until(
    () => counter.core.projection.operation(operationId)?.operation.state === 'refused',
    'refused',
  )
  expect((await viewOf(operationId)).refusals).toMatchObject([{ code: 'clerk.related' }])
})

test('put by on a telephone call it is not sent, whatever else is, until a clerk lets it go on', async () => {
  await signIn('liyulan')
  const visitId = await openVisit(counter, 'li-jianguo')
  await counter.counter.practice.line({ up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  const operationId = await take(counter, visitId, transferForm('100'))
  expect(await viewOf(operationId)).toMatchObject({ state: 'queued', mayHold: true, held: null })
  const hold = { operationId, held: true, caller: '' }
  expect(await refusedCodes(counter.counter.hold(hold))).toEqual(['field.missing'])
  await counter.counter.hold({ ...hold, caller: '女儿，138 开头的电话' })
  expect(await viewOf(operationId)).toMatchObject({
    held: { clerk: '李玉兰', caller: '女儿，138 开头的电话' },
  })
  const [row] = await counter.counter.waitingList({})
  expect(row).toMatchObject({ next: 'held' })
  const other = await take(counter, visitId, declaration())
  await counter.counter.practice.line({ up: true })
  await counter.counter.syncNow({})
  await counter.until(
    () => counter.core.projection.operation(other)?.operation.state === 'done',
    'the other one was sent',
  )
  expect(await state(operationId)).toBe('queued')
  expect(eventsOf(operationId)).not.toContain('operation-dispatched')
  await counter.counter.hold({ operationId, held: false, caller: '' })
  await counter.until(
    () => counter.core.projection.operation(operationId)?.operation.receipt === 'pending',
    'sent after all',
  )
  expect(await refusedCodes(counter.counter.hold({ ...hold, caller: '女儿' }))).toEqual([
    'operation.wrong-state',
  ])
})

/** Something that moves no money, to be sent while the other is put by. */
function declaration(): OperationForm {
  const { name, idNumber } = personOf('ma-deming')
  return {
    kind: 'relation-declaration',
    otherName: name,
    otherIdNumber: idNumber,
    relation: '70',
    commitment: '',
  }
}
