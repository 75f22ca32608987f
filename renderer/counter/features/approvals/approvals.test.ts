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
