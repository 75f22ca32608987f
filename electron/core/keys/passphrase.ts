import { z } from 'zod'
import { passphraseKey, randomNonce, randomSalt, seal, unseal } from '../crypto'

/** A text that a passphrase opens; docs/journal-format.md section 6. */
export const passphraseWrapSchema = z.strictObject({
  kdf: z.literal('scrypt'),
  N: z
    .number()
    .int()
    .min(2 ** 15)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n)), { message: 'not a power of two' }),
  r: z.literal(8),
  p: z.literal(1),
  salt: z.base64().length(24),
  nonce: z.base64().length(16),
  wrapped: z.base64().min(24).max(4000),
})
export type PassphraseWrap = z.infer<typeof passphraseWrapSchema>

/** 128 MiB and about half a second on a counter's computer: each guess costs that too. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const

/** Why a passphrase is not taken when it is set. */
export type WeakPassphrase = 'too-short' | 'too-simple'

export const passphraseMinCharacters = 12
export const passphraseMinWords = 4
const minDifferentCharacters = 5

/** The passphrase as it is used: an input method's wide letters and a stray space at an end make no difference. */
export function normalPassphrase(typed: string): string {
  return typed.normalize('NFKC').trim()
}

/** null when it is long enough (twelve characters, or four words) and not one letter over and over. */
export function weakness(typed: string): WeakPassphrase | null {
  const passphrase = normalPassphrase(typed)
  const characters = [...passphrase]
  const words = passphrase.split(/\s+/u).filter((word) => [...word].length > 1)
  if (characters.length < passphraseMinCharacters && words.length < passphraseMinWords) return 'too-short'
  return new Set(characters.filter((one) => one !== ' ')).size < minDifferentCharacters ? 'too-simple' : null
}

/** @param aad binds the text to what it is */
export async function wrapWithPassphrase(text: string, typed: string, aad: string): Promise<PassphraseWrap> {
  const salt = randomSalt()
  const nonce = randomNonce()
  const key = await passphraseKey(normalPassphrase(typed), salt, cost)
  const wrapped = seal(key, nonce, Buffer.from(aad, 'utf8'), Buffer.from(text, 'utf8'))
  return {
    kdf: 'scrypt',
    ...cost,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    wrapped: wrapped.toString('base64'),
  }
}

/** null = another passphrase, or the wrap was changed. */
export async function openWithPassphrase(
  { N, r, p, salt, nonce, wrapped }: PassphraseWrap,
  typed: string,
  aad: string,
): Promise<string | null> {
  const key = await passphraseKey(normalPassphrase(typed), Buffer.from(salt, 'base64'), { N, r, p })
  const text = unseal(
    key,
    Buffer.from(nonce, 'base64'),
    Buffer.from(aad, 'utf8'),
    Buffer.from(wrapped, 'base64'),
  )
  return text?.toString('utf8') ?? null
}
