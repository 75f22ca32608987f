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
import { CompactSign, importJWK } from 'jose'
import type { JWK } from 'jose'
import { v4, v7 } from 'uuid'

/** The one module of core that does cryptography; suite `intl-1` (design.md section 5). */

/** SHA-256 of the bytes (or of a text's UTF-8), lower-case hex. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
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
  const head = decipher.update(sealed.subarray(0, sealed.length - tagBytes))
  try {
    return Buffer.concat([head, decipher.final()])
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
}

export async function stationSigner(keyId: string, privateKey: JWK): Promise<Signer> {
  const key = await importJWK(privateKey, 'EdDSA')
  return {
    keyId,
    sign: (content) =>
      new CompactSign(new TextEncoder().encode(content))
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
        .sign(key),
  }
}

/** A clerk's stored verifier: scrypt (N 2^15, r 8, p 1), salt and key base64. */
export interface PasswordVerifier {
  readonly salt: string
  readonly key: string
}

const scryptCost = { N: 32768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

export function passwordMatches(password: string, verifier: PasswordVerifier): Promise<boolean> {
  const expected = Buffer.from(verifier.key, 'base64')
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      Buffer.from(verifier.salt, 'base64'),
      expected.length,
      scryptCost,
      (error, key) => {
        if (error) reject(error)
        else resolve(timingSafeEqual(key, expected))
      },
    )
  })
}
