import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import {
  calculateJwkThumbprint,
  compactDecrypt,
  compactVerify,
  CompactEncrypt,
  CompactSign,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose'
import type { JWK } from 'jose'
import { v4, v7 } from 'uuid'

/** The one module of core that does cryptography; suite `intl-1` (design.md section 5). */

/** SHA-256 of the bytes (or of a text's UTF-8), lower-case hex. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  return sha256Of(parts)
}

/** The same of any number of parts: a call takes some hundred thousand arguments at most. */
export function sha256Of(parts: Iterable<Uint8Array | string>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** SHA-256 as 32 raw bytes. */
export function sha256Bytes(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** HMAC-SHA256, lower-case hex. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('hex')
}

/** A key for one purpose, derived from the master key (HKDF-SHA256, 32 bytes). */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `wallet-counter/${purpose}`, 32))
}

export const tagBytes = 16
export const keyBytes = 32

/** AES-256-GCM: ciphertext ‖ 16-byte tag. The nonce must never repeat under one key. */
export function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `seal` made; null when key, nonce, AAD or a single bit differ. */
export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Buffer | null {
  if (sealed.length < tagBytes) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plain = decipher.update(sealed.subarray(0, sealed.length - tagBytes))
  try {
    // GCM has no last block of its own: this only compares the tag
    decipher.final()
    return plain
  } catch {
    return null
  }
}

export function randomKey(): Buffer {
  return randomBytes(keyBytes)
}

export function randomNonce(): Buffer {
  return randomBytes(12)
}

/** A UUIDv7 at the given time, for ids that are stored. */
export function timedId(at: number): string {
  return v7({ msecs: at })
}

/** A UUIDv4, for names that live only in memory. */
export function anyId(): string {
  return v4()
}

/** Makes compact JWS with the station's Ed25519 key. */
export interface Signer {
  readonly keyId: string
  sign(content: string): Promise<string>
  /** The content of a compact JWS that this very key signed, null when it did not. */
  verify(jws: string): Promise<string | null>
}

export async function stationSigner(keyId: string, privateKey: JWK): Promise<Signer> {
  const key = await importJWK(privateKey, 'EdDSA')
  return {
    keyId,
    sign: (content) =>
      new CompactSign(new TextEncoder().encode(content))
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
        .sign(key),
    verify: async (jws) => {
      const { kty, crv, x } = privateKey
      try {
        const theirs = await importJWK({ kty, crv, x } as JWK, 'EdDSA')
        const { payload, protectedHeader } = await compactVerify(jws, theirs, { algorithms: ['EdDSA'] })
        return protectedHeader.kid === keyId ? new TextDecoder().decode(payload) : null
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null
        throw error
      }
    },
  }
}

/** A fresh Ed25519 pair for the station, JWK, with its RFC 7638 name. */
export async function newStationPair(): Promise<{
  readonly keyId: string
  readonly privateJwk: {
    readonly kty: 'OKP'
    readonly crv: 'Ed25519'
    readonly x: string
    readonly d: string
  }
}> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x = '', d = '' } = await exportJWK(privateKey)
  const keyId = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return { keyId, privateJwk: { kty: 'OKP', crv: 'Ed25519', x, d } }
}

/** The content of a compact JWS that this Ed25519 key signed as this type and suite; null when it did not. */
export async function signedContent(
  jws: string,
  by: { readonly keyId: string; readonly publicKeyJwk: JWK },
  typ: string,
): Promise<string | null> {
  try {
    const key = await importJWK(by.publicKeyJwk, 'EdDSA')
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    const { kid, typ: isTyp, suite } = protectedHeader
    return kid === by.keyId && isTyp === typ && suite === 'intl-1' ? new TextDecoder().decode(payload) : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}

/** A clerk's stored verifier: scrypt (N 2^15, r 8, p 1), salt and key base64. */
export interface PasswordVerifier {
  readonly salt: string
  readonly key: string
}

const scryptCost = { N: 32768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

export async function passwordMatches(password: string, verifier: PasswordVerifier): Promise<boolean> {
  const expected = Buffer.from(verifier.key, 'base64')
  const salt = Buffer.from(verifier.salt, 'base64')
  return timingSafeEqual(await stretch(password, salt, expected.length, scryptCost), expected)
}

/** What scrypt is made to work: memory is 128 · N · r bytes. */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** The 32-byte key a passphrase stands for. */
export function passphraseKey(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  return stretch(passphrase, salt, keyBytes, { ...cost, maxmem: 256 * cost.N * cost.r })
}

export function randomSalt(): Buffer {
  return randomBytes(16)
}

function stretch(
  text: string,
  salt: Uint8Array,
  length: number,
  cost: ScryptCost & { readonly maxmem: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(text.normalize('NFKC'), salt, length, cost, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

/** P-256, JWK. */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}
export interface PrivateJwk extends PublicJwk {
  readonly d: string
}

const sealedTo = { alg: 'ECDH-ES', enc: 'A256GCM' } as const

/** A fresh P-256 pair to seal to. */
export async function newSealingPair(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(sealedTo.alg, { crv: 'P-256', extractable: true })
  const { x = '', y = '', d = '' } = await exportJWK(privateKey)
  return { kty: 'EC', crv: 'P-256', x, y, d }
}

/** RFC 7638. */
export function thumbprint({ kty, crv, x, y }: PublicJwk): Promise<string> {
  return calculateJwkThumbprint({ kty, crv, x, y })
}

/** Seals a text so that only the holder of the private half opens it: compact JWE, ECDH-ES + A256GCM. */
export async function sealTo(
  publicJwk: PublicJwk,
  keyId: string,
  text: string,
  typ?: 'stick',
): Promise<string> {
  const key = await importJWK({ ...publicJwk }, sealedTo.alg)
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ ...sealedTo, kid: keyId, ...(typ === undefined ? {} : { typ, suite: 'intl-1' }) })
    .encrypt(key)
}

/** Opens what `sealTo` made; null when it was sealed to somebody else or changed. */
export async function openSealed(privateJwk: PrivateJwk, jwe: string): Promise<string | null> {
  const key = await importJWK({ ...privateJwk }, sealedTo.alg)
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [sealedTo.alg],
      contentEncryptionAlgorithms: [sealedTo.enc],
    })
    return new TextDecoder().decode(plaintext)
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
