/** A field somebody types text into. */
export type TextField = HTMLInputElement | HTMLTextAreaElement

/** What a scanner's keys do to the field they fall upon. */
export interface WedgeFields {
  /** What stands in the field; null where nothing can be typed. */
  remember(target: EventTarget | null): Remembered | null
  /** Types the text into the field as a hand would have; nothing happens where nothing can be typed. */
  putBack(target: EventTarget | null, text: string): void
  /**
   * Puts back what stood in a field before an input method wrote a scanned code into it. Leaving the field ends what
   * the input method is still composing.
   */
  restore(remembered: Remembered | null): void
}

/** What stood in a field, and where in it the next letter would have gone. */
export interface Remembered {
  readonly field: TextField
  readonly value: string
  readonly start: number | null
  readonly end: number | null
}

const textTypes: ReadonlySet<string> = new Set(['text', 'search', 'tel', 'url', 'password', ''])

function isTextField(target: EventTarget | null): target is TextField {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly && !target.disabled
  return (
    target instanceof HTMLInputElement && textTypes.has(target.type) && !target.readOnly && !target.disabled
  )
}

function remember(field: EventTarget | null): Remembered | null {
  if (!isTextField(field)) return null
  return { field, value: field.value, start: field.selectionStart, end: field.selectionEnd }
}

function putBack(target: EventTarget | null, text: string): void {
  if (!isTextField(target) || text === '') return
  const { value, selectionStart, selectionEnd, maxLength } = target
  const start = selectionStart ?? value.length
  const end = selectionEnd ?? value.length
  const room = maxLength < 0 ? text.length : Math.max(0, maxLength - (value.length - (end - start)))
  target.setRangeText(text.slice(0, room), start, end, 'end')
  target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}

function restore(remembered: Remembered | null): void {
  if (remembered === null) return
  const { field, value, start, end } = remembered
  const hadFocus = field.ownerDocument.activeElement === field
  if (hadFocus) field.blur()
  field.value = value
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'historyUndo' }))
  if (hadFocus) field.focus()
  if (start !== null && end !== null) field.setSelectionRange(start, end)
}

/** The fields of this window. */
export const pageFields: WedgeFields = { remember, putBack, restore }
