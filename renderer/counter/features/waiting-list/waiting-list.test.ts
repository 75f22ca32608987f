import { afterEach, describe, expect, it } from 'vitest'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { anOperation, aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const at = aView().at
const idOf = (n: number): never => `0193d2f0-0000-7000-8000-00000000000${n}` as never
const rows = [
  {
    operation: anOperation({
      operationId: idOf(1),
      number: '000000000025',
      state: 'unknown',
      withdrawal: 'at-centre',
      sent: true,
      member: 'M**',
    }),
    since: at - 1_080_000,
    next: 'query-first',
    callBack: 'risen',
  },
  {
    operation: anOperation({ operationId: idOf(2) }),
    since: at - 360_000,
    next: 'goes-out-by-itself',
    callBack: 'not-yet',
  },
  {
    operation: anOperation({
      operationId: idOf(3),
      number: '000000000033',
      state: 'refused',
      sent: true,
      refusals: [aRefusal('transfer.count-used-up', null, { maxPerDay: 3 })],
    }),
    since: at - 7_200_000,
    next: 'tell-member',
    callBack: 'not-yet',
  },
]

async function openList(answers: Parameters<typeof openWindow>[1]): Promise<TestWindow> {
  opened = openWindow(aView(), answers)
  await opened.settle()
  await opened.press('F7')
  return opened
}

const numbers = (it: TestWindow): readonly string[] =>
  it.page.findAll('tbody tr').map((row) => row.find('td').text())

describe('the waiting list', () => {
  it('says of every item its state, age, what comes next and who does it', async () => {
    const it = await openList({ waitingList: rows })
    expect(numbers(it)).toEqual(['000 000 000 025', '000 000 000 017', '000 000 000 033'])
    expect(it.page.findAll('tbody tr')[0]?.text()).toContain('结果待查')
    expect(it.page.findAll('tbody tr')[0]?.text()).toContain('18 分')
    expect(it.page.findAll('tbody tr')[0]?.text()).toContain('先查询，不要重办')
    expect(it.page.find('.detail').text()).toContain('钱动没动要等中心回答')
    // nobody called by the promised day
    expect(it.page.findAll('tbody tr').map((row) => row.text().includes('请主管来办'))).toEqual([
      true,
      false,
      false,
    ])
    expect(it.page.find('.detail').text()).toContain('告诉本人还没办成、还在等')
    expect(it.button('不能重办').disabled).toBe(true)
  })

  it('is walked with the arrow keys; each item tells why and what to say', async () => {
    const it = await openList({ waitingList: rows })
    await it.page.find('table').trigger('keydown', { key: 'ArrowDown' })
    await it.page.find('table').trigger('keydown', { key: 'ArrowDown' })
    await it.settle()
    expect(it.page.find('.detail h2').text()).toBe('000 000 000 033')
    expect(it.page.find('.detail').text()).toContain('今天的3笔已经用完')
    expect(it.page.find('.detail').text()).toContain('今天次数用完了，明天再来')
  })

  it('filters by kind and by surname or number, and says why nothing is left', async () => {
    const it = await openList({ waitingList: rows })
    it.button('结果待查').click()
    await it.settle()
    expect(numbers(it)).toEqual(['000 000 000 025'])
    it.button('定时待办').click()
    await it.settle()
    expect(it.text()).toContain('这一类没有。全部待办有 3 笔')
    it.button('全部').click()
    await it.type('#waiting-find', 'M')
    expect(numbers(it)).toEqual(['000 000 000 025'])
    await it.type('#waiting-find', '0033')
    expect(numbers(it)).toEqual(['000 000 000 033'])
    await it.type('#waiting-find', '999')
    expect(it.text()).toContain('没有找到“999”')
  })

  it('never looks empty when it could not be read', async () => {
    const it = await openList({ waitingList: new Refused([aRefusal('internal.fault')]) })
    expect(it.text()).toContain('待办没有读出来，不等于没有待办')
    it.core.answer({ waitingList: [] })
    it.button('再读一次').click()
    await it.settle()
    expect(it.text()).toContain('没有待办：登记的都办到头了')
  })

  it('is read again with every change in core, and lets only an unsent item be withdrawn', async () => {
    const it = await openList({ waitingList: [rows[1]], withdraw: anOperation({ state: 'cancelled' }) })
    it.button('撤回').click()
    await it.settle()
    expect(it.core.inputsOf('withdraw')).toEqual([{ operationId: idOf(2) }])
    const asked = it.core.inputsOf('waitingList').length
    it.core.answer({ waitingList: [] })
    it.core.show(aView({ revision: 2 }))
    await it.settle()
    expect(it.core.inputsOf('waitingList').length).toBeGreaterThan(asked)
    expect(it.text()).toContain('待办 0 笔')
  })
})
