import type { Wedge } from '../../../shared/contract/view'
import { longestScan } from '../../../shared/domain/scanned-text'
import type { WedgeFields, Remembered } from './wedge-field'

/** What came of a burst of keys. */
export interface WedgeEvents {
  /** A whole code between prefix and suffix, 6 to 600 printable ASCII characters. */
  code(text: string): void
  /** A scanner's burst that is no code: too short, too long, or cut. */
  badCode(): void
  /** Keys as fast as a scanner's with its end and without our prefix: it is not set up. Its end pressed nothing. */
  noPrefix(): void
}

export interface WedgeSurroundings {
  readonly settings: () => Wedge
  /** Calls back after a while; the answer takes it back. */
  readonly after: (ms: number, act: () => void) => () => void
  /** The fields of the page that the keys fall upon. */
  readonly fields: WedgeFields
}

/** What counts of a key press or release. */
export type WedgeKey = Pick<
  KeyboardEvent,
  | ('key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat' | 'isComposing')
  | ('timeStamp' | 'target' | 'preventDefault' | 'stopImmediatePropagation')
>

/** Catches what a scanner types like a keyboard, before any field or button sees it. */
export interface WedgeScanner {
  /** Every key press and release of the window, in the capture phase. */
  readonly down: (event: WedgeKey) => void
  readonly up: (event: WedgeKey) => void
}

const shortestCode = 6
/** So many keys at a scanner's pace are no hand's. */
const burstKeys = 4
/** When no further key comes, what is held goes back: longer than a gap, for a busy window hears of keys late. */
const patienceMs = 120

interface Candidate {
  readonly text: string
  /** The prefix is complete. */
  readonly open: boolean
  readonly target: EventTarget | null
  /** What stood in the field before an input method, which nobody can stop, wrote into it. */
  readonly field: Remembered | null
  readonly throughInputMethod: boolean
  /** More came than any code has; it is not kept. */
  readonly isTooLong: boolean
}

/**
 * A scanner that types: its prefix opens a candidate, whose keys are held back; its suffix in time makes it a code. A
 * gap that a hand would make, or a key no scanner sends, ends the candidate, and what was held goes into the field as
 * if nothing had been: what was typed by hand is never swallowed. An input method (keyCode 229) cannot be stopped from
 * writing; the keys are read by their place on the keyboard then, and the field gets back what stood in it.
 */
export function createWedge(
  events: WedgeEvents,
  { settings, after, fields }: WedgeSurroundings,
): WedgeScanner {
  let candidate: Candidate | null = null
  let stopWaiting = (): void => undefined
  let lastAtMs = Number.NEGATIVE_INFINITY
  /** Keys in a row at a scanner's pace. */
  let burst = 0
  /** Presses that were held back: their releases mean nothing either. */
  const held = new Set<string>()

  function end(): Candidate | null {
    stopWaiting()
    const ended = candidate
    candidate = null
    return ended
  }

  /** It was a hand: everything held goes where it would have gone. */
  function giveBack(): void {
    const ended = end()
    if (ended !== null && !ended.throughInputMethod) fields.putBack(ended.target, ended.text)
  }

  function hold(event: WedgeKey): void {
    held.add(event.code)
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  function waitForMore(): void {
    stopWaiting()
    stopWaiting = after(Math.max(patienceMs, settings().gapMs), giveBack)
  }

  function begin(event: WedgeKey, symbol: string): void {
    const { prefix } = settings()
    if (!prefix.startsWith(symbol)) return
    candidate = {
      text: symbol,
      open: prefix === symbol,
      target: event.target,
      field: fields.remember(event.target),
      throughInputMethod: isInputMethod(event),
      isTooLong: false,
    }
    hold(event)
    waitForMore()
  }

  function goOn(event: WedgeKey, symbol: string, present: Candidate): void {
    const { prefix } = settings()
    const text = present.text + symbol
    if (!present.open && !prefix.startsWith(text)) {
      giveBack()
      begin(event, symbol)
      return
    }
    const isTooLong = text.length > prefix.length + longestScan
    candidate = {
      ...present,
      text: isTooLong ? present.text : text,
      isTooLong,
      open: present.open || text === prefix,
      throughInputMethod: present.throughInputMethod || isInputMethod(event),
    }
    hold(event)
    waitForMore()
  }

  /** The suffix: a code, or a burst that is none. Few keys may still be a hand's. */
  function finish(event: WedgeKey, present: Candidate): void {
    const text = present.text.slice(settings().prefix.length)
    const isWhole = present.open && text.length >= shortestCode && !present.isTooLong
    if (!isWhole && burst < burstKeys) {
      giveBack()
      return
    }
    hold(event)
    end()
    if (present.throughInputMethod) fields.restore(present.field)
    if (isWhole) events.code(text)
    else events.badCode()
  }

  function press(event: WedgeKey): void {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) {
      burst = 0
      giveBack()
      return
    }
    if (isModifier(event)) return
    const { suffix, gapMs } = settings()
    const isFast = event.timeStamp - lastAtMs <= gapMs
    lastAtMs = event.timeStamp
    burst = isFast ? burst + 1 : 1
    if (!isFast) giveBack()
    if (isSuffix(event, suffix)) {
      if (candidate !== null) finish(event, candidate)
      else if (burst > shortestCode) {
        hold(event)
        events.noPrefix()
      }
      return
    }
    const symbol = symbolOf(event)
    if (symbol === null) {
      burst = 0
      giveBack()
    } else if (candidate === null) begin(event, symbol)
    else goOn(event, symbol, candidate)
  }

  return {
    down: (event) => {
      held.delete(event.code)
      press(event)
    },
    up: (event) => {
      if (!held.delete(event.code)) return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
  }
}

/** An input method may have even these keys, which says only where they are. */
const modifiers: ReadonlySet<string> = new Set(['Shift', 'ShiftLeft', 'ShiftRight', 'CapsLock', 'NumLock'])

function isModifier(event: WedgeKey): boolean {
  return modifiers.has(isInputMethod(event) ? event.code : event.key)
}

/** An input method has the key; only its place on the keyboard is known. */
function isInputMethod(event: WedgeKey): boolean {
  // an old name, and in some input methods the only sign
  return event.isComposing || event.key === 'Process' || Reflect.get(event, 'keyCode') === 229
}

function isSuffix(event: WedgeKey, suffix: Wedge['suffix']): boolean {
  const key = isInputMethod(event) ? event.code : event.key
  return key === suffix || (suffix === 'Enter' && key === 'NumpadEnter')
}

/** The character of a key press, null for one that types none of printable ASCII. */
function symbolOf(event: WedgeKey): string | null {
  if (!isInputMethod(event)) return /^[\x20-\x7e]$/.test(event.key) ? event.key : null
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (letter !== undefined) return event.shiftKey ? letter : letter.toLowerCase()
  const place = places[event.code.replace(/^Numpad(?=\d)/, 'Digit')]
  return place?.[event.shiftKey ? 1 : 0] ?? null
}

/** The keyboard a scanner plays (US): plain and with Shift. */
const places: Readonly<Record<string, string>> = {
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  Digit0: '0)',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadDecimal: '..',
  NumpadDivide: '//',
  NumpadMultiply: '**',
  NumpadSubtract: '--',
  NumpadAdd: '++',
}
