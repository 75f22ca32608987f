import { afterEach, describe, expect, it } from 'vitest'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView, aVisit } from '../../testing/samples'
import { numberState } from './typed-entry-store'

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

/** Invented; its check digit holds. */
const good = '990101195001014214'
const today = '2026-11-21'
const last = (digit: string): string => good.slice(0, 17) + digit

describe('the number while it is typed', () => {
  const right =
    Array.from('0123456789X')
      .map(last)
      .find((one) => numberState(one, today).is === 'right') ?? ''

  it('is short first, then right or wrong', () => {
    expect(numberState('', today)).toEqual({ is: 'empty' })
    expect(numberState(right.slice(0, 17), today)).toEqual({ is: 'short', left: 1 })
    expect(numberState(right, today)).toEqual({ is: 'right', idNumber: right, tidied: false })
    const other = right.endsWith('1') ? '2' : '1'
    expect(numberState(last(other), today)).toEqual({ is: 'wrong', code: 'id-number.wrong-check-digit' })
    expect(numberState('12ab', today)).toEqual({ is: 'wrong', code: 'id-number.malformed' })
    expect(numberState(`${right}1`, today)).toEqual({ is: 'wrong', code: 'id-number.malformed' })
  })

  it('is put right from full-width digits, spaces, dashes and a small x, and that is said', () => {
    const wide = right.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    for (const typed of [wide, right.replace(/^(.{6})/u, '$1-'), `${right.slice(0, 10)} ${right.slice(10)}`])
      expect(numberState(typed, today)).toEqual({ is: 'right', idNumber: right, tidied: true })
  })
})

describe('typed entry on home', () => {
  it('opens by its key, says what is wrong at its field, and keeps what was typed', async () => {
    const it = await open(aView(), { openTyped: new Refused([aRefusal('name.empty', 'name')]) })
    await it.press('h', { alt: true })
    expect(document.activeElement?.id).toBe('typed-number')
    await it.type('#typed-number', '12ab')
    expect(it.page.find('#typed-number-problems').text()).not.toBe('')
    await it.type('#typed-number', good.slice(0, 10))
    expect(it.text()).toContain('还差 8 位')
    await it.page.find('.typed-entry').trigger('submit')
    await it.settle()
    expect(it.page.find('#typed-name-problems').text()).not.toBe('')
    expect(it.page.find<HTMLInputElement>('#typed-number').element.value).toBe(good.slice(0, 10))
    await it.press('Escape')
    expect(it.page.find('.typed-entry').exists()).toBe(false)
  })

  it('sends an entry again under its own id, and the next one under another', async () => {
    const it = await open(aView(), { openTyped: new Refused([aRefusal('visit.other-open')]) })
    await it.press('h', { alt: true })
    await it.type('#typed-name', ' Wang ')
    for (const answer of [new Refused([aRefusal('disk.low')]), {}]) {
      it.core.answer({ openTyped: answer })
      await it.page.find('.typed-entry').trigger('submit')
      await it.settle()
    }
    await it.press('h', { alt: true })
    await it.page.find('.typed-entry').trigger('submit')
    await it.settle()
    const [first, second, third] = it.core.inputsOf('openTyped') as { entryId: string; name: string }[]
    expect(first?.name).toBe('Wang')
    expect(second?.entryId).toBe(first?.entryId)
    expect(third?.entryId).not.toBe(first?.entryId)
  })

  it('begins with a whole ID number typed into the box', async () => {
    const it = await open(aView())
    await it.type('#home-find', good)
    await it.page.find('.find').trigger('submit')
    await it.settle()
    expect(it.page.find<HTMLInputElement>('#typed-number').element.value).toBe(good)
  })

  it('is marked through the whole visit, and the services say what waits for a second person', async () => {
    const { person } = aVisit()
    const typed = { ...person, identity: 'typed' as const, cardType: null, validTo: null, age: null }
    const it = await open(aView({ visit: aVisit({ person: typed }) }))
    expect(it.page.find('.typed-mark').text()).toBe('手工录入')
    expect(it.page.find('.typed-only').text()).toContain('另一位工作人员当场复核')
    expect(it.text()).toContain('年龄看证件')
  })
})

describe('a scanned code', () => {
  const scanned = {
    scanId: '0193d2f0-0000-4000-8000-0000000000b1',
    kind: 'insurance-code' as const,
    from: 'keyboard' as const,
    characters: 28,
    operationNumber: null,
    until: aView().at + 43_000,
  }

  it('says what nobody can tell yet and how long it is held, and can be cleared', async () => {
    const it = await open(aView({ scannedCode: scanned }))
    expect(it.page.find('.scanned').text()).toContain('认不出是谁')
    expect(it.page.find('.scanned').text()).toMatch(/28 位.*还有 4[23] 秒/)
    await it.press('c', { alt: true })
    expect(it.core.inputsOf('dropCode')).toEqual([{ scanId: scanned.scanId }])
  })

  it('of an operation is looked for at once while nobody is served, and offered in a visit', async () => {
    const number = { ...scanned, kind: 'operation-number' as const, operationNumber: '000000000017' }
    const it = await open(aView({ scannedCode: number }))
    await it.settle()
    expect(it.page.find<HTMLInputElement>('#case-find').element.value).toBe('000000000017')
    expect(it.core.inputsOf('looks.find')).toEqual([{ number: '000000000017' }])
    it.close()
    const other = await open(aView({ visit: aVisit(), scannedCode: number }))
    expect(other.text()).toContain('扫到业务号 000 000 000 017')
    expect(other.page.find('.case').exists()).toBe(false)
  })
})

describe('the devices process', () => {
  it('that stopped offers 再试, and typed entry stays', async () => {
    const it = await open(aView({ devices: 'stopped', readers: [] }))
    expect(it.text()).toContain('读卡程序停了')
    it.button('再试').click()
    await it.settle()
    expect(it.core.inputsOf('devicesAgain')).toEqual([{}])
    await it.press('h', { alt: true })
    expect(it.page.find('.typed-entry').exists()).toBe(true)
  })
})
