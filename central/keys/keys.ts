import { createHash, X509Certificate } from 'node:crypto'
import type { CryptoKey, JWK } from 'jose'
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, importJWK } from 'jose'
import { z } from 'zod'
import { pinnedKeysSchema } from '../../shared/contract/enrolment'
import { newCertificate } from './certificate'

/** The public halves of the centre's keys, as counters pin them. */
export type PinnedKeys = z.infer<typeof pinnedKeysSchema>

/** The centre's own keys: it signs answers and rule packs, passwords and sticks are encrypted to it. */
export interface CentreKeys {
  /** Names this centre in tokens: the RFC 7638 thumbprint of its signing key. */
  readonly centreId: string
  readonly pinned: PinnedKeys
  readonly signingKey: CryptoKey
  readonly signingPublicKey: CryptoKey
  readonly decryptionKey: CryptoKey
  readonly tls: { readonly key: string; readonly cert: string }
}

const jwk = z.record(z.string(), z.string())

/** What lies in the key file: private, readable by its owner alone. */
export const keyFileSchema = z.strictObject({
  suite: z.literal('intl-1'),
  signing: jwk,
  encryption: jwk,
  tlsKey: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  tlsCertificate: z.string().startsWith('-----BEGIN CERTIFICATE-----'),
})
export type KeyFile = z.infer<typeof keyFileSchema>

/** Fresh keys; nothing is written. */
export async function makeKeyFile(): Promise<KeyFile> {
  const signing = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const encryption = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  const tls = await generateKeyPair('ES256', { extractable: true })
  return {
    suite: 'intl-1',
    signing: jwk.parse(await exportJWK(signing.privateKey)),
    encryption: jwk.parse(await exportJWK(encryption.privateKey)),
    tlsKey: await exportPKCS8(tls.privateKey),
    tlsCertificate: await newCertificate(tls),
  }
}

/** The keys of a key file, ready for use. */
export async function readKeys(file: KeyFile): Promise<CentreKeys> {
  const signingPublic = publicHalf(file.signing, ['kty', 'crv', 'x'])
  const encryptionPublic = publicHalf(file.encryption, ['kty', 'crv', 'x', 'y'])
  const centreId = await calculateJwkThumbprint(signingPublic)
  return {
    centreId,
    pinned: pinnedKeysSchema.parse({
      signing: { keyId: centreId, publicKeyJwk: signingPublic },
      encryption: {
        keyId: await calculateJwkThumbprint(encryptionPublic),
        publicKeyJwk: encryptionPublic,
      },
      tlsThumbprint: thumbprintOf(file.tlsCertificate),
    }),
    signingKey: await cryptoKey(file.signing, 'EdDSA'),
    signingPublicKey: await cryptoKey(signingPublic, 'EdDSA'),
    decryptionKey: await cryptoKey(file.encryption, 'ECDH-ES'),
    tls: { key: file.tlsKey, cert: file.tlsCertificate },
  }
}

/** SHA-256 (hex) of a certificate's public key (SubjectPublicKeyInfo, DER): what a counter compares. */
export function thumbprintOf(certificate: string): string {
  const { publicKey } = new X509Certificate(certificate)
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

function publicHalf(key: JWK, fields: readonly (keyof JWK)[]): JWK {
  return Object.fromEntries(fields.map((field) => [field, key[field]]))
}

async function cryptoKey(key: JWK, algorithm: string): Promise<CryptoKey> {
  const imported = await importJWK(key, algorithm)
  if (imported instanceof Uint8Array) throw new TypeError('not an asymmetric key')
  return imported
}
