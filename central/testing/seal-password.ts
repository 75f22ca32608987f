import { CompactEncrypt, importJWK } from 'jose'
import type { EncryptionKey } from '../../shared/contract/enrolment'

/** Seals a text as the member window does; `head` spoils what stands before it. */
export async function sealText(
  { keyId, publicKeyJwk }: EncryptionKey,
  content: object,
  head: object = {},
): Promise<string> {
  const agreed = { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'member-password', suite: 'intl-1', kid: keyId }
  return new CompactEncrypt(
    new TextEncoder().encode(JSON.stringify({ purpose: 'verify-member', ...content })),
  )
    .setProtectedHeader({ ...agreed, ...head })
    .encrypt(await importJWK(publicKeyJwk, 'ECDH-ES'))
}
