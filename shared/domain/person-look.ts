import { bareNumber, trimmed } from './typed-text'

/* Looking somebody up without a card (domain.md 3.8): for a reason, few at a time, and every look is listed. */

/** Why somebody is looked up whose card is not here. */
export const cardlessReasons = ['card-forgotten', 'relative-asks', 'telephone', 'call-back', 'other'] as const
export type CardlessReason = (typeof cardlessReasons)[number]

/** As many as are listed for one text: whoever is sought must be named more closely. */
export const mostPeople = 8

/** Fewer signs than these lead to too many people. */
const fewest = { digits: 6, letters: 2, characters: 2 } as const

/** The beginning of an ID number, or of a permanent resident's or permit's: letters, then digits. */
export const numberBegins = /^(?:\d+X?|[A-Z]{3}\d+)$/u

/** What was typed to find somebody by: half-width, without spaces; a number without its dashes. */
export function soughtText(typed: string): string {
  const number = bareNumber(typed).toUpperCase()
  return numberBegins.test(number) ? number : trimmed(typed).replace(/\s/gu, '')
}

/** Whether a text leads to few enough people to be answered: six digits, two letters of pinyin, two characters. */
export function isLongEnough(sought: string): boolean {
  if (numberBegins.test(sought)) return sought.length >= fewest.digits
  if (/^[A-Za-z]+$/u.test(sought)) return sought.length >= fewest.letters
  return [...sought].length >= fewest.characters
}
