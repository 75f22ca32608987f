import type { Realm } from './ids'
import type { Result } from './result'
import { fail, ok } from './result'

/**
 * The enrolment code a person carries from the centre to a counter and types: a one-time secret, the first 120 bits of
 * the SHA-256 thumbprint of the centre's TLS key, and a checksum that knows the realm (ADR 11). 48 characters in groups
 * of four; letters that look like digits are taken for them. Pure: the secret and the thumbprint come from outside.
 */
export interface EnrolmentCode {
  /** 18 characters, 90 bits. */
  readonly secret: string
  /** 24 characters, 120 bits. */
  readonly thumbprint: string
}

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretLength = 18
const thumbprintLength = 24
const checkLength = 6

export type CodeProblem = 'enrol.mistyped' | 'enrol.wrong-realm'

/** The code as it is printed: `XXXX-XXXX-…`, twelve groups. */
export function writeEnrolmentCode(realm: Realm, { secret, thumbprint }: EnrolmentCode): string {
  const body = secret + thumbprint
  return ((body + checkOf(realm, body)).match(/.{4}/gu) ?? []).join('-')
}

/** The code as it was typed; says when a character is wrong and when it is a code of the other realm. */
export function readEnrolmentCode(realm: Realm, typed: string): Result<EnrolmentCode, CodeProblem> {
  const text = typed.toUpperCase().replace(/[\s-]/gu, '').replaceAll('O', '0').replace(/[IL]/gu, '1')
  const length = secretLength + thumbprintLength
  if (!/^[0-9A-HJKMNP-TV-Z]{48}$/u.test(text)) return fail('enrol.mistyped')
  const body = text.slice(0, length)
  const check = text.slice(length)
  if (check !== checkOf(realm, body)) {
    const other: Realm = realm === 'live' ? 'practice' : 'live'
    return fail(check === checkOf(other, body) ? 'enrol.wrong-realm' : 'enrol.mistyped')
  }
  return ok({ secret: body.slice(0, secretLength), thumbprint: body.slice(secretLength) })
}

/** Base 32 of the first bits of some bytes: as many as the characters hold. */
export function base32(bytes: Uint8Array, characters: number): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5 && text.length < characters) {
      bits -= 5
      text += alphabet[(held >> bits) & 31] ?? ''
    }
  }
  return text
}

/** Random bytes for a secret: 12. */
export const secretBytes = 12

/** The secret that random bytes make. */
export function secretOf(bytes: Uint8Array): string {
  return base32(bytes, secretLength)
}

/** What a code holds of a thumbprint (32 bytes). */
export function shortThumbprint(sha256: Uint8Array): string {
  return base32(sha256, thumbprintLength)
}

const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** The BCH code of BIP 173 over base 32: finds any four wrong characters in texts of this length. */
function checkOf(realm: Realm, body: string): string {
  const prefix = Array.from(realm, (letter) => letter.charCodeAt(0) & 31)
  const symbols = [...prefix, 0, ...Array.from(body, (letter) => alphabet.indexOf(letter)), 0, 0, 0, 0, 0, 0]
  const state = symbols.reduce(step, 1) ^ 1
  return Array.from({ length: checkLength }, (_, i) => alphabet[(state >> (5 * (5 - i))) & 31]).join('')
}

function step(state: number, symbol: number): number {
  const top = state >>> 25
  const next = ((state & 0x1ffffff) << 5) ^ symbol
  return generator.reduce((mixed, word, bit) => ((top >> bit) & 1 ? mixed ^ word : mixed), next)
}
