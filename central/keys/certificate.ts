import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'

/** Counters trust the key by its thumbprint, not the name and not the date (design.md section 7). */
const name = 'CN=wallet-counter centre'
const validFrom = new Date('2020-01-01T00:00:00Z')
const validTo = new Date('2099-12-31T00:00:00Z')

/** A self-signed certificate (PEM) for the centre's TLS key. */
export async function newCertificate(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    name,
    notBefore: validFrom,
    notAfter: validTo,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
  })
  return certificate.toString('pem')
}
