import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoreState, StoreTrouble } from '../../../../shared/contract/store'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const opening: StoreState = { state: 'opening', phase: 'folding', done: 12_000, of: 480_000 }
const open: StoreState = { state: 'open', notices: [] }

function trouble(parts: Partial<StoreTrouble> = {}): StoreTrouble {
  return {
    state: 'trouble',
    code: 'journal.damaged',
    data: {},
    damage: { file: '00000003.segment', firstFrame: 412, lastFrame: 415, quarantined: [] },
    safe: { frame: 411, at: Date.UTC(2026, 10, 21, 2, 2) },
    check: [],
    acts: ['mend-from-mirror', 'try-again', 'go-on-without'],
    ...parts,
  }
}

async function start(store: StoreState, answers = {}): Promise<TestWindow> {
  opened = openWindow(aView(), answers, store)
  await opened.settle()
  return opened
}

const focused = (): string => document.activeElement?.textContent.trim() ?? ''

describe('while the store opens', () => {
  it('a short opening gets no page of its own', async () => {
    const it = await start(opening)
    expect(it.text()).not.toContain('重新整理记录')
    it.core.showStore(open)
    await it.settle()
    expect(it.text()).toContain('请把身份证放在读卡器上')
  })

  it('a longer one says what is done and how far it is', async () => {
    const it = await start(opening)
    await vi.waitFor(() => expect(it.text()).toContain('正在重新整理记录'), { timeout: 2_000 })
    expect(it.text()).toContain('12,000 / 480,000 条')
    expect(it.text()).toContain('练习，不作凭证')
    it.core.showStore({ ...opening, phase: 'reading', done: 0, of: null })
    await it.settle()
    expect(it.text()).toContain('正在核对账本')
    it.core.showStore(open)
    await it.settle()
    expect(it.page.find('.recovery-page').exists()).toBe(false)
  })

  it('one that ended with its process covers nothing: what there is to press can be pressed', async () => {
    const it = await start(opening)
    await vi.waitFor(() => expect(it.text()).toContain('正在重新整理记录'), { timeout: 2_000 })
    expect(it.page.find('.shell').attributes('inert')).toBeDefined()
    it.bridge.coreState('stopped')
    await it.settle()
    expect(it.page.find('.recovery-page').exists()).toBe(false)
    expect(it.page.find('.shell').attributes('inert')).toBeUndefined()
    expect(it.button('再试').isConnected).toBe(true)
  })
})

describe('a store in trouble', () => {
  it('names the cause, the frames, what is safe, what to check, what to say, and the code for the telephone', async () => {
    const it = await start(trouble())
    for (const words of [
      '数据要检查一下',
      '本机的记录有一段读不出来',
      '有备份盘就先用它修',
      '机器要检查一下，请到旁边窗口',
      '第 412 条到第 415 条',
      '00000003.segment',
      '第 1 条到第 411 条',
      '最后一条是 10:02',
      '10:02 以后打过的单子',
      'journal.damaged 412–415',
    ])
      expect(it.text()).toContain(words)
  })

  it('offers the safe way first, with the focus, and the window below can do nothing', async () => {
    const it = await start(trouble())
    expect(focused()).toBe('用备份盘修好')
    expect(it.page.find('.shell').attributes('inert')).toBeDefined()
    await it.press('F7')
    await it.press('l', { ctrl: true })
    expect(it.core.asked.map(({ path }) => path)).not.toContain('signOut')
    it.button('用备份盘修好').click()
    await it.settle()
    expect(it.core.inputsOf('store.act')).toEqual([{ type: 'mend-from-mirror' }])
  })

  it('gives frames up only after a second question, never by Enter, and not before somebody has asked', async () => {
    const it = await start(trouble())
    it.button('不要这几条，接着用').click()
    await it.settle()
    expect(it.text()).toContain('真的不要第 412 条到第 415 条了吗')
    expect(it.text()).toContain('坏的文件隔开保存，不删')
    expect(focused()).toMatch(/^先不要/)
    it.button('不要这几条，接着用').click()
    await it.settle()
    expect(it.core.inputsOf('store.act')).toEqual([])
    await it.page.find('.asked input').setValue(true)
    const enter = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true })
    it.button('不要这几条，接着用').dispatchEvent(enter)
    expect(enter.defaultPrevented).toBe(true)
    it.button('不要这几条，接着用').click()
    await it.settle()
    expect(it.core.inputsOf('store.act')).toEqual([
      { type: 'go-on-without', firstFrame: 412, lastFrame: 415 },
    ])
  })

  it('Escape takes the second question back', async () => {
    const it = await start(trouble())
    it.button('不要这几条，接着用').click()
    await it.settle()
    await it.press('Escape')
    expect(it.text()).not.toContain('坏的文件隔开保存，不删')
    expect(focused()).toBe('用备份盘修好')
  })

  it('asks for the passphrase, forgets it at once, and counts the wrong ones', async () => {
    const locked = trouble({ code: 'key.passphrase-needed', damage: null, acts: ['passphrase', 'try-again'] })
    const it = await start(locked)
    expect(it.text()).toContain('账本还锁着')
    expect(it.text()).toContain('里面什么都没有动')
    expect(document.activeElement?.id).toBe('recovery-passphrase')
    it.button('打开').click()
    await it.settle()
    expect(it.text()).toContain('请先输口令')
    await it.type('#recovery-passphrase', 'four words and more')
    it.button('打开').click()
    await it.settle()
    expect(it.core.inputsOf('store.act')).toEqual([{ type: 'passphrase', passphrase: 'four words and more' }])
    expect(it.page.find<HTMLInputElement>('#recovery-passphrase').element.value).toBe('')
    it.core.showStore({ ...locked, code: 'key.wrong-passphrase', data: { tries: 2 } })
    await it.settle()
    expect(it.text()).toContain('开机口令不对')
    expect(it.text()).toContain('已经输错 2 次')
    expect(document.activeElement?.id).toBe('recovery-passphrase')
  })

  it('says that it was tried when it is still so, and why core did not do it', async () => {
    const it = await start(trouble({ acts: ['try-again'] }), {
      'store.act': new Refused([aRefusal('message.not-allowed')]),
    })
    it.button('再试一次').click()
    await it.settle()
    expect(it.text()).toContain('刚才试过了，还是打不开')
    expect(it.text()).toContain('这一步在这里不允许')
  })

  it('lists the operations to be checked and the files kept apart', async () => {
    const damage = { file: null, firstFrame: 7, lastFrame: null, quarantined: ['20261121-00000003.segment'] }
    const it = await start(trouble({ damage, check: ['000000000017'], safe: { frame: 0, at: null } }))
    expect(it.text()).toContain('第 7 条和它后面的')
    expect(it.text()).toContain('前面没有能用的记录')
    expect(it.text()).toContain('000 000 000 017')
    expect(it.text()).toContain('20261121-00000003.segment')
  })

  it('makes way for what stood there, and home says what was found until it is put away', async () => {
    const it = await start(trouble())
    it.core.showStore({ ...opening, phase: 'mending' })
    await it.settle()
    expect(it.text()).toContain('正在修账本')
    const mended = { code: 'journal.damaged', data: { from: 'mirror', first: 412, last: 415 } } as const
    it.core.showStore({ state: 'open', notices: [mended, { code: 'clock.behind-journal', data: {} }] })
    await it.settle()
    expect(it.page.find('.shell').attributes('inert')).toBeUndefined()
    expect(it.text()).toContain('从备份盘补回第 412 条到第 415 条')
    expect(it.text()).toContain('电脑时间不对')
    it.button('知道了').click()
    await it.settle()
    expect(it.text()).not.toContain('从备份盘补回')
    expect(it.text()).toContain('电脑时间不对')
  })
})
