import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultWedge } from '../../../shared/contract/view'
import { createWedge } from './wedge'
import { pageFields } from './wedge-field'

/** One key of a keyboard: what it says, where it is, and how long after the key before. */
interface Key {
  readonly key: string
  readonly afterMs: number
  readonly code?: string
  readonly shift?: boolean
  readonly inputMethod?: boolean
  readonly repeat?: boolean
}

const heard: string[] = []
let field: HTMLInputElement
let button: HTMLButtonElement
let pressed = 0
let at = 0
let timers: { readonly dueAt: number; readonly act: () => void }[] = []
let settings = defaultWedge
let stop = (): void => undefined

beforeEach(() => {
  document.body.innerHTML = '<input /><button>go</button>'
  field = document.querySelector('input') ?? new HTMLInputElement()
  button = document.querySelector('button') ?? new HTMLButtonElement()
  button.addEventListener('click', () => (pressed += 1))
  heard.length = 0
  pressed = 0
  at = 1_000
  timers = []
  settings = defaultWedge
  const wedge = createWedge(
    {
      code: (text) => heard.push(text),
      badCode: () => heard.push('bad'),
      noPrefix: () => heard.push('no prefix'),
    },
    {
      settings: () => settings,
      after: (ms, act) => {
        const timer = { dueAt: at + ms, act }
        timers.push(timer)
        return () => (timers = timers.filter((one) => one !== timer))
      },
      fields: pageFields,
    },
  )
  const down = (event: KeyboardEvent): void => wedge.down(event)
  const up = (event: KeyboardEvent): void => wedge.up(event)
  window.addEventListener('keydown', down, { capture: true })
  window.addEventListener('keyup', up, { capture: true })
  stop = () => {
    window.removeEventListener('keydown', down, { capture: true })
    window.removeEventListener('keyup', up, { capture: true })
  }
  field.focus()
})
afterEach(() => stop())

function pass(ms: number): void {
  at += ms
  for (const timer of timers.filter(({ dueAt }) => dueAt <= at)) {
    timers = timers.filter((one) => one !== timer)
    timer.act()
  }
}

function event(type: 'keydown' | 'keyup', { key, code, shift, inputMethod, repeat }: Key): KeyboardEvent {
  const made = new KeyboardEvent(type, {
    key: inputMethod === true ? 'Process' : key,
    code: code ?? key,
    shiftKey: shift ?? false,
    isComposing: inputMethod ?? false,
    repeat: repeat ?? false,
    bubbles: true,
    cancelable: true,
  })
  Object.defineProperty(made, 'timeStamp', { value: at })
  if (inputMethod === true) Object.defineProperty(made, 'keyCode', { value: 229 })
  return made
}

/** Presses a key as a browser would: what nobody prevents goes into the field, Enter presses a button. */
function press(one: Key): void {
  pass(one.afterMs)
  const target = document.activeElement ?? document.body
  const down = event('keydown', one)
  target.dispatchEvent(down)
  // nobody can keep an input method from writing
  if (!down.defaultPrevented || one.inputMethod === true) {
    if (target === field && one.key.length === 1)
      field.setRangeText(one.key, field.value.length, field.value.length, 'end')
    if (target === button && (one.key === 'Enter' || one.key === ' ')) button.click()
  }
  target.dispatchEvent(event('keyup', one))
}

const keys = (text: string, afterMs: number): Key[] => Array.from(text, (key) => ({ key, afterMs }))
const scan = (code: string, gapMs = 8): Key[] => [
  ...keys(`~${code}`, gapMs),
  { key: 'Enter', afterMs: gapMs },
]
const typeAll = (all: readonly Key[]): void => {
  for (const one of all) press(one)
}

describe('a scanner that types', () => {
  it('gives its code and nothing to the field or the button it falls upon', () => {
    typeAll(keys('ab', 150))
    typeAll(scan('YBM 0815-4711'))
    expect(heard).toEqual(['YBM 0815-4711'])
    expect(field.value).toBe('ab')
    button.focus()
    typeAll(scan('YBM 0815-4712'))
    pass(1_000)
    expect(heard).toEqual(['YBM 0815-4711', 'YBM 0815-4712'])
    expect(pressed).toBe(0)
  })

  it('is told by other prefixes and ends, with Shift between its keys', () => {
    settings = { prefix: '#*', suffix: 'Tab', gapMs: 30 }
    press({ key: 'Shift', afterMs: 50 })
    typeAll(keys('#*ABC123', 10))
    press({ key: 'Shift', afterMs: 5 })
    press({ key: 'Tab', afterMs: 10 })
    expect(heard).toEqual(['ABC123'])
    expect(field.value).toBe('')
  })

  it('without its prefix presses nothing and is named; short and endless ones are no codes', () => {
    button.focus()
    typeAll([...keys('690123456789', 8), { key: 'Enter', afterMs: 8 }])
    expect(heard).toEqual(['no prefix'])
    typeAll(scan('123'))
    expect(heard).toEqual(['no prefix', 'bad'])
    typeAll(scan('9'.repeat(601)))
    expect(heard).toEqual(['no prefix', 'bad', 'bad'])
    expect(pressed).toBe(0)
  })

  it('is read through an input method, which leaves nothing behind in the field', () => {
    field.value = '已经写的'
    field.setSelectionRange(2, 2)
    const place = (key: string): Key => {
      if (key === '~') return { key, code: 'Backquote', shift: true, afterMs: 8, inputMethod: true }
      const code = /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`
      return { key, code, shift: /[A-Z]/.test(key), afterMs: 8, inputMethod: true }
    }
    const shift: Key = { key: 'Process', code: 'ShiftLeft', shift: true, afterMs: 3, inputMethod: true }
    typeAll([
      ...Array.from('~Ybm62010815', place).flatMap((one) => (one.shift === true ? [shift, one] : [one])),
      { key: 'Enter', code: 'Enter', afterMs: 8, inputMethod: true },
    ])
    expect(heard).toEqual(['Ybm62010815'])
    expect(field.value).toBe('已经写的')
    expect(field.selectionStart).toBe(2)
    expect(document.activeElement).toBe(field)
  })
})

describe('a hand', () => {
  it('types the prefix like every other letter, also held down, and Enter still presses', () => {
    press({ key: '~', afterMs: 200 })
    expect(field.value).toBe('')
    pass(150)
    expect(field.value).toBe('~')
    typeAll(keys('~a~', 90))
    pass(150)
    expect(field.value).toBe('~~a~')
    for (let n = 0; n < 3; n++) press({ key: '~', afterMs: 30, repeat: true })
    expect(field.value).toBe('~~a~~~~')
    button.focus()
    typeAll([
      { key: '~', afterMs: 90 },
      { key: 'Enter', afterMs: 90 },
    ])
    expect(pressed).toBe(1)
    // two keys at once are still a hand's
    typeAll([
      { key: '~', afterMs: 90 },
      { key: 'Enter', afterMs: 20 },
    ])
    expect(pressed).toBe(2)
    expect(heard).toEqual([])
  })

  const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
  const letter = fc.oneof(fc.constant('~'), printable)

  it('loses no letter, whatever it types and however slowly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(letter, fc.integer({ min: 31, max: 400 })), { maxLength: 30 }),
        (typed) => {
          field.value = ''
          heard.length = 0
          pass(1_000)
          typeAll(typed.map(([key, afterMs]) => ({ key, afterMs })))
          pass(1_000)
          expect(field.value).toBe(typed.map(([key]) => key).join(''))
          expect(heard).toEqual([])
        },
      ),
    )
  })

  it('and a scanner in the middle of its typing: each keeps its own', () => {
    const code = fc.string({ unit: printable, minLength: 6, maxLength: 60 })
    const word = fc.array(letter, { maxLength: 8 })
    fc.assert(
      fc.property(word, code, word, fc.integer({ min: 1, max: 30 }), (before, scanned, after, gapMs) => {
        field.value = ''
        heard.length = 0
        pass(1_000)
        typeAll(keys(before.join(''), 120))
        pass(200)
        typeAll(scan(scanned, gapMs))
        pass(200)
        typeAll(keys(after.join(''), 120))
        pass(1_000)
        expect(heard).toEqual([scanned])
        expect(field.value).toBe(before.join('') + after.join(''))
      }),
    )
  })

  it('with any mixture of fast and slow keys and no end of a scanner, everything is in the field, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(letter, fc.integer({ min: 1, max: 60 })), { maxLength: 40 }), (typed) => {
        field.value = ''
        heard.length = 0
        pass(1_000)
        typeAll(typed.map(([key, afterMs]) => ({ key, afterMs })))
        pass(1_000)
        expect(field.value).toBe(typed.map(([key]) => key).join(''))
        expect(heard).toEqual([])
      }),
    )
  })
})
