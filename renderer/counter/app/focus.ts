const focusable = 'button:not(:disabled), input:not(:disabled), [href], select, textarea, [tabindex="0"]'

/** Puts the focus where a page's work begins, unless somebody is already typing in it. */
export function focusFirst(): void {
  const first = document.querySelector<HTMLElement>('[data-first-focus]')
  const typing = document.activeElement instanceof HTMLInputElement && document.activeElement.isConnected
  const inDrawer = document.activeElement?.closest('[role="dialog"], .practice-drawer') != null
  if (first !== null && !typing && !inDrawer) first.focus()
}

/** What was pressed is gone with what it did: the work goes on at the row that is chosen, else where the page begins. */
export function focusIfLost(): void {
  if (document.activeElement !== document.body) return
  const row = document.querySelector<HTMLElement>('[data-row][tabindex="0"]')
  if (row === null) focusFirst()
  else row.focus()
}

/** The first field that cannot stand as it is. */
export function focusProblem(): void {
  const row = document.querySelector('[data-problem]')
  const field = row?.querySelector<HTMLElement>('input:checked') ?? row?.querySelector<HTMLElement>('input')
  field?.focus()
}

/** F6: from one area of the window to the next (header, who is here, work, checks, line). */
export function focusNextArea(): void {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')]
  const present = areas.findIndex((area) => area.contains(document.activeElement))
  const next = areas[(present + 1) % areas.length]
  if (next === undefined) return
  const inside =
    next.querySelector<HTMLElement>('[data-first-focus]') ?? next.querySelector<HTMLElement>(focusable)
  ;(inside ?? next).focus()
}
