import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Slip } from '../../shared/contract/slip'
import { layOutFrom } from './lay-out'
import { onPort } from './ports'

const slip: Slip = {
  title: '受理登记单',
  banner: '还没办好，钱没有动',
  border: 'dashed',
  number: '003 128 004 517',
  numberLabel: '业务号（打电话、下次来都用它） 核对码 7K2QXM',
  rows: [
    { label: '办什么', value: '转账给近亲属', small: null, big: false },
    { label: '金额', value: '650.00 元', small: '陆佰伍拾元整', big: true },
  ],
  statement: [],
  signatures: [],
  warning: '在我们通知您以前，请不要在手机上或别的窗口再办一次。',
  foot: ['示范镇便民服务中心 2号窗口', '练习，不作凭证'],
  qr: 'eyJhbGciOiJFZERTQSJ9.'.repeat(8),
}

let ports: MessagePort[] = []
beforeEach(() => {
  Object.defineProperty(document, 'fonts', { value: { ready: Promise.resolve() }, configurable: true })
  document.body.innerHTML = '<div id="app"></div>'
})
afterEach(() => {
  for (const port of ports) port.close()
  ports = []
  vi.restoreAllMocks()
})

/** Sends a model as main does and waits for the page's answer. */
function laidOut(model: unknown, paper = 'a5'): Promise<unknown> {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  layOutFrom(port1, document)
  return new Promise((resolve) => {
    port2.onmessage = (event: MessageEvent<unknown>) => resolve(event.data)
    port2.postMessage({ paper, slip: model })
  })
}
const words = () => document.body.textContent.replace(/\s+/g, ' ')

describe('the slip page', () => {
  it('shows every word of the model and answers when it may be printed', async () => {
    expect(await laidOut(slip)).toEqual({ type: 'laid-out', lengthMm: null })
    const all = [slip.title, slip.banner, slip.number, slip.numberLabel, slip.warning ?? '', ...slip.foot]
    for (const row of slip.rows) all.push(row.label, row.value, row.small ?? '')
    for (const each of all) expect(words()).toContain(each)
    expect(document.title).toBe('受理登记单')
    expect(document.querySelectorAll('.page')).toHaveLength(1)
    expect(document.querySelector('.qr path')?.getAttribute('d')).toMatch(/^M4 4h7v1h-7z/)
  })

  it.each(['dashed', 'single', 'double', 'thick-left'] as const)('carries the border %s', async (border) => {
    await laidOut({ ...slip, border, warning: null })
    expect(document.querySelector('.page')?.getAttribute('data-border')).toBe(border)
    expect(document.querySelector('.warning')).toBeNull()
  })

  it('has a line for everybody who signs, on the page of what is declared', async () => {
    const statement = ['上面写的我看过。', '填的都是真的。']
    const signatures = [
      { label: '本人签名', date: '年　　月　　日' },
      { label: '监护人签名', date: '年　　月　　日' },
    ]
    await laidOut({ ...slip, statement, signatures })
    for (const each of [...statement, '本人签名', '监护人签名']) expect(words()).toContain(each)
    expect(document.querySelectorAll('.signature .line')).toHaveLength(2)
    const declared = [...document.querySelectorAll('.block')].filter((block) =>
      block.querySelector('.statement, .signature'),
    )
    expect(declared).toHaveLength(1)
    await laidOut(slip)
    expect(document.querySelector('.signature')).toBeNull()
  })

  it('marks what is big', async () => {
    await laidOut(slip)
    const big = [...document.querySelectorAll('.big > .piece')]
    expect(big.map((each) => each.textContent)).toEqual(['650.00 元'])
  })

  it('keeps together what stands between wide blanks, and what stands in brackets', async () => {
    const foot = ['2026-11-26 14:02　电话 0930-0000000（工作日 9:00–17:00）']
    await laidOut({ ...slip, foot, banner: '请在11月24日　06:00 前收款' })
    expect([...document.querySelectorAll('.banner .piece')].map((each) => each.textContent)).toEqual([
      '请在11月24日　',
      '06:00 前收款',
    ])
    const pieces = [...document.querySelectorAll('.foot .piece')]
    expect(pieces.map((each) => each.textContent)).toEqual([
      '2026-11-26 14:02　',
      '电话 0930-0000000',
      '（工作日 9:00–17:00）',
    ])
  })

  it('shows nothing of a model that is no slip, not even of the slip before', async () => {
    await laidOut(slip)
    expect(await laidOut(slip, 'a3')).toEqual({ type: 'cannot-lay-out' })
    for (const bad of [null, 'slip', {}, { ...slip, qr: 'short' }, { ...slip, extra: 1 }]) {
      expect(await laidOut(bad)).toEqual({ type: 'cannot-lay-out' })
      expect(words().trim()).toBe('')
    }
  })

  it('lays out the next slip in place of the one before', async () => {
    await laidOut(slip)
    await laidOut({ ...slip, title: '办结单' })
    expect(words()).toContain('办结单')
    expect(words()).not.toContain('受理登记单')
  })

  it('is one piece on a roll, however much stands on it, and says how long the roll is to be', async () => {
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(() => new DOMRect(0, 0, 0, 960))
    const rows = Array.from({ length: 20 }, (_, n) => ({
      label: `第 ${String(n)} 行`,
      value: '长'.repeat(400),
      small: '小'.repeat(120),
      big: false,
    }))
    expect(await laidOut({ ...slip, rows }, '80mm')).toEqual({ type: 'laid-out', lengthMm: 259 })
    const pages = [...document.querySelectorAll('.page')]
    expect(pages).toHaveLength(1)
    expect(pages[0]?.querySelectorAll('.block')).toHaveLength(22)
    expect(pages[0]?.getAttribute('data-density')).toBe('roomy')
    expect(document.documentElement.dataset['paper']).toBe('80mm')
    await laidOut(slip)
    expect(document.documentElement.dataset['paper']).toBe('a5')
  })

  it('goes on on a second page with title and number when the blocks do not fit', async () => {
    const heights = new Map([
      ['room', 100],
      ['head', 40],
      ['title', 10],
      ['number', 10],
      ['block', 25],
    ])
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
      return new DOMRect(0, 0, 0, Math.max(0, ...[...this.classList].map((name) => heights.get(name) ?? 0)))
    })
    await laidOut(slip)
    const pages = [...document.querySelectorAll('.page')]
    expect(pages.map((page) => page.querySelectorAll('.block').length)).toEqual([2, 2])
    expect(pages.map((page) => page.querySelector('.count')?.textContent)).toEqual(['1/2', '2/2'])
    for (const page of pages) {
      expect(page.getAttribute('data-density')).toBe('closest')
      expect(page.textContent).toContain(slip.title)
      expect(page.textContent).toContain(slip.number)
    }
  })
})

describe('onPort', () => {
  it('takes the port of this very page only', () => {
    const taken: unknown[] = []
    onPort(window, (port) => taken.push(port))
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    const own = { data: { type: 'port' }, ports: [port1], origin: window.location.origin, source: window }
    window.dispatchEvent(Object.assign(new Event('message'), own, { origin: 'https://elsewhere.example' }))
    window.dispatchEvent(Object.assign(new Event('message'), own, { source: null }))
    window.dispatchEvent(Object.assign(new Event('message'), own, { data: { type: 'else' } }))
    window.dispatchEvent(Object.assign(new Event('message'), own, { ports: [] }))
    expect(taken).toEqual([])
    window.dispatchEvent(Object.assign(new Event('message'), own))
    expect(taken).toEqual([port1])
  })
})
