/** Marks that carry no meaning in a number: zero-width characters, writing-direction marks, the byte order mark. */
const invisible = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu
const dashes = /[-\u2010-\u2015\u2212\uFE58\uFE63]/gu

/**
 * Full-width forms (０-９ Ａ-Ｚ ，．－ and the ideographic space) as their half-width twins; everything else stays.
 * Narrower than NFKC on purpose: ① or ² are not digits somebody meant to type.
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/gu, ' ')
}

/** Half-width text without invisible marks and without spaces at either end. */
export function trimmed(text: string): string {
  return halfWidth(text.replace(invisible, '')).trim()
}

/** A sentence somebody wrote: without invisible marks and spaces at either end, its Chinese punctuation as it is. */
export function sentence(text: string): string {
  return text.replace(invisible, '').trim()
}

/** What is left of a typed or pasted number: half-width, without spaces, dashes and invisible marks. */
export function bareNumber(text: string): string {
  return trimmed(text).replace(dashes, '').replace(/\s/gu, '')
}
