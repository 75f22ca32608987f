import { afterEach, expect, it } from 'vitest'
import type { OperationView, WaitingRow } from '../../../../shared/contract/view'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { anOperation, aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const payloadHash = 'c'.repeat(64)
const waiting = (parts: Partial<OperationView> = {}): WaitingRow => ({
  operation: anOperation({
    state: 'awaiting-approval',
    typed: true,
    second: {
      payloadHash,
      reasons: [aRefusal('visit.typed-identity')],
      supervisor: false,
      memberSpoken: false,
      memberSeen: false,
      elsewhere: true,
      telephone: true,
    },
    ...parts,
  }),
  since: aView().at - 60_000,
  next: 'second-person',
  callBack: 'not-yet',
})

async function openApprovals(rows: readonly WaitingRow[], answers = {}): Promise<TestWindow> {
  opened = openWindow(aView({ attention: { ...aView().attention, approvals: rows.length } }), {
    waitingList: rows,
    ...answers,
  })
  await opened.settle()
  await opened.press('f', { alt: true })
  await opened.settle()
  return opened
}

const dialog = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('[role="dialog"]')
  if (found === null) throw new Error('no dialogue is open')
  return found
}

async function typePassword(it: TestWindow, text: string): Promise<void> {
  const field = dialog().querySelector<HTMLInputElement>('#second-password')
  if (field === null) throw new Error('no password field')
  field.value = text
  field.dispatchEvent(new Event('input'))
  await it.settle()
}

it('says why it is empty, and that a list that was not read is not empty', async () => {
  const it = await openApprovals([])
  expect(it.text()).toContain('没有等复核的')
  it.core.answer({ waitingList: new Refused([aRefusal('core.restarting')]) })
  it.core.show(aView({ revision: 2 }))
  await it.settle()
  expect(it.text()).toContain('待复核的没有读出来，不等于没有')
})

it('shows who, what, which rule and how long; a colleague approves these bytes by the own password', async () => {
  const row = waiting()
  const it = await openApprovals([row], { 'second.approve': [row.operation] })
  expect(it.text()).toContain('待复核 1 笔')
  expect(it.text()).toContain('手工录入的，办钱的事要另一位工作人员复核')
  expect(it.text()).toContain('手工录入')
  await it.press('a', { alt: true })
  await it.settle()
  // the taker is not among those who may: only the supervisor is left, and is chosen already
  expect(dialog().textContent).not.toContain('Li Yulan（')
  await typePassword(it, 'secret-2026')
  await it.press('Enter', { ctrl: true })
  await it.settle()
  expect(it.core.inputsOf('second.approve')).toEqual([
    {
      items: [{ operationId: row.operation.operationId, payloadHash }],
      clerk: 'zhoumin',
      password: 'secret-2026',
      memberSpoken: false,
      memberSeen: false,
    },
  ])
  expect(document.querySelector('[role="dialog"] .second')).toBeNull()
})

it('says at the field what core refuses, keeps the rest, and forgets a wrong password', async () => {
  const it = await openApprovals([waiting()], {
    'second.approve': new Refused([aRefusal('sign-in.wrong', 'password')]),
    'second.reject': new Refused([aRefusal('field.missing', 'reason')]),
  })
  await it.press('a', { alt: true })
  await it.settle()
  await typePassword(it, 'guess')
  await it.press('Enter', { ctrl: true })
  await it.settle()
  expect(dialog().textContent).toContain('工作人员或密码不对')
  expect(dialog().querySelector<HTMLInputElement>('#second-password')?.value).toBe('')
  await it.press('r', { alt: true })
  await it.settle()
  expect(it.core.inputsOf('second.reject')).toHaveLength(1)
  expect(dialog().textContent).toContain('还没有填')
})

it('offers nobody where only a supervisor may and the supervisor took it', async () => {
  const row = waiting({ clerkId: 'zhoumin' as never })
  const second = row.operation.second
  const it = await openApprovals([
    { ...row, operation: { ...row.operation, second: second && { ...second, supervisor: true } } },
  ])
  await it.press('a', { alt: true })
  await it.settle()
  expect(dialog().textContent).toContain('主管没有经手的才行')
  expect(it.core.inputsOf('second.approve')).toEqual([])
})

const remote = (parts: object = {}) => ({
  asOf: aView().at,
  more: false,
  rows: [
    {
      operationId: waiting().operation.operationId,
      payloadHash,
      number: '000100000011',
      kind: 'transfer',
      member: 'Li **',
      typed: true,
      byAgent: false,
      amountFen: 30_000,
      other: { name: '*Xiaomei', relation: '30', last4: '5827' },
      relationName: 'daughter',
      supervisor: false,
      takenAt: aView().at - 60_000,
      takenBy: 'Wu Min',
      hall: 'Other hall',
      desk: 'Desk 5',
      reasons: [aRefusal('visit.typed-identity')],
      askedAt: aView().at - 60_000,
    },
  ],
  ...parts,
})

async function openAsSupervisor(answers: object): Promise<TestWindow> {
  const session = { clerk: 'zhoumin', name: 'Zhou Min', role: 'supervisor' } as const
  opened = openWindow(aView({ session: session as never }), { waitingList: [], ...answers })
  await opened.settle()
  await opened.press('f', { alt: true })
  return opened
}

it('shows a supervisor what waits elsewhere, with its age; a list that was not read is not empty', async () => {
  const it = await openAsSupervisor({ 'remoteSecond.list': remote(), 'remoteSecond.decide': {} })
  await it.press('u', { alt: true })
  expect(it.text()).toContain('别的窗口等复核的 1 笔')
  expect(it.text()).toContain('Other hall Desk 5')
  await it.type('#elsewhere-password', 'secret-2026')
  await it.press('Enter', { ctrl: true })
  expect(it.core.inputsOf('remoteSecond.decide')).toMatchObject([
    { payloadHash, says: 'approved', place: 'Other hall Desk 5', password: 'secret-2026' },
  ])
  expect(it.text()).toContain('已经复核通过')
  it.core.answer({ 'remoteSecond.list': new Refused([aRefusal('central.offline')]) })
  await it.press('x', { alt: true })
  expect(it.text()).toContain('没有问到，不等于没有')
  it.core.answer({ 'remoteSecond.list': remote({ rows: [] }) })
  await it.press('x', { alt: true })
  expect(it.text()).toContain('现在别的窗口没有等主管复核的')
}, 20_000)

it('gives a code for what was told on the telephone, once, and says at its field what does not read', async () => {
  const it = await openAsSupervisor({
    'remoteSecond.giveCode': new Refused([aRefusal('approval.code-malformed', 'challenge')]),
  })
  await it.press('t', { alt: true })
  await it.type('#code-number', '0001 0000 0011')
  await it.press('Enter', { ctrl: true })
  expect(it.text()).toContain('要 8 位数字')
  it.core.answer({
    'remoteSecond.giveCode': { code: '48210376', number: '000100000011', place: 'Other hall Desk 5' },
  })
  await it.press('Enter', { ctrl: true })
  expect(it.text()).toContain('4821 0376')
  await it.press('t', { alt: true })
  expect(it.text()).not.toContain('4821 0376')
}, 20_000)

it('reads out what a code is bound to and sends the code that was heard', async () => {
  const row = waiting()
  const it = await openApprovals([row], {
    'remoteSecond.askCode': {
      number: '000000000013',
      challenge: '11112222',
      amountFen: 30_000,
      name: '*Xiaomei',
      last4: '5827',
      goodUntil: aView().at + 60_000,
      triesLeft: 5,
    },
    'remoteSecond.useCode': row.operation,
  })
  await it.press('a', { alt: true })
  await it.press('t', { alt: true })
  expect(dialog().textContent).toContain('1111 2222')
  const field = dialog().querySelector<HTMLInputElement>('#telephone-code')
  if (field === null) throw new Error('no field for the code')
  field.value = '4821 0376'
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await it.settle()
  expect(it.core.inputsOf('remoteSecond.useCode')).toEqual([
    { operationId: row.operation.operationId, by: 'zhoumin', code: '4821 0376' },
  ])
}, 20_000)
