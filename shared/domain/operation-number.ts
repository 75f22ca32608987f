import type { Result } from './result'
import { fail, ok } from './result'
import { bareNumber } from './typed-text'

/** Largest running number: seven digits. */
export const largestTaken = 9_999_999

/** What an operation number tells. */
export interface OperationNumber {
  /** Four digits, given by the centre per station and epoch; practice 0000. */
  readonly stationPrefix: string
  /** The station's running number (`taken`). */
  readonly taken: number
}

/** H. M. Damm's quasigroup of order 10 (2004): catches every single wrong digit and every swap of neighbours. */
const damm = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

/**
 * 业务号 (screens.md 4): four digits of the station, seven of the running number, one check digit.
 * Throws RangeError for a prefix that is not four digits or a running number outside 0…9 999 999: both are bugs.
 */
export function makeOperationNumber(stationPrefix: string, taken: number): string {
  if (!/^\d{4}$/u.test(stationPrefix)) throw new RangeError('operation number: the prefix has four digits')
  if (!Number.isInteger(taken) || taken < 0 || taken > largestTaken) {
    throw new RangeError('operation number: the running number has at most seven digits')
  }
  const digits = stationPrefix + String(taken).padStart(7, '0')
  return digits + String(dammCheck(digits))
}

/** Reads a typed or scanned 业务号, with or without spaces and dashes, full-width digits included. */
export function readOperationNumber(
  text: string,
): Result<OperationNumber, 'operation-number.malformed' | 'operation-number.wrong-check-digit'> {
  const digits = bareNumber(text)
  if (!/^\d{12}$/u.test(digits)) return fail('operation-number.malformed')
  if (dammCheck(digits) !== 0) return fail('operation-number.wrong-check-digit')
  return ok({ stationPrefix: digits.slice(0, 4), taken: Number(digits.slice(4, 11)) })
}

/** In threes, as it stands on slips and screens: 000 000 000 017. */
export function showOperationNumber(operationNumber: string): string {
  return operationNumber.replace(/(.{3})(?=.)/gu, '$1 ')
}

/** 0 for a whole number whose check digit is right; else the check digit that is missing at its end. */
function dammCheck(digits: string): number {
  let interim = 0
  for (const digit of digits) interim = Number(damm[interim]?.[Number(digit)])
  return interim
}
