import { describe, expect, it, vi } from 'vitest'
import { createKeymap, keyNameOf } from './keymap'

function press(init: KeyboardEventInit): KeyboardEvent {
  return new KeyboardEvent('keydown', { cancelable: true, ...init })
}

describe('names of keys', () => {
  it('go by place for letters and digits with Ctrl or Alt', () => {
    expect(keyNameOf(press({ key: 'ÿ', code: 'KeyY', altKey: true }))).toBe('Alt+Y')
    expect(keyNameOf(press({ key: '1', code: 'Digit1', altKey: true }))).toBe('Alt+1')
    expect(keyNameOf(press({ key: 'Enter', code: 'Enter', ctrlKey: true }))).toBe('Ctrl+Enter')
    expect(keyNameOf(press({ key: 'F10', code: 'F10' }))).toBe('F10')
  })

  it('do not exist while an input method composes', () => {
    expect(keyNameOf(press({ key: 'Enter', code: 'Enter', ctrlKey: true, isComposing: true }))).toBeNull()
    expect(keyNameOf(press({ key: 'Process', code: 'KeyA' }))).toBeNull()
  })
})

describe('layers', () => {
  it('the topmost wins, what it does not want goes down, and it can be taken away', () => {
    const keymap = createKeymap(() => 0)
    const below = vi.fn()
    const above = vi.fn(() => false)
    keymap.add({ F8: below })
    const remove = keymap.add({ F8: above })
    const event = press({ key: 'F8' })
    keymap.press(event)
    expect(above).toHaveBeenCalledOnce()
    expect(below).toHaveBeenCalledOnce()
    expect(event.defaultPrevented).toBe(true)
    remove()
    keymap.press(press({ key: 'F8' }))
    expect(above).toHaveBeenCalledOnce()
    expect(below).toHaveBeenCalledTimes(2)
  })

  it('a question keeps keys from what lies below', () => {
    const keymap = createKeymap(() => 0)
    const below = vi.fn()
    keymap.add({ F8: below })
    keymap.add({ Escape: () => undefined }, true)
    keymap.press(press({ key: 'F8' }))
    expect(below).not.toHaveBeenCalled()
  })

  it('leaves typing alone', () => {
    const keymap = createKeymap(() => 0)
    keymap.add({ F8: () => undefined })
    const event = press({ key: 'a', code: 'KeyA' })
    keymap.press(event)
    expect(event.defaultPrevented).toBe(false)
  })
})

describe('a second press', () => {
  it('of Ctrl+Enter within two seconds is ignored', () => {
    let now = 0
    const keymap = createKeymap(() => now)
    const submit = vi.fn()
    keymap.add({ 'Ctrl+Enter': submit })
    const submitKey = { key: 'Enter', code: 'Enter', ctrlKey: true }
    keymap.press(press(submitKey))
    now = 1_999
    keymap.press(press(submitKey))
    expect(submit).toHaveBeenCalledOnce()
    now = 2_000
    keymap.press(press(submitKey))
    expect(submit).toHaveBeenCalledTimes(2)
  })

  it('of a key held down is ignored', () => {
    const keymap = createKeymap(() => 0)
    const print = vi.fn()
    keymap.add({ F9: print })
    keymap.press(press({ key: 'F9' }))
    keymap.press(press({ key: 'F9', repeat: true }))
    expect(print).toHaveBeenCalledOnce()
  })
})
