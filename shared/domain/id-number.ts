import type { Result } from './result'
import { fail, ok } from './result'
import { bareNumber } from './typed-text'

/** What a checked number tells by itself. */
export interface IdNumber {
  /** Normalised: half-width, no spaces or dashes, upper-case X. */
  readonly idNumber: string
  /** YYYYMMDD; null = the edition does not carry a whole date. */
  readonly birthDate: string | null
  /** GB/T 2261.1: 1 male, 2 female; null = the edition does not carry it. */
  readonly sexCode: '1' | '2' | null
  /** `resident` = 18 characters of GB 11643 (also 81/82/83 permits and the 2023 foreign edition). */
  readonly edition: 'resident' | 'foreign-2017'
}

export type IdNumberError =
  'id-number.malformed' | 'id-number.wrong-check-digit' | 'id-number.impossible-date'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/**
 * Reads a typed or scanned ID number; `today` is YYYY-MM-DD. GB 11643-1999 with check digit MOD 11-2 (domain.md 2):
 * any region code is valid (withdrawn ones live on in numbers), the birth date must be real and not in the future.
 * The 2017 foreign edition (three letters, twelve digits) has no check we know. The check digit is judged first: a
 * slip of the finger in the date is a slip of the finger.
 */
export function readIdNumber(text: string, today: string): Result<IdNumber, IdNumberError> {
  const idNumber = bareNumber(text).toUpperCase()
  if (/^[A-Z]{3}\d{12}$/u.test(idNumber)) {
    return ok({ idNumber, birthDate: null, sexCode: null, edition: 'foreign-2017' })
  }
  if (!/^\d{17}[\dX]$/u.test(idNumber)) return fail('id-number.malformed')
  if (checkCharacter(idNumber) !== idNumber[17]) return fail('id-number.wrong-check-digit')
  const birthDate = idNumber.slice(6, 14)
  if (!isPastDay(birthDate, today)) return fail('id-number.impossible-date')
  const sexCode = Number(idNumber[16]) % 2 === 1 ? '1' : '2'
  return ok({ idNumber, birthDate, sexCode, edition: 'resident' })
}

/** Completed years of age on `today` (YYYY-MM-DD) of somebody born on `birthDate` (YYYYMMDD); NaN when malformed. */
export function ageAt(birthDate: string, today: string): number {
  if (!/^\d{8}$/u.test(birthDate)) return Number.NaN
  return Math.floor((Number(today.replaceAll('-', '')) - Number(birthDate)) / 10_000)
}

/** The check character (MOD 11-2) of an 18-character number's first seventeen digits. */
export function checkCharacter(idNumber: string): string {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(idNumber[i]), 0)
  return checkCharacters.charAt(sum % 11)
}

function isPastDay(day: string, today: string): boolean {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(4, 6))
  const date = Number(day.slice(6, 8))
  return (
    year > 0 &&
    month >= 1 &&
    month <= 12 &&
    date >= 1 &&
    date <= daysIn(year, month) &&
    day <= today.replaceAll('-', '')
  )
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
