import { afterEach, describe, expect, it } from 'vitest'
import type { CounterView, SyncView } from '../../../../shared/contract/view'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

function withSync(parts: Partial<SyncView>, view: Partial<CounterView> = {}): CounterView {
  return aView({ ...view, sync: { ...aView().sync, ...parts } })
}

async function openSync(view: CounterView): Promise<TestWindow> {
  opened = openWindow(view, { syncNow: () => ({}), resumeSending: () => ({}), enrolAgain: () => ({}) })
  await opened.settle()
  await opened.press('w', { alt: true })
  await opened.settle()
  return opened
}

describe('the sync screen', () => {
  it('opens by its key, says what is well, why its lists are empty, and leads back', async () => {
    const it = await openSync(withSync({ sent: 12, received: 7 }))
    for (const words of [
      '没有待发送的，都发出去了',
      '没有别处来的改动',
      '发出 12 笔，收到中心通知 7 条',
      '和中心时间一样',
    ])
      expect(it.text()).toContain(words)
    expect(document.activeElement?.textContent).toContain('现在联一次')
    await it.press('Escape')
    expect(it.text()).toContain('请把身份证放在读卡器上')
  })

  it('a stick: that it is off is said; where it is allowed it is written while the line is down, and an answer is read', async () => {
    const off = await openSync(aView())
    expect(off.text()).toContain('规则没有让这个窗口用U盘')
    off.close()
    const down = { ...aView().line, state: 'down' as const }
    opened = openWindow(withSync({ stick: { allowed: true, waiting: [3] } }, { line: down }), {
      writeStick: () => ({ numbers: [3, 4], operations: 5 }),
      readStickAnswer: () => ({ number: 3 }),
    })
    await opened.settle()
    await opened.press('w', { alt: true })
    await opened.settle()
    expect(opened.text()).toContain('等中心回执：第 3 份')
    opened.button('写到U盘…').click()
    await opened.settle()
    expect(opened.text()).toContain('写好了：第 3 4 份，共 5 笔')
    opened.button('读中心的回执…').click()
    await opened.settle()
    expect(opened.text()).toContain('第 3 份的回执读好了')
  })

  it('tries the line when asked, and says so', async () => {
    const it = await openSync(aView())
    it.button('现在联一次').click()
    await it.settle()
    expect(it.core.inputsOf('syncNow')).toEqual([{}])
    expect(it.text()).toContain('已经去联了')
  })

  it('a stop is a supervisor’s: a clerk reads whom to call, a supervisor is asked twice before the epoch is given up', async () => {
    const stopped = { code: 'sync.counter-behind', acts: ['resume', 'enrol-again'] } as const
    const clerk = await openSync(withSync({ stopped: { ...stopped, acts: [...stopped.acts] } }))
    expect(clerk.text()).toContain('请主管登录以后到这里处理')
    expect(clerk.text()).toContain('一笔也不会丢')
    clerk.close()
    const session = { clerk: 'zhoumin', name: 'Zhou Min', role: 'supervisor' } as never
    const it = await openSync(withSync({ stopped: { ...stopped, acts: [...stopped.acts] } }, { session }))
    it.button('查清楚了').click()
    await it.settle()
    expect(it.core.inputsOf('resumeSending')).toEqual([{}])
    it.button('重新登记这个窗口').click()
    await it.settle()
    expect(it.core.inputsOf('enrolAgain')).toEqual([])
    it.button('先不要').click()
    await it.settle()
    it.button('重新登记这个窗口').click()
    await it.settle()
    it.button('有登记码了').click()
    await it.settle()
    expect(it.core.inputsOf('enrolAgain')).toEqual([{}])
  })

  it('a wrong clock, another computer and what others did are named', async () => {
    const line = { ...aView().line, clockDifferenceMs: 420_000 }
    const act = {
      operationId: '0193d2f0-0000-7000-8000-00000000000a',
      number: '000000000017',
      member: '王**',
      act: 'correction',
      actor: 'bureau',
      by: null,
      at: aView().at,
    } as SyncView['remoteActs'][number]
    const it = await openSync(
      withSync(
        {
          otherWriter: true,
          address: 'https://c:1',
          nextKeysAt: aView().at,
          keysProblem: 'central.keys-not-proven',
          parkedChanges: 2,
          remoteActs: [act],
        },
        { line },
      ),
    )
    for (const words of [
      '差7分钟',
      '另有一台电脑在用这个窗口的身份',
      '有 2 条中心通知',
      '通知要换钥匙，这个窗口核对过、收好了',
      '不是中心现在的钥匙签的，没有采用',
      '经办机构更正了 王** 的业务 000000000017',
    ])
      expect(it.text()).toContain(words)
  })
})
