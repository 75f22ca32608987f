import { bareNumber } from './typed-text'

/** Digits and letters that nobody takes for another (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 6

/**
 * 核对码 (screens.md 4), for counters that cannot read a QR: six characters beside the 业务号, the first thirty bits of the
 * SHA-256 of the operation's frozen bytes. They stand on paper only; whoever tells them with the number has a slip of
 * exactly this operation. What the slip said of its state only the QR tells.
 * @param payloadHash 64 hex digits
 */
export function slipCode(payloadHash: string): string {
  let bits = Number.parseInt(payloadHash.slice(0, 8), 16)
  // thirty-two bits were read, thirty are kept
  bits = Math.floor(bits / 4)
  let code = ''
  for (let n = 0; n < length; n++) {
    code = (alphabet[bits % 32] ?? '') + code
    bits = Math.floor(bits / 32)
  }
  return code
}

/** A 业务号, alone or with the 核对码 behind it, as it is typed: any spaces, dashes, width and case. */
export function splitSlipCode(text: string): { readonly number: string; readonly code: string | null } {
  const bare = bareNumber(text).toUpperCase()
  const [, number = bare, code] = /^(\d{12})([0-9A-Z]{6})$/u.exec(bare) ?? []
  return { number, code: code === undefined ? null : lookAlikes(code) }
}

/** What people write for a digit that looks like it. */
function lookAlikes(code: string): string {
  return code.replaceAll('O', '0').replace(/[IL]/gu, '1')
}
