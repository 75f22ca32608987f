import { readOperationNumber } from './operation-number'

/** What a scanned code is taken for; `malformed` = nothing a counter knows. */
export type ScannedKind = 'insurance-code' | 'operation-number' | 'slip' | 'malformed'

/** A slip's QR carries at most 600 characters (screens.md 4); nothing longer is any code of ours. */
export const longestScan = 600
const insuranceCode = /^[\x20-\x7e]{6,512}$/u
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/u

/**
 * Tells what a bar-code scanner read: a 业务号 (12 digits whose check digit holds), a slip's QR (a compact JWS), or a
 * 医保码 (readers.md 6: 6–512 printable ASCII, whatever its length or look: the centre alone decodes it).
 */
export function scannedKind(text: string): ScannedKind {
  if (/^\d{12}$/u.test(text) && readOperationNumber(text).ok) return 'operation-number'
  if (text.length <= longestScan && text.startsWith('ey') && compactJws.test(text)) return 'slip'
  return insuranceCode.test(text) ? 'insurance-code' : 'malformed'
}
