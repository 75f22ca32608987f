import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import type { ClerkId, OperationId } from '../../shared/domain/ids'
import { decideAskCode, decideUseCode } from '../../shared/domain/remote-approval'
import { approvalEvents } from './services/approved-elsewhere'
import { refusedCodes, take, transferForm } from './testing/clerk-acts'
import { makeStation, openCounter, personOf, prepareCentres, startCentre } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

/* 复核 by a supervisor who is not here: at another counter, and by a code on the telephone (ADR 34). */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const password = 'lianxi2026'
let counter: OpenCounter
let centre: PracticeCentre
let visitId: string
const ends: (() => unknown)[] = []
beforeAll(async () => {
  await prepareCentres()
  const station = makeStation()
  ends.push(() => station.remove())
  centre = await startCentre(station)
  ends.push(() => centre.close())
  counter = await openCounter(station, centre)
  ends.push(() => counter.stop())
  await counter.counter.signIn({ clerk: 'liyulan', password })
  const { idNumber, name } = personOf('li-jianguo')
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber, name })
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts of a typed member')
  visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
})
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const viewOf = (operationId: OperationId) => counter.counter.operation({ operationId })
const eventsOf = (operationId: OperationId): readonly string[] =>
  counter.committed.flatMap((event) =>
    'operationId' in event && event.operationId === operationId ? [event.type] : [],
  )
const takeTyped = (amount: string) => take(counter, visitId, transferForm(amount))

/** As a supervisor at another counter does it; the centre is asked until it has heard of the operation. */
async function elsewhere(
  operationId: OperationId,
  says: 'approved' | 'sent-back',
  reason = '',
): Promise<void> {
  const { second } = await viewOf(operationId)
  const central = counter.core.central()
  if (central === null || second === null) throw new Error('nothing to decide')
  const about = { operationId, payloadHash: second.payloadHash, clerk: 'zhoumin' as ClerkId, says, reason }
  for (let n = 0; n < 200; n++) {
    const answer = await central.decideApproval({ station: counter.core.station.id, ...about })
    if (answer.ok) return counter.counter.syncNow({}).then(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the centre never heard of it')
}

test('a supervisor at another counter sends it back with a reason, or approves: it goes out, with the actor named', async () => {
  const first = await takeTyped('100')
  expect((await viewOf(first)).second).toMatchObject({ elsewhere: true, telephone: true })
  await elsewhere(first, 'sent-back', '号码和户口簿不一样')
  await counter.until(
    () => counter.core.projection.operation(first)?.operation.state === 'cancelled',
    'sent back',
  )
  expect(await viewOf(first)).toMatchObject({ rejectedBy: { name: '周敏', reason: '号码和户口簿不一样' } })
  expect(eventsOf(first)).not.toContain('operation-dispatched')

  const second = await takeTyped('110')
  await elsewhere(second, 'approved')
  await counter.until(
    () => counter.core.projection.operation(second)?.operation.receipt === 'pending',
    'approved and carried out',
  )
  const [record = '{}'] = counter.core.projection.records(second)
  expect(JSON.parse(record)).toMatchObject({ record: 'approval', by: 'zhoumin', through: 'counter' })
  expect(await viewOf(second)).toMatchObject({
    approvedBy: { name: '周敏', witness: false, elsewhere: { through: 'counter' } },
  })
  // visible here, with who it was
  expect(counter.view().sync.remoteActs).toMatchObject([
    { act: 'sent-back', by: '周敏', operationId: first },
    { act: 'approved', by: '周敏', operationId: second },
  ])
  await counter.counter.printSlip({ operationId: second })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toContain('周敏')
})

test('an approval that comes too late moves nothing and is seen all the same', async () => {
  const operationId = await takeTyped('120')
  const waiting = counter.core.projection.operation(operationId)?.operation
  if (waiting?.taken == null) throw new Error('not taken')
  const said = { operationId, payloadHash: waiting.taken.payloadHash, clerk: 'zhoumin' as ClerkId }
  await counter.counter.withdraw({ operationId })
  const cancelled = counter.core.projection.operation(operationId)?.operation
  if (cancelled === undefined) throw new Error('gone')
  const late = {
    ...said,
    number: 1,
    type: 'approval',
    says: 'approved',
    by: '周敏',
    place: '',
    reason: '',
  } as const
  expect(approvalEvents(counter.core, cancelled, { ...late, at: counter.clock.now() })).toEqual([
    expect.objectContaining({ type: 'acted-elsewhere', act: 'approved', by: '周敏' }),
  ])
  // of other bytes than wait here
  expect(
    approvalEvents(counter.core, waiting, { ...late, payloadHash: 'ab'.repeat(32), at: counter.clock.now() }),
  ).toHaveLength(1)
})

test('too many wrong codes end it, an old challenge is answered no more, and what needs a presence is not asked', async () => {
  const operationId = await takeTyped('140')
  const rules = counter.core.pack.telephoneCode
  if (rules === undefined) throw new Error('the practice pack takes codes')
  const use = (code: string) => counter.counter.remoteSecond.useCode({ operationId, by: 'zhoumin', code })
  expect(await refusedCodes(use('12345678'))).toEqual(['approval.code-lapsed'])
  await counter.counter.remoteSecond.askCode({ operationId })
  // when it is too old it is answered no more, and another one is read out
  const asked = counter.core.projection.operation(operationId)?.operation
  if (asked === undefined) throw new Error('gone')
  const at = counter.clock.now() + rules.lifeMinutes * 60_000
  const who = { operationId, clerk: 'liyulan' as ClerkId, by: 'zhoumin' as ClerkId, name: '周敏' }
  const late = { ...who, type: 'use-code', role: 'supervisor', at, right: true, record: '{}' } as const
  expect(decideUseCode(asked, late, counter.core.pack)).toMatchObject({
    error: [{ code: 'approval.code-lapsed' }],
  })
  expect(decideAskCode(asked, { ...who, type: 'ask-code', at }, counter.core.pack)).toMatchObject({
    value: [{ type: 'approval-code-asked', askedAt: at }],
  })
  for (let left = rules.tries - 1; left > 0; left--)
    expect(await refusedCodes(use('12345678'))).toEqual(['approval.code-wrong'])
  expect(await refusedCodes(use('12345678'))).toEqual(['approval.code-used-up'])
  expect(await refusedCodes(counter.counter.remoteSecond.askCode({ operationId }))).toEqual([
    'approval.code-used-up',
  ])
  expect((await viewOf(operationId)).state).toBe('awaiting-approval')
  expect(await refusedCodes(counter.counter.remoteSecond.list({}))).toEqual(['clerk.not-supervisor'])
  await counter.counter.withdraw({ operationId })
})

test('a telephone code: read out, given for exactly that, checked without a line; a wrong one counts, the taker gives none', async () => {
  await counter.counter.practice.line({ up: false })
  const operationId = await takeTyped('130')
  const asked = await counter.counter.remoteSecond.askCode({ operationId })
  expect(await counter.counter.remoteSecond.askCode({ operationId })).toEqual(asked)
  const use = (by: string, code: string) => counter.counter.remoteSecond.useCode({ operationId, by, code })
  expect(await refusedCodes(use('liyulan', '12345678'))).toEqual(['clerk.not-supervisor'])
  expect(await refusedCodes(use('zhoumin', '1234'))).toEqual(['approval.code-malformed'])
  expect(await refusedCodes(use('zhoumin', '00000000'))).toEqual(['approval.code-wrong'])
  expect(await counter.counter.remoteSecond.askCode({ operationId })).toMatchObject({
    challenge: asked.challenge,
    triesLeft: asked.triesLeft - 1,
  })

  // the supervisor, where there is a line
  await counter.counter.practice.line({ up: true })
  await counter.until(() => counter.view().line.state === 'up', 'the line is back')
  await counter.counter.signOut({})
  await counter.counter.signIn({ clerk: 'zhoumin', password })
  const form = {
    number: asked.number,
    challenge: asked.challenge,
    amount: '130',
    last4: asked.last4,
  }
  const give = (change: object = {}, secret = password) =>
    counter.counter.remoteSecond.giveCode({ form: { ...form, ...change }, password: secret })
  expect(await refusedCodes(give({}, 'guessed'))).toEqual(['sign-in.wrong'])
  const other = await give({ amount: '1300' })
  const { code, number } = await give()
  expect(number).toBe(asked.number)
  expect(counter.committed.filter(({ type }) => type === 'supervised')).toHaveLength(2)
  await counter.counter.signOut({})

  await counter.counter.signIn({ clerk: 'liyulan', password })
  await counter.counter.practice.line({ up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is cut')
  expect(await refusedCodes(use('zhoumin', other.code))).toEqual(['approval.code-wrong'])
  await use('zhoumin', `${code.slice(0, 4)} ${code.slice(4)}`)
  expect(await viewOf(operationId)).toMatchObject({
    state: 'queued',
    approvedBy: { name: '周敏', elsewhere: { through: 'code', place: '' } },
  })
  expect(await refusedCodes(use('zhoumin', code))).toEqual(['operation.wrong-state'])
  await counter.counter.practice.line({ up: true })
  await counter.until(
    () => counter.core.projection.operation(operationId)?.operation.receipt === 'pending',
    'carried out: the centre has given that code',
  )
})
