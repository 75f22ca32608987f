import { afterEach, describe, expect, it } from 'vitest'
import { Refused, aRefusal } from '../bridge/testing/fake-core'
import { openWindow } from '../testing/mount-window'
import type { TestWindow } from '../testing/mount-window'
import { anOperation, aView, aVisit } from '../testing/samples'
import type { OperationView } from '../../../shared/contract/view'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const keys = { application: 'b', commitment: 'v', deadline: 't' } as const
const corrected = { reason: '同名的人弄错了', by: ['陈主管', '林科长'], at: aView().at }

async function openResult(
  operation: OperationView,
  answers: Parameters<typeof openWindow>[1] = {},
): Promise<TestWindow> {
  const it = (opened = openWindow(aView({ visit: aVisit({ operations: [operation] }) }), answers))
  await it.settle()
  it.page.find<HTMLButtonElement>('.visit-operations button').element.click()
  await it.settle()
  return it
}

describe('papers beside the slip', () => {
  it.each(['application', 'commitment', 'deadline'] as const)(
    'prints the %s by its key from the result, and says so',
    async (slip) => {
      const it = await openResult(anOperation({ sideSlips: [slip] }), {
        printSideSlip: { file: 'a.pdf', title: 'Paper', copy: 2 },
      })
      for (const key of Object.values(keys)) await it.press(key, { alt: true })
      // the keys of papers there are none of do nothing
      expect(it.core.inputsOf('printSideSlip')).toEqual([{ operationId: anOperation().operationId, slip }])
      expect(it.text()).toContain('打好了：Paper，第 2 份')
    },
  )

  it('shows no button where there is none', async () => {
    const it = await openResult(anOperation())
    expect(it.page.find('.side-slips').exists()).toBe(false)
    await it.press('b', { alt: true })
    expect(it.core.inputsOf('printSideSlip')).toEqual([])
  })

  it('says what a printer that fails means, and prints at the next press', async () => {
    const it = await openResult(anOperation({ sideSlips: ['deadline'] }), {
      printSideSlip: new Refused([aRefusal('print.failed')]),
    })
    await it.press('t', { alt: true })
    expect(it.text()).toContain('没打出来（业务不受影响）')
    await it.press('t', { alt: true })
    expect(it.core.inputsOf('printSideSlip')).toHaveLength(2)
  })

  it('prints the reminder from the list of what waits', async () => {
    const waits = anOperation({
      state: 'done',
      sent: true,
      receipt: 'pending',
      deadlineAt: aView().at,
      sideSlips: ['deadline'],
    })
    const it = (opened = openWindow(aView(), {
      waitingList: [{ operation: waits, since: aView().at, next: 'wait-for-receiver', callBack: 'not-yet' }],
      printSideSlip: { file: 'a.pdf', title: 'Paper', copy: 1 },
    }))
    await it.settle()
    await it.press('F7')
    await it.press('t', { alt: true })
    expect(it.core.inputsOf('printSideSlip')).toEqual([{ operationId: waits.operationId, slip: 'deadline' }])
  })
})

describe('what the centre corrected', () => {
  const reversed = anOperation({ state: 'done', sent: true, receipt: 'received', corrected })

  it('is never called done', async () => {
    const it = await openResult(reversed)
    const said = it.page.find('main').text()
    expect(said).toContain('已更正·钱已退回')
    expect(said).toContain('按 F9 打更正通知单给本人')
    expect(said).not.toMatch(/办结|办好|已收款/)
  })

  it('is told at the next card read with why, and its paper is printed by one key', async () => {
    const second = { ...reversed, operationId: '0193d2f0-0000-7000-8000-0000000000ab' as never }
    const it = (opened = openWindow(aView({ visit: aVisit({ toTell: [reversed, second] }) }), {
      printSlip: { file: 'a.pdf', title: 'Notice', copy: 1 },
    }))
    await it.settle()
    expect(it.page.find('.to-tell').text()).toContain('同名的人弄错了')
    await it.press('F9')
    expect(it.core.inputsOf('printSlip')).toEqual([
      { operationId: reversed.operationId },
      { operationId: second.operationId },
    ])
    expect(it.page.find('.to-tell').text()).toContain('打好了：Notice')
  })
})
