/** A key of the US keyboard as its usage (HID page 07), the kernel's event (input-event-codes.h) and a page know it. */
interface Key {
  readonly usage: number
  readonly event: number
  /** `KeyboardEvent.code`. */
  readonly code: string
  readonly plain: string
  readonly withShift: string
}

/** What a scanner presses for one character. */
export interface KeyPlace {
  readonly usage: number
  readonly shifted: boolean
}

const rows: readonly (readonly [firstEvent: number, letters: string])[] = [
  [16, 'qwertyuiop'],
  [30, 'asdfghjkl'],
  [44, 'zxcvbnm'],
]
const letters = rows.flatMap(([firstEvent, row]) =>
  Array.from(row, (plain, index): Key => {
    const withShift = plain.toUpperCase()
    const usage = 4 + plain.charCodeAt(0) - 'a'.charCodeAt(0)
    return { usage, event: firstEvent + index, code: `Key${withShift}`, plain, withShift }
  }),
)
const digits = Array.from('1234567890', (plain, index): Key => {
  const withShift = '!@#$%^&*()'.charAt(index)
  return { usage: 30 + index, event: 2 + index, code: `Digit${plain}`, plain, withShift }
})
const key = (usage: number, event: number, code: string, plain: string, withShift: string): Key => ({
  ...{ usage, event, code, plain, withShift },
})

export const shiftEvent = 42
export const keys: readonly Key[] = [
  ...letters,
  ...digits,
  key(40, 28, 'Enter', 'Enter', 'Enter'),
  key(44, 57, 'Space', ' ', ' '),
  key(45, 12, 'Minus', '-', '_'),
  key(46, 13, 'Equal', '=', '+'),
  key(47, 26, 'BracketLeft', '[', '{'),
  key(48, 27, 'BracketRight', ']', '}'),
  key(49, 43, 'Backslash', '\\', '|'),
  key(51, 39, 'Semicolon', ';', ':'),
  key(52, 40, 'Quote', "'", '"'),
  key(53, 41, 'Backquote', '`', '~'),
  key(54, 51, 'Comma', ',', '<'),
  key(55, 52, 'Period', '.', '>'),
  key(56, 53, 'Slash', '/', '?'),
  key(0xe1, shiftEvent, 'ShiftLeft', 'Shift', 'Shift'),
]
