import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { approveCorrection, requestCorrection } from '../../central/corrections/correct-transfer'
import { openPractice } from '../../central/open-practice'
import { readPracticeResources } from '../../central/resources'
import { quietLog } from '../../central/testing/quiet-log'
import { operatorsOf } from '../../central/town/offices'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import type { Change } from '../../shared/contract/changes'
import { slipSchema } from '../../shared/contract/slip'
import type { OperationId } from '../../shared/domain/ids'
import { readChanges } from './sync/changes'
import { openVisit, refusedCodes, signIn, take, transferForm } from './testing/clerk-acts'
import { makeStation, openCounter, prepareCentres, startCentre } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'

/* 更正通知单: two operators of a real centre reverse a transfer, and nobody is told any more that it is done. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let station: TestStation
let centre: PracticeCentre
let counter: OpenCounter

beforeAll(prepareCentres)
beforeEach(async () => {
  station = makeStation()
  centre = await startCentre(station)
  counter = await openCounter(station, centre)
  await signIn(counter)
})
afterEach(async () => {
  counter.stop()
  await centre.close()
  station.remove()
})

/** The office corrects while the counter is off; what it did stands there at the counter's next start. */
async function correct(operationId: OperationId, reason: string): Promise<void> {
  const at = counter.clock.now()
  counter.stop()
  await centre.close()
  const resources = readPracticeResources(station.start.resourcesDir)
  const dataDir = join(station.dataDir, 'centre')
  const clock = { now: () => at }
  const office = await openPractice({ dataDir, image: null, resources, clock, log: quietLog })
  await office.centre.db.insertInto('operator').values(operatorsOf(resources.clerks, at)).execute()
  const asked = await requestCorrection(office.centre, { operationId, reason, by: 'office-1' })
  expect(asked).toMatchObject({ ok: true })
  expect(await approveCorrection(office.centre, operationId, 'office-2')).toMatchObject({ ok: true })
  await office.database.close()
  centre = await startCentre(station, at)
  counter = await openCounter(station, centre)
  await signIn(counter)
  await counter.until(() => counter.view().sync.remoteActs.length > 0, 'the correction')
}

async function transferred(amount: string): Promise<OperationId> {
  const visitId = await openVisit(counter, 'li-jianguo')
  const id = await take(counter, visitId, transferForm(amount))
  await counter.until(() => counter.view().visit?.operations.at(-1)?.receipt === 'pending', 'it waits')
  await counter.counter.endVisit({ visitId })
  return id
}

async function received(transferId: OperationId): Promise<OperationId> {
  const visitId = await openVisit(counter, 'li-xiaomei')
  const id = await take(counter, visitId, { kind: 'receive', transferId })
  await counter.until(() => counter.view().visit?.operations.at(-1)?.state === 'done', 'received')
  await counter.counter.endVisit({ visitId })
  await counter.until(
    () => counter.core.projection.operation(transferId)?.operation.receipt === 'received',
    'the payer’s side knows',
  )
  return id
}

const rowsOf = () =>
  Object.fromEntries(slipSchema.parse(counter.slips.at(-1)).rows.map(({ label, value }) => [label, value]))
const printed = () => JSON.stringify(counter.slips.at(-1))
const reason = '同名的人弄错了'
const corrected = {
  title: '更正通知单',
  banner: '已经更正，钱已退回',
  border: 'thick-left',
  warning: null,
}

test('a received transfer that was reversed: both papers say what it was, is, why, by whom; both people are told', async () => {
  const id = await transferred('650')
  const itsReceiving = await received(id)
  expect(await counter.counter.printSlip({ operationId: itsReceiving })).toMatchObject({ title: '收款单' })
  await correct(id, reason)

  const said = { 金额: '650.00 元', 现在: '不算数了，钱已退回转账人原来的账户', 为什么: reason }
  expect(await counter.counter.printSlip({ operationId: id })).toMatchObject({ title: '更正通知单' })
  expect(counter.slips.at(-1)).toMatchObject(corrected)
  expect(rowsOf()).toMatchObject({
    ...said,
    办什么: '转账给近亲属',
    转账人: '李**　990***********2318',
    收款人: '女儿 *晓梅　尾号5827',
    原来: '钱已转到收款人的医保钱包',
    谁更正的: '医保中心 陈主管、林科长',
    不明白: expect.stringContaining(counter.core.pack.office.phone) as string,
    接下来: '您不用做什么；不同意的，带身份证来柜台说',
  })
  expect(printed()).not.toMatch(/已经办好|钱已转出，等|收款截止|李晓梅|李建国/)
  expect(counter.slips.at(-1)?.number).not.toBe('')
  // the receiving, whose own state the correction leaves at done
  await counter.counter.printSlip({ operationId: itsReceiving })
  expect(counter.slips.at(-1)).toMatchObject(corrected)
  expect(rowsOf()).toMatchObject({
    ...said,
    办什么: '收款',
    收款人: '李**　990***********5827',
    原来: '钱已转到收款人的医保钱包',
  })
  expect(printed()).not.toMatch(/已经办好|已经到|钱在您的医保钱包里/)
  // scanned, it does not pass for money that is there
  const statement = Buffer.from((counter.slips.at(-1)?.qr ?? '').split('.')[1] ?? '', 'base64url')
  expect(JSON.parse(statement.toString('utf8'))).toMatchObject({ k: 'receive', rc: 'returned' })

  const { operation, steps } = await counter.counter.looks.case({ operationId: id })
  expect(operation).toMatchObject({ corrected: { reason, by: ['陈主管', '林科长'] }, sideSlips: [] })
  expect(steps.find(({ what }) => what === 'corrected-by-centre')).toMatchObject({
    actor: 'remote',
    name: '陈主管、林科长',
    detail: reason,
  })
  expect(await counter.counter.waitingList({})).toHaveLength(2)

  const payer = await openVisit(counter, 'li-jianguo')
  expect(counter.view().visit?.toTell).toMatchObject([{ operationId: id, corrected: { reason } }])
  await counter.counter.tellMember({ operationId: id, how: 'here' })
  expect(counter.view().visit?.toTell).toEqual([])
  await counter.counter.endVisit({ visitId: payer })
  await openVisit(counter, 'li-xiaomei')
  expect(counter.view().visit?.toTell).toMatchObject([{ operationId: itsReceiving }])
  expect(counter.view().visit?.history).toMatchObject([{ kind: 'receive', corrected: { reason } }])
  await counter.counter.tellMember({ operationId: itsReceiving, how: 'here' })
  expect(counter.view().visit?.toTell).toEqual([])
  expect(await counter.counter.waitingList({})).toEqual([])
})

test('one that still waited to be received was just sent; nobody may receive it, and both are told of it', async () => {
  const id = await transferred('100')
  await correct(id, reason)
  await counter.counter.printSlip({ operationId: id })
  expect(counter.slips.at(-1)).toMatchObject(corrected)
  expect(rowsOf()).toMatchObject({ 原来: '钱已转出，等收款人收', 现在: '不算数了，钱已退回转账人原来的账户' })
  expect(await refusedCodes(counter.counter.printSideSlip({ operationId: id, slip: 'deadline' }))).toEqual([
    'print.not-of-this',
  ])
  await openVisit(counter, 'li-xiaomei')
  expect(counter.view().visit?.toTell).toMatchObject([{ operationId: id }])
  expect(counter.view().visit?.facts?.waitingToReceive).toEqual([])
})

test('what the centre does not say is not made up, and said once more it is nothing new', async () => {
  const id = await transferred('100')
  counter.core.commit([
    { type: 'corrected-by-centre', operationId: id, reason: '', by: [], at: counter.clock.now() },
  ])
  await counter.counter.printSlip({ operationId: id })
  expect(counter.slips.at(-1)).toMatchObject(corrected)
  expect(rowsOf()).toMatchObject({ 为什么: '中心没有写，请打电话问', 谁更正的: '医保中心两位工作人员' })
  // said once more, by a journal from before the centre gave reasons or beside a purge: nothing new
  const before = counter.core.projection.operation(id)
  counter.core.commit([
    { type: 'remote-act', operationId: id, act: 'correction', actor: 'bureau', at: counter.clock.now() },
  ])
  counter.core.commit(counter.core.projection.restated())
  expect(counter.core.projection.operation(id)).toEqual(before)
  const { steps } = await counter.counter.looks.case({ operationId: id })
  expect(steps.filter(({ what }) => what === 'corrected-by-centre')).toHaveLength(1)
})

test('one whose own answer is missing is corrected only after that answer', async () => {
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  counter.lay('li-jianguo')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  const operationId = await take(counter, visitId, transferForm('100'))
  counter.core.commit([
    { type: 'operation-dispatched', operationId, dispatch: 1, link: 'a'.repeat(64) },
    { type: 'operation-unanswered', operationId, cause: 'central.unreachable' },
  ])
  const known: Change = {
    type: 'correction',
    number: 1,
    operationId,
    reason,
    by: [],
    at: counter.clock.now(),
  }
  const line = counter.core.central()
  if (line === null) throw new Error('no centre')
  await readChanges(counter.core, {
    ...line,
    changes: (_station, after) =>
      Promise.resolve({
        ok: true,
        value: { cursor: 1, changes: after === 0 ? [{ number: 1, known, text: '' }] : [] },
      }),
  })
  expect(counter.core.projection.operation(operationId)?.operation).toMatchObject({ state: 'unknown' })
  expect(counter.core.projection.operation(operationId)?.operation.corrected).toBeUndefined()
  expect(counter.core.projection.cursor()).toBe(0)
})
