import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema } from '../../../shared/contract/operation'
import { newSealingPair, thumbprint } from '../crypto'
import type { PrivateJwk } from '../crypto'
import { openWithPassphrase, passphraseWrapSchema, wrapWithPassphrase } from './passphrase'

const coordinate = z.string().regex(/^[\w-]{43}$/)
export const publicJwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
})
const privateJwkSchema = publicJwkSchema.extend({ d: coordinate })

/** The organisation's recovery key: made once, away from the counters; docs/journal-format.md section 6. */
export const recoveryPublicSchema = z.strictObject({
  suite: z.literal('intl-1'),
  use: z.literal('recovery'),
  keyId: z.string().regex(/^[\w-]{43}$/),
  publicKeyJwk: publicJwkSchema,
  madeAt: atSchema,
})
export const recoveryPrivateSchema = recoveryPublicSchema.extend({ private: passphraseWrapSchema })
export type RecoveryPublicKey = z.infer<typeof recoveryPublicSchema>
export type RecoveryPrivateFile = z.infer<typeof recoveryPrivateSchema>

/** The private half, opened. */
export interface RecoveryKey {
  readonly keyId: string
  readonly privateJwk: PrivateJwk
}

const privateAad = (keyId: string): string => `recovery/${keyId}`

/** A fresh pair, its private half under the passphrase (`weakness` is the caller's to ask first). */
export async function makeRecoveryKey(
  passphrase: string,
  madeAt: number,
): Promise<{ readonly publicFile: RecoveryPublicKey; readonly privateFile: RecoveryPrivateFile }> {
  const { d, ...publicKeyJwk } = await newSealingPair()
  const keyId = await thumbprint(publicKeyJwk)
  const publicFile: RecoveryPublicKey = { suite: 'intl-1', use: 'recovery', keyId, publicKeyJwk, madeAt }
  const text = canonicalJson({ ...publicKeyJwk, d })
  const wrapped = await wrapWithPassphrase(text, passphrase, privateAad(keyId))
  return { publicFile, privateFile: { ...publicFile, private: wrapped } }
}

/** null = not a recovery public key, or one whose name is not its own. */
export async function readRecoveryPublicKey(text: string): Promise<RecoveryPublicKey | null> {
  const read = recoveryPublicSchema.safeParse(parsed(text))
  if (!read.success || (await thumbprint(read.data.publicKeyJwk)) !== read.data.keyId) return null
  return read.data
}

/** null = not a recovery private key file. */
export function readRecoveryPrivateFile(text: string): RecoveryPrivateFile | null {
  return recoveryPrivateSchema.safeParse(parsed(text)).data ?? null
}

/** null = another passphrase, or the file was changed. */
export async function openRecoveryKey(
  file: RecoveryPrivateFile,
  passphrase: string,
): Promise<RecoveryKey | null> {
  const text = await openWithPassphrase(file.private, passphrase, privateAad(file.keyId))
  const privateJwk = privateJwkSchema.safeParse(text === null ? null : parsed(text)).data
  if (privateJwk === undefined) return null
  return (await thumbprint(privateJwk)) === file.keyId ? { keyId: file.keyId, privateJwk } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
