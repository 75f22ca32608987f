import type { CryptoKey, JWK } from 'jose'
import { CompactSign, compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import { readPackText } from '../../shared/contract/rule-pack'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'

const suite = 'intl-1'
const type = 'rule-pack'

/** Why a signed pack is not taken; the words stand in `shared/text`. */
export type PackRefusal =
  | 'pack.malformed'
  | 'pack.no-date'
  | 'pack.unknown-suite'
  | 'pack.bad-signature'
  | 'pack.other-realm'
  | 'pack.older-number'
  | 'pack.changed'

export interface PackSigner {
  readonly keyId: string
  /** Ed25519. */
  readonly key: CryptoKey
}

/** The public key of an id, null for one we do not trust. */
export type TrustedKeys = (keyId: string) => JWK | null

export interface SignedPack {
  readonly pack: RulePack
  /** The RFC 8785 text that was signed. */
  readonly text: string
  readonly keyId: string
  readonly jws: string
}

/** Signs a pack: a compact JWS (EdDSA) over its canonical bytes, with suite and key id in the protected head. */
export async function signPack(pack: RulePack, { keyId, key }: PackSigner): Promise<string> {
  return new CompactSign(new TextEncoder().encode(canonicalJson(pack)))
    .setProtectedHeader({ alg: 'EdDSA', typ: type, suite, kid: keyId })
    .sign(key)
}

/**
 * Reads a signed pack. Nothing of it is looked at before the signature of a trusted key holds; then suite, date, shape, and
 * that the signed bytes are the canonical ones.
 */
export async function readSignedPack(
  jws: string,
  trusted: TrustedKeys,
): Promise<Result<SignedPack, PackRefusal>> {
  const verified = await verify(jws, trusted)
  if (!verified.ok) return verified
  const { text, keyId } = verified.value
  const read = readPackText(text)
  return read.ok ? ok({ pack: read.value, text, keyId, jws }) : read
}

async function verify(
  jws: string,
  trusted: TrustedKeys,
): Promise<Result<{ readonly text: string; readonly keyId: string }, PackRefusal>> {
  try {
    const { kid: keyId, typ, suite: named } = decodeProtectedHeader(jws)
    const key = keyId === undefined ? null : trusted(keyId)
    if (keyId === undefined || key === null || typ !== type) return fail('pack.bad-signature')
    if (named !== suite) return fail('pack.unknown-suite')
    const { payload } = await compactVerify(jws, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] })
    return ok({ text: new TextDecoder().decode(payload), keyId })
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return fail('pack.bad-signature')
    throw error
  }
}
