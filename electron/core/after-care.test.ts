import { expect, test, vi } from 'vitest'
import type { OperationView } from '../../shared/contract/view'
import { atShanghai } from '../../shared/domain/china-time'
import { openVisit, openingForm, refusedCodes, take, transferForm } from './testing/clerk-acts'
import type { OpenCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

async function operationOf(counter: OpenCounter, operationId: string): Promise<OperationView> {
  return counter.counter.operation({ operationId })
}

/** A transfer that its payee lets lie until it is returned at the next opening hour. */
async function returned(counter: OpenCounter): Promise<string> {
  const visitId = await openVisit(counter, 'li-jianguo')
  const operationId = await take(counter, visitId, transferForm('100'))
  await counter.until(
    () => counter.view().visit?.operations.at(-1)?.receipt === 'pending',
    'the transfer waits',
  )
  await counter.counter.endVisit({ visitId })
  await counter.counter.practice.clock({ to: 'evening' })
  await counter.counter.practice.clock({ to: 'morning' })
  await counter.until(() => counter.view().attention.refused === 1, 'the money came back')
  return operationId
}

test('a return is told: by telephone when somebody is reached, and stands at both cards until then', async () => {
  const { counter } = await desk()
  const operationId = await returned(counter)
  expect(await counter.counter.waitingList({})).toMatchObject([
    { next: 'tell-member', operation: { operationId, receipt: 'returned', told: null } },
  ])
  await counter.counter.tellMember({ operationId, how: 'not-reached' })
  await counter.counter.tellMember({ operationId, how: 'not-reached' })
  expect(await counter.counter.waitingList({})).toMatchObject([
    { next: 'tell-member', operation: { told: { how: 'not-reached', tries: 2 } } },
  ])
  const payeeVisit = await openVisit(counter, 'li-xiaomei')
  expect(counter.view().visit?.toTell).toMatchObject([{ operationId, receipt: 'returned' }])
  await counter.counter.endVisit({ visitId: payeeVisit })

  await openVisit(counter, 'li-jianguo')
  expect(counter.view().visit?.toTell).toMatchObject([{ operationId }])
  await counter.counter.tellMember({ operationId, how: 'here' })
  expect(counter.view().visit?.toTell).toEqual([])
  expect(await counter.counter.waitingList({})).toEqual([])
  // the money is where it was, and the paper says so
  const { title } = await counter.counter.printSlip({ operationId })
  expect(title).toBe('退回通知单')
  const before = counter.committed.length
  await counter.counter.tellMember({ operationId, how: 'here' })
  expect(counter.committed.length).toBe(before)
})

test('nothing is told of what is not over', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  const operationId = await take(counter, visitId, openingForm())
  await counter.until(() => counter.view().visit?.operations[0]?.state === 'done', 'opened')
  expect(await refusedCodes(counter.counter.tellMember({ operationId, how: 'here' }))).toEqual([
    'operation.wrong-state',
  ])
})

test('what waits is called back by the office’s working time, rises to the supervisor on the promised day, and nothing of it goes', async () => {
  const { counter } = await desk()
  await counter.counter.practice.line({ up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is cut')
  counter.lay('wang-xiuying')
  await counter.until(() => counter.view().visit !== null, 'a visit')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  // Monday 09:30; two working days are promised
  const operationId = await take(counter, visitId, openingForm())
  await counter.counter.endVisit({ visitId })
  const waits = async (day: string, time: string): Promise<unknown> => {
    counter.clock.notBefore(atShanghai(day, time))
    const { callBacks, risen } = counter.view().attention
    return [(await counter.counter.waitingList({}))[0]?.callBack, callBacks, risen]
  }
  expect(await waits('2026-11-24', '09:00')).toEqual(['not-yet', 0, 0])
  expect(await refusedCodes(counter.counter.tellMember({ operationId, how: 'telephone' }))).toEqual([
    'operation.wrong-state',
  ])
  expect(await waits('2026-11-24', '09:40')).toEqual(['due', 1, 0])
  expect(await waits('2026-11-25', '09:29')).toEqual(['due', 1, 0])
  await counter.counter.tellMember({ operationId, how: 'not-reached' })
  expect(await waits('2026-11-25', '09:40')).toEqual(['risen', 0, 1])
  await counter.counter.tellMember({ operationId, how: 'telephone' })
  expect(await waits('2026-11-26', '09:30')).toEqual(['not-yet', 0, 0])
  // the weekend is no working time
  expect(await waits('2026-11-27', '09:30')).toEqual(['due', 1, 0])
  await counter.counter.tellMember({ operationId, how: 'telephone' })
  expect(await waits('2026-11-29', '23:00')).toEqual(['not-yet', 0, 0])
  expect(await waits('2026-11-30', '09:40')).toEqual(['due', 1, 0])
  expect(counter.core.projection.operation(operationId)?.operation.state).toBe('queued')
})

test('the paper runs out: the operation goes on, and one key prints what is still wanted', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const first = await take(counter, visitId, transferForm('40'))
  await counter.counter.practice.paper({ there: false })
  expect(await refusedCodes(counter.counter.printSlip({ operationId: first }))).toEqual(['print.failed'])
  const second = await take(counter, visitId, transferForm('50'))
  expect(await refusedCodes(counter.counter.printSlip({ operationId: second }))).toEqual(['print.failed'])
  const third = await take(counter, visitId, transferForm('60'))
  expect(await refusedCodes(counter.counter.printSlip({ operationId: third }))).toEqual(['print.failed'])
  await counter.until(
    () => counter.view().visit?.operations.every(({ state }) => state === 'done') === true,
    'all done without paper',
  )
  expect(counter.view().attention.unprinted).toBe(3)
  await counter.counter.waiveSlip({ operationId: second })
  expect(await refusedCodes(counter.counter.printUnprinted({}))).toEqual(['print.failed'])
  expect(counter.view().attention.unprinted).toBe(2)

  await counter.counter.practice.paper({ there: true })
  expect(await counter.counter.printUnprinted({})).toEqual({ printed: 2 })
  expect(counter.slips.map(({ title }) => title)).toEqual(['转出单', '转出单'])
  expect(counter.view().attention.unprinted).toBe(0)
  expect(await operationOf(counter, first)).toMatchObject({ unprinted: false, slipCopies: 1 })
  expect(await operationOf(counter, second)).toMatchObject({ unprinted: false, slipCopies: 0 })
})

test('the practice clock moves on to the hour that comes next, and never back', async () => {
  const { counter } = await desk()
  const at = (): string => new Date(counter.view().at + 8 * 3_600_000).toISOString().slice(0, 16)
  await counter.counter.practice.clock({ to: 'evening' })
  expect(at()).toBe('2026-11-23T22:30')
  await counter.counter.practice.clock({ to: 'morning' })
  expect(at()).toBe('2026-11-24T06:05')
  await counter.counter.practice.clock({ to: 'morning' })
  expect(at()).toBe('2026-11-25T06:05')
})
