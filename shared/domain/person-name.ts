import type { Result } from './result'
import { fail, ok } from './result'
import { trimmed } from './typed-text'

/** As long as the longest name a card can hold, in UTF-16 units. */
export const longestName = 60

/** What input methods write for the dot between the parts of a name; a card has the first. */
const dots = /[·\u2022\u2027\u30FB\uFF65]/gu
/** Letters of any script, characters a card keeps in private use (rare ones), and what stands between parts of a name. */
const nameCharacters = /^[\p{L}\p{M}\p{Co}·.,'\u2019\- ]+$/u

export type PersonNameError = 'name.empty' | 'name.malformed' | 'field.too-long'

/**
 * Reads a typed person's name: half-width, without invisible marks, the dot of 买买提·艾力 as cards write it. Digits, emoji
 * and signs are no part of a name (`name.malformed`); nothing is cut off.
 */
export function readPersonName(text: string): Result<string, PersonNameError> {
  const name = trimmed(text).replace(dots, '·').replace(/\s+/gu, ' ')
  if (name === '') return fail('name.empty')
  if (name.length > longestName) return fail('field.too-long')
  return nameCharacters.test(name) && /[\p{L}\p{Co}]/u.test(name) ? ok(name) : fail('name.malformed')
}
