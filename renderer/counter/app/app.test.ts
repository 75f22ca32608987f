import { afterEach, describe, expect, it, vi } from 'vitest'
import { aRefusal, Refused } from '../bridge/testing/fake-core'
import { openWindow } from '../testing/mount-window'
import type { TestWindow } from '../testing/mount-window'
import { anOperation, aView, aVisit } from '../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

async function open(...parts: Parameters<typeof openWindow>): Promise<TestWindow> {
  opened = openWindow(...parts)
  await opened.settle()
  return opened
}

const focusId = (): string => document.activeElement?.id ?? ''

describe('sign-in', () => {
  it('sends clerk and password, forgets the password, and says what core refuses', async () => {
    const it = await open(aView({ session: null }), {
      signIn: new Refused([aRefusal('sign-in.wrong', 'password')]),
    })
    expect(focusId()).toBe('sign-in-password')
    expect(it.text()).toContain('lianxi2026')
    await it.type('#sign-in-password', 'guess')
    it.button('登录').click()
    await it.settle()
    expect(it.core.inputsOf('signIn')).toEqual([{ clerk: 'liyulan', password: 'guess' }])
    expect(it.text()).toContain('工作人员或密码不对')
    expect(it.page.find<HTMLInputElement>('#sign-in-password').element.value).toBe('')
    expect(focusId()).toBe('sign-in-password')
  })

  it('asks nothing of core without a password, and shows no practice account on a live desk', async () => {
    const it = await open(aView({ session: null, realm: 'live', practice: null }))
    expect(it.text()).not.toContain('lianxi2026')
    expect(it.text()).not.toContain('练习台')
    await it.press('p', { alt: true })
    expect(it.page.find('.practice-drawer').exists()).toBe(false)
    it.button('登录').click()
    await it.settle()
    expect(it.text()).toContain('请先输密码')
    expect(it.core.inputsOf('signIn')).toEqual([])
  })
})

it('core hears at once that the machine has a network again, also while nobody is signed in', async () => {
  const it = await open(aView({ session: null }))
  window.dispatchEvent(new Event('online'))
  await it.settle()
  expect(it.core.inputsOf('networkBack')).toEqual([{}])
})

it('the printer is well only while no slip waits for paper, and a long hall gives way to what is pressed', async () => {
  const view = aView()
  const station = { ...view.station, hall: '一个名字很长很长的便民服务中心医疗保障综合受理大厅' }
  const it = await open({ ...view, station })
  expect(it.page.find('.devices').text()).toContain('打印机')
  expect(it.page.find('.device.off').exists()).toBe(false)
  expect(it.page.find('.station').attributes('title')).toContain(station.hall)
  it.core.show({ ...view, revision: 2, attention: { ...view.attention, unprinted: 2 } })
  await it.settle()
  expect(it.page.find('.device.off').text()).toBe('打印机2张没打出来')
})

it('a live counter without a printer says so in the header and under 设备, where one is chosen', async () => {
  const printers = [{ name: 'Slips', shown: '窗口的打印机' }]
  const it = await open(aView({ realm: 'live' }), { printers })
  expect(it.page.find('.device.off').text()).toBe('打印机没有选')
  await it.press('F12')
  expect(it.text()).toContain('没有选打印机，单子只存成文件')
  await it.page.find('input[name="slip-printer"][value="Slips"]').setValue(true)
  await it.settle()
  expect(it.core.inputsOf('setPrinter')).toEqual([{ printer: 'Slips' }])
  it.core.show({ ...aView({ realm: 'live' }), revision: 2, slipPrinter: 'Slips' })
  await it.settle()
  expect(it.text()).toContain('打在 窗口的打印机')
  expect(it.page.find('.device.off').exists()).toBe(false)
})

describe('the disks', () => {
  it('are named in the header when they run full or fall behind, and home says what to do', async () => {
    const mirror = { lagFrames: 3, lagBytes: 900, lastAt: aView().at - 60_000, code: null }
    const it = await open(aView({ store: { disk: 'low', mirror } }))
    expect(it.page.find('.devices').text()).toContain('磁盘快满了')
    expect(it.page.find('.devices').text()).toContain('备份盘差 3 条')
    expect(it.page.find('.device.stops').exists()).toBe(false)
    expect(it.page.find('.room').text()).toContain('先不接新的来访')
    it.core.show(
      aView({ revision: 2, store: { disk: 'full', mirror: { ...mirror, code: 'mirror.cannot-write' } } }),
    )
    await it.settle()
    expect(it.page.find('.device.stops').text()).toBe('磁盘满了')
    expect(it.page.find('.room.stops').text()).toContain('磁盘满了，先停办')
    await it.press('F12')
    expect(it.text()).toContain('写不进去，差 3 条')
    expect(it.text()).toContain('看一下备份盘插好没有')
  })

  it('are not spoken of while all is well', async () => {
    const it = await open(aView({ store: { disk: 'ok', mirror: null } }))
    expect(it.page.find('.devices').text()).not.toMatch(/磁盘|备份盘/)
    expect(it.page.find('.room').exists()).toBe(false)
  })
})

describe('home', () => {
  it('shows what waits and takes a parked visit up again', async () => {
    const parked = {
      visitId: aVisit().visitId,
      name: 'W**',
      since: aView().at - 120_000,
      kind: 'transfer' as const,
      fromEarlierRun: true,
    }
    const it = await open(aView({ parked: [parked], setAside: 'counter-old' }))
    expect(it.text()).toContain('请把身份证放在读卡器上')
    expect(it.text()).toContain('2 分')
    expect(it.text()).toContain('程序重开前在办')
    expect(it.text()).toContain('counter-old')
    it.button('接着办').click()
    await it.settle()
    expect(it.core.inputsOf('resumeVisit')).toEqual([{ visitId: parked.visitId }])
  })

  it('says why a card was of no use, what to tell the person and what next, until it is put away', async () => {
    const it = await open(aView({ cardProblem: aRefusal('card.moved') }))
    expect(it.text()).toContain('卡动了，请放平别动')
    expect(it.text()).toContain('请把身份证放平，先别拿走')
    it.button('知道了').click()
    await it.settle()
    expect(it.core.inputsOf('dismissCardProblem')).toHaveLength(1)
  })

  it('leads from what is sought to the waiting list', async () => {
    const it = await open(aView(), {
      waitingList: [
        { operation: anOperation(), since: aView().at, next: 'goes-out-by-itself', callBack: 'not-yet' },
      ],
    })
    await it.type('#home-find', '017')
    await it.page.find('form.find').trigger('submit')
    await it.settle()
    expect(it.page.find<HTMLInputElement>('#waiting-find').element.value).toBe('017')
    expect(it.text()).toContain('000 000 000 017')
  })
})

describe('the line', () => {
  it('is a calm bar with since, last exchange, oldest and next try', async () => {
    const { at, line } = aView()
    const down = {
      ...line,
      state: 'down' as const,
      waiting: 2,
      oldestWaitingAt: at - 1_860_000,
      nextTryAt: at + 30_000,
    }
    const it = await open(aView({ line: down }))
    const bar = it.page.find('footer')
    expect(bar.text()).toContain('没有联网，从 13:52 起')
    expect(bar.text()).toContain('待发送 2 笔')
    expect(bar.text()).toContain('上次成功 14:01')
    expect(bar.text()).toContain('最早一笔等了 31 分')
    expect(bar.text()).toContain('下次再试 14:02:30')
    expect(bar.classes()).toContain('down')
  })
})

describe('a visit', () => {
  it('asks whether person and card are the same, by key', async () => {
    const it = await open(aView({ visit: aVisit({ personConfirmedAt: null }) }))
    expect(it.text()).toContain('看一看本人和证件')
    await it.press('y', { alt: true })
    expect(it.core.inputsOf('confirmPerson')).toEqual([{ visitId: aVisit().visitId, same: true }])
    it.core.show(aView({ revision: 2, visit: aVisit() }))
    await it.settle()
    expect(it.text()).toContain('人证一致 已确认 14:02')
    await it.press('n', { alt: true })
    expect(it.core.inputsOf('confirmPerson')).toHaveLength(1)
  })

  it('is over when they are not the same, and what to say stays on the screen', async () => {
    const it = await open(aView({ visit: aVisit({ personConfirmedAt: null }) }))
    await it.press('n', { alt: true })
    expect(it.core.inputsOf('confirmPerson')).toEqual([{ visitId: aVisit().visitId, same: false }])
    it.core.show(aView({ revision: 2 }))
    await it.settle()
    expect(it.text()).toContain('请把身份证放在读卡器上')
    expect(it.text()).toContain('请看看，是不是拿错了身份证')
    await it.press('Escape')
    expect(it.text()).not.toContain('请看看，是不是拿错了身份证')
  })

  it('leaves everything as it is while another card lies there, until the clerk says whose it is', async () => {
    const other = {
      readId: '0193d2f0-0000-4000-8000-0000000000ee',
      name: 'Li Xiaomei',
      idNumberMasked: '990***5827',
    }
    const it = await open(aView({ visit: aVisit(), otherCard: other }))
    await it.press('2', { alt: true })
    expect(it.text()).toContain('转账给近亲属')
    expect(it.text()).toContain('又放了一张卡：Li Xiaomei 990***5827')
    expect(it.core.inputsOf('otherCard')).toEqual([])
    await it.press('c', { alt: true })
    expect(it.core.inputsOf('otherCard')).toEqual([{ readId: other.readId, choice: 'mistake' }])
  })

  it('is parked with F8 and ended only after the card was given back', async () => {
    const it = await open(aView({ visit: aVisit() }))
    await it.press('F8')
    expect(it.core.inputsOf('parkVisit')).toHaveLength(1)
    await it.press('e', { alt: true })
    expect(document.body.textContent).toContain('请收好身份证')
    await it.press('F8')
    expect(it.core.inputsOf('parkVisit')).toHaveLength(1)
    await it.press('Escape')
    expect(it.core.inputsOf('endVisit')).toEqual([])
  })

  it('comes forward from the waiting list when a card is laid down', async () => {
    const it = await open(aView())
    await it.press('F7')
    expect(it.text()).toContain('没有待办')
    it.core.show(aView({ revision: 2, visit: aVisit() }))
    await it.settle()
    expect(it.text()).toContain('办什么？')
  })
})

describe('when core is away', () => {
  it('keeps what was typed, says so after a while, and goes on with the next port', async () => {
    const it = await open(aView({ visit: aVisit() }))
    await it.press('1', { alt: true })
    await it.type('#opening-phone', '13800001234')
    it.core.kill()
    await vi.waitFor(() => expect(it.text()).toContain('正在恢复，已经输入的内容都在'))
    expect(it.page.find<HTMLInputElement>('#opening-phone').element.value).toBe('13800001234')
    it.bridge.coreState('stopped')
    await it.settle()
    expect(it.text()).toContain('程序停下来了')
    it.button('再试').click()
    const { startFakeCore } = await import('../bridge/testing/fake-core')
    const next = startFakeCore(it.bridge, aView({ run: 'second', visit: aVisit() }))
    await it.settle()
    expect(it.text()).not.toContain('程序停下来了')
    expect(it.page.find<HTMLInputElement>('#opening-phone').element.value).toBe('13800001234')
    next.kill()
  })
})

describe('keys', () => {
  it('F6 goes from area to area, F12 and Escape to the devices and back', async () => {
    const it = await open(aView({ visit: aVisit() }))
    const areaOf = (): string => document.activeElement?.closest('[data-area]')?.tagName ?? ''
    const seen = new Set<string>()
    for (let press = 0; press < 5; press++) {
      await it.press('F6')
      seen.add(areaOf())
    }
    expect([...seen].sort()).toEqual(['ASIDE', 'FOOTER', 'HEADER', 'MAIN'])
    await it.press('F12')
    expect(it.page.find('main h1').text()).toBe('设备')
    await it.press('Escape')
    expect(it.page.find('main h1').text()).toBe('办什么？')
  })

  it('do nothing of the desk before somebody has signed in', async () => {
    const it = await open(aView({ session: null }))
    await it.press('F7')
    await it.press('F2')
    expect(it.core.asked.map(({ path }) => path)).not.toContain('readAgain')
    expect(it.text()).toContain('工作人员')
  })
})

describe('the practice table', () => {
  it('lays a card down by keys and goes away; Escape puts it away too', async () => {
    const cards = [
      { id: 'one', label: 'Card one', type: 'resident' },
      { id: 'two', label: 'Card two', type: 'resident' },
    ]
    const it = await open(aView(), { 'practice.cards': cards })
    await it.press('p', { alt: true })
    expect(document.activeElement?.textContent.trim()).toBe('Card one')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    expect(document.activeElement?.textContent.trim()).toBe('Card two')
    ;(document.activeElement as HTMLButtonElement).click()
    await it.settle()
    expect(it.core.inputsOf('practice.place')).toEqual([{ cardId: 'two', liftWhileReading: false }])
    expect(it.page.find('.practice-drawer').exists()).toBe(false)
    await it.press('p', { alt: true })
    it.button('断网').click()
    await it.settle()
    expect(it.core.inputsOf('practice.line')).toEqual([{ up: false }])
    await it.press('Escape')
    expect(it.page.find('.practice-drawer').exists()).toBe(false)
  })
})
