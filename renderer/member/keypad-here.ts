/**
 * Whether a member can type here: a finger counts, and so does a keyboard before a display of the member's own. On the
 * only display without touch it would be the clerk's keyboard: the password is not offered there (domain.md 3.3).
 */
export function keypadHere(page: Window): boolean {
  const isExtended = Reflect.get(page.screen, 'isExtended') === true
  return isExtended || page.navigator.maxTouchPoints > 0
}
