import { afterEach, expect, it } from 'vitest'
import { Refused } from '../../bridge/testing/fake-core'
import { aView, aVisit, anOperation } from '../../testing/samples'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'

/* Whoever acts for the member, on the clerk's screen. */

let it_: TestWindow | null = null
afterEach(() => {
  it_?.close()
  it_ = null
})

const pack = {
  regions: [],
  regionTableAsOf: '2025-05-08',
  aliases: [],
  relations: [
    { code: '20', name: 'son', rule: 'allow' },
    { code: '30', name: 'daughter', rule: 'allow' },
  ],
  maxFen: 200_000,
  maxPerDay: 3,
  bindingTaken: false,
  hours: { opens: '06:00', closes: '22:00' },
}
const card = {
  readId: '0193d2f0-0000-4000-8000-000000000002',
  name: 'Li Qiang',
  idNumberMasked: '990***********3510',
}

async function openAgent(answers: Parameters<typeof openWindow>[1] = {}): Promise<TestWindow> {
  it_ = openWindow(aView({ visit: aVisit() }), { packForForms: pack, checkForm: [], ...answers })
  await it_.settle()
  it_.core.show(aView({ revision: 2, visit: aVisit({ agentCard: card }) }))
  await it_.settle()
  return it_
}

const inputOf = (window: TestWindow, path: string): unknown =>
  window.core.asked.filter((one) => one.path === path).at(-1)?.input

it('opens when the card was laid down for it, and says relation, authority and whether the member is here', async () => {
  const window = await openAgent()
  expect(window.text()).toContain('Li Qiang')
  await window.page.find('input[name="agent-relation"][value="20"]').setValue(true)
  await window.type('#agent-phone', '１３９ 0000-1111')
  await window.press('Enter', { ctrl: true })
  expect(inputOf(window, 'agent.settle')).toMatchObject({
    form: {
      relation: '20',
      authority: 'letter',
      memberPresent: true,
      phone: '１３９ 0000-1111',
      paperId: null,
    },
  })
})

it('says that a supervisor calls a member who is not here', async () => {
  const window = await openAgent()
  await window.page.find('input[name="agent-relation"][value="20"]').setValue(true)
  await window.page.find('input[name="agent-presence"][value="called"]').setValue(true)
  await window.press('Enter', { ctrl: true })
  expect(inputOf(window, 'agent.settle')).toMatchObject({
    form: { memberPresent: false, supervisorCalls: true },
  })
})

it('says at the field what core refuses, and keeps what was typed', async () => {
  const refusal = { code: 'phone.malformed', data: {}, clause: null, field: 'phone' } as const
  const window = await openAgent({ 'agent.settle': new Refused([refusal]) })
  await window.type('#agent-phone', '🙂')
  await window.press('Enter', { ctrl: true })
  expect(window.page.find('#agent-phone-problems').text()).not.toBe('')
  expect(window.page.find<HTMLInputElement>('#agent-phone').element.value).toBe('🙂')
  await window.type('#agent-phone', '13900001111')
  expect(window.page.find('#agent-phone-problems').text()).toBe('')
})

it('asks for a paper only where one is needed, and picks it through core', async () => {
  const window = await openAgent({ keepPaper: { kept: true } })
  expect(window.page.find('#agent-paper-problems').exists()).toBe(false)
  await window.page.find('input[name="agent-presence"][value="away"]').setValue(true)
  await window.settle()
  await window.page.find('.pick button').trigger('click')
  await window.settle()
  expect(inputOf(window, 'keepPaper')).toMatchObject({ kind: 'authority-letter' })
  await window.page.find('input[name="agent-authority"][value="guardian"]').setValue(true)
  await window.settle()
  await window.page.find('input[name="agent-paper"][value="birth-certificate"]').setValue(true)
  await window.page.find('.pick button').trigger('click')
  await window.settle()
  expect(inputOf(window, 'keepPaper')).toMatchObject({ kind: 'birth-certificate' })
})

it('notes by keys what the clerk saw, and only what may be noted of this member', async () => {
  it_ = openWindow(aView({ visit: aVisit() }), { packForForms: pack, checkForm: [] })
  await it_.settle()
  await it_.press('k', { alt: true })
  expect(inputOf(it_, 'noteVisit')).toMatchObject({ note: 'cannot-answer', holds: true })
  await it_.press('i', { alt: true })
  expect(inputOf(it_, 'noteVisit')).toMatchObject({ note: 'cannot-answer' })
})

it('says wherever the clerk is that the member pressed 请帮我', async () => {
  const operation = anOperation({ state: 'draft', number: null })
  const call = { operationId: operation.operationId, kind: operation.kind, at: aView().at }
  it_ = openWindow(aView({ visit: aVisit(), memberCalls: call }), { packForForms: pack, waitingList: [] })
  await it_.settle()
  await it_.press('F7')
  expect(it_.page.find('.calls').exists()).toBe(true)
  it_.button(it_.page.find('.calls button').text()).click()
  await it_.settle()
  expect(it_.page.find('.visit').exists()).toBe(true)
})
