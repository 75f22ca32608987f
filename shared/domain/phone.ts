import type { Result } from './result'
import { fail, ok } from './result'
import { bareNumber } from './typed-text'

const mobile = /^1[3-9]\d{9}$/u
/** Area codes: 010 and 02x with eight digits, 03xx to 09xx with seven or eight. */
const landline = /^0(?:10|2\d)[2-9]\d{7}$|^0[3-9]\d{2}[2-9]\d{6,7}$/u

/**
 * Reads a mainland mobile number, or a landline with its area code, as its bare digits (numbering plan of 工信部).
 * Full-width digits, spaces, dashes, brackets and a leading +86 are understood.
 */
export function readPhone(text: string): Result<string, 'phone.malformed'> {
  const digits = bareNumber(text).replace(/[()]/gu, '')
  const abroad = /^(\+|00)?86(\d+)$/u.exec(digits)
  const [, prefix, rest = ''] = abroad ?? []
  // written for callers from abroad, an area code loses its 0
  const candidates = [digits, rest, ...(prefix === undefined ? [] : [`0${rest}`])]
  const national = candidates.find((candidate) => mobile.test(candidate) || landline.test(candidate))
  return national === undefined ? fail('phone.malformed') : ok(national)
}
