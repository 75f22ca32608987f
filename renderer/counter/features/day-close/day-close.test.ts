import { afterEach, describe, expect, it } from 'vitest'
import type { DayView } from '../../../../shared/contract/day-view'
import type { Answers } from '../../bridge/testing/fake-core'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aDay, aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const at = aView().at
const day = '2026-11-21'

async function openDay(view: DayView, answers: Answers = {}): Promise<TestWindow> {
  opened = openWindow(aView(), { 'dayClose.view': view, ...answers })
  await opened.settle()
  await opened.press('z', { alt: true })
  await opened.settle()
  return opened
}

const compared = (parts: Partial<NonNullable<DayView['compared']>> = {}): DayView['compared'] => ({
  at,
  clerk: 'Li Yulan',
  number: 1,
  changed: false,
  differences: [],
  ...parts,
})
const closed = (parts: Partial<NonNullable<DayView['closed']>> = {}): DayView['closed'] => ({
  at,
  clerk: 'Li Yulan',
  times: 1,
  operations: 2,
  looseEnds: 0,
  comparison: { number: 1, differences: 0 },
  changed: false,
  ...parts,
})

describe('the day close', () => {
  it('opens by its key with today, counts by kind and state, names what is still to do, and leads back', async () => {
    const it = await openDay(aDay())
    expect(it.core.inputsOf('dayClose.view')[0]).toEqual({ day: null })
    for (const words of [
      '日结核对 · 今天',
      '共登记 2 笔',
      '650.00',
      '没发出去：有网了自己会发（1 笔）',
      '000 000 000 025',
      '还没和中心核对',
      '还没有日结',
      '以前办过业务的日子都日结了',
    ])
      expect(it.text()).toContain(words)
    expect(document.activeElement?.textContent).toContain('与中心核对')
    await it.press('Escape')
    expect(it.text()).toContain('请把身份证放在读卡器上')
  })

  it('a day without anything says so; figures that could not be had are not taken for none', async () => {
    const none = aDay({ operations: 0, lines: [], looseEnds: [] })
    const it = await openDay(none)
    expect(it.text()).toContain('今天还没有登记业务')
    it.close()
    const failed = await openDay(none, { 'dayClose.view': new Refused([aRefusal('internal.fault')]) })
    expect(failed.text()).toContain('没有数出来')
    expect(failed.text()).not.toContain('今天还没有登记业务')
  })

  it('a loose end leads to its case, and the case back to it', async () => {
    const it = await openDay(aDay())
    const row = document.querySelector<HTMLElement>('[data-row]')
    row?.focus()
    await it.press('Enter')
    row?.click()
    await it.settle()
    expect(it.core.inputsOf('looks.openCase')).toMatchObject([
      { operationId: '0193d2f0-0000-7000-8000-00000000000b', way: 'list' },
    ])
    await it.press('Escape')
    expect(it.text()).toContain('日结核对 · 今天')
    expect(document.activeElement?.getAttribute('data-row')).toContain('unsent')
  })

  it('compares; what only one end has is named, a line nobody has words for stands as it came', async () => {
    const differences: NonNullable<DayView['compared']>['differences'] = [
      {
        kind: 'transfer',
        outcome: 'done',
        counter: { count: 0, amountFen: 0 as never },
        centre: { count: 1, amountFen: 65_000 as never },
        onlyAtCentre: [
          { ...listed(), operationId: '0193d2f0-0000-7000-8000-00000000000b' as never },
          {
            operationId: '0193d2f0-0000-7000-8000-0000000000ff' as never,
            number: null,
            kind: null,
            state: null,
            receipt: null,
          },
        ],
        onlyHere: [],
        inBoth: [],
        more: false,
      },
      {
        kind: 'something-new',
        outcome: 'half-done',
        counter: { count: 0, amountFen: 0 as never },
        centre: { count: 1, amountFen: 0 as never },
        onlyAtCentre: [],
        onlyHere: [],
        inBoth: [],
        more: true,
      },
    ]
    const it = await openDay(aDay(), {
      'dayClose.compare': { view: aDay({ compared: compared({ differences }) }), notHeard: null },
    })
    await it.press('c', { alt: true })
    expect(it.core.inputsOf('dayClose.compare')).toMatchObject([{ day }])
    for (const words of [
      '和中心有 2 处不一样',
      '转账 · 办结',
      '本机 0 笔 · 中心 1 笔 650.00 元',
      '只有中心有：',
      '本机没有这笔（编号 0193d2f0-0000-7000-8000-0000000000ff）',
      'something-new · half-done',
      '没有全列出来',
    ])
      expect(it.text()).toContain(words)
  })

  it('without a line it is said why, the figures stay, and it can be tried again', async () => {
    const it = await openDay(aDay(), {
      'dayClose.compare': { view: aDay(), notHeard: 'central.offline' },
    })
    await it.press('c', { alt: true })
    expect(it.text()).toContain('这次没核对上，本机的数照样能看')
    expect(it.text()).toContain('650.00')
    it.core.answer({ 'dayClose.compare': { view: aDay({ compared: compared() }), notHeard: null } })
    await it.press('c', { alt: true })
    expect(it.text()).toContain('和中心一致')
    expect(it.text()).not.toContain('这次没核对上')
  })

  it('loose ends are asked about by name before the day is closed; it is closed once, under one id', async () => {
    const refused = new Refused([
      aRefusal('day-close.loose-ends', null, { n: 1 }),
      aRefusal('day-close.not-compared'),
    ])
    const it = await openDay(aDay(), {
      'dayClose.close': refused,
      'dayClose.print': { file: 'a.pdf', title: '日结表' },
    })
    await it.press('Enter', { ctrl: true })
    const dialog = () => document.querySelector('[role="dialog"]')?.textContent ?? ''
    for (const words of ['这样就日结吗？', '还有 1 处要接着办', '还没和中心核对', '000 000 000 025'])
      expect(dialog()).toContain(words)
    // nothing below the question is pressed
    await it.press('c', { alt: true })
    expect(it.core.inputsOf('dayClose.compare')).toEqual([])
    await it.press('Escape')
    expect(it.core.inputsOf('dayClose.close')).toMatchObject([{ day, accept: false }])

    await it.press('Enter', { ctrl: true })
    const done = aDay({ closed: closed({ looseEnds: 1, comparison: null }) })
    it.core.answer({ 'dayClose.close': { view: done, notHeard: 'central.offline' } })
    await it.press('Enter', { ctrl: true })
    const asked = it.core.inputsOf('dayClose.close') as { closeId: string; accept: boolean }[]
    expect(asked.map(({ accept }) => accept)).toEqual([false, false, true])
    expect(new Set(asked.map(({ closeId }) => closeId)).size).toBe(1)
    for (const words of [
      '日结好了',
      '第 1 次',
      '当时没联上中心，还没和中心核对',
      '当时还有 1 处要接着办',
      '再日结一次',
    ])
      expect(it.text()).toContain(words)
    await it.press('F9')
    expect(it.text()).toContain('日结表打好了')
    // another close is another act
    await it.press('Enter', { ctrl: true })
    const again = it.core.inputsOf('dayClose.close') as { closeId: string }[]
    expect(again.at(-1)?.closeId).not.toBe(asked[0]?.closeId)
  })

  it('earlier days are listed with why, shown when chosen, and lead back to today', async () => {
    const earlier = '2026-11-20'
    const openDays: DayView['openDays'] = [{ day: earlier, why: 'not-compared' }]
    const it = await openDay(aDay({ openDays, moreDays: 3 }), {
      'dayClose.view': ({ day: asked }: { day: string | null }) =>
        aDay({
          openDays,
          moreDays: 3,
          day: asked ?? day,
          ...(asked === null
            ? {}
            : { closed: closed({ at: at - 80_000_000, comparison: null }), compared: compared() }),
        }),
    })
    expect(it.text()).toContain('日结了，还没和中心核对')
    expect(it.text()).toContain('更早的还有 3 天')
    it.button('11月20日').click()
    await it.settle()
    expect(it.text()).toContain('日结核对 · 11月20日')
    expect(it.text()).toContain('当时没联上中心，后来核对过了')
    await it.press('Enter', { ctrl: true })
    expect(it.core.inputsOf('dayClose.close')).toMatchObject([{ day: earlier }])
    it.button('今天').click()
    await it.settle()
    expect(it.text()).toContain('日结核对 · 今天')
  })

  it('home names the last day that is not closed and leads to it; who was put by is said', async () => {
    const view = aView()
    const attention = { ...view.attention, dayToClose: '2026-11-20' }
    opened = openWindow(aView({ attention }), {
      'dayClose.view': ({ day: asked }: { day: string | null }) =>
        aDay({ day: asked ?? day, looseEnds: [], parkedVisits: 2 }),
    })
    await opened.settle()
    expect(opened.text()).toContain('11月20日 还没有日结')
    expect(opened.text()).not.toContain('没有要处理的')
    opened.button('去看').click()
    await opened.settle()
    expect(opened.core.inputsOf('dayClose.view')[0]).toEqual({ day: '2026-11-20' })
    expect(opened.text()).toContain('日结核对 · 11月20日')
    expect(opened.text()).toContain('先放下的还有 2 位')
    expect(opened.text()).not.toContain('没有要接着办的')
  })

  it('what changed after the close, and types of notices this version does not know, are said', async () => {
    const parkedChanges = [
      { type: 'new-thing', count: 2 },
      { type: '', count: 1 },
    ]
    const it = await openDay(
      aDay({ parkedChanges, closed: closed({ changed: true }), compared: compared({ changed: true }) }),
    )
    for (const words of [
      '有 3 条中心通知这个版本还看不懂（new-thing, 没写种类）',
      '日结以后又有变化',
      '核对以后又有变化',
    ])
      expect(it.text()).toContain(words)
  })
})

function listed(): DayView['looseEnds'][number]['operations'][number] {
  const [end] = aDay().looseEnds
  const [one] = end?.operations ?? []
  if (one === undefined) throw new Error('the sample has no loose end')
  return one
}
