import { CompactEncrypt, calculateJwkThumbprint, importJWK } from 'jose'
import type { EncryptionKey } from '../../../shared/contract/enrolment'
import type { SealedPassword } from '../../../shared/contract/verification'

/**
 * Seals what the member typed to the centre's key, here in the member's own window: nothing else in this machine can open
 * it (ADR 30). Nothing is sealed to a key that is not the one it is named.
 */
export async function sealPassword(
  { keyId, publicKeyJwk }: EncryptionKey,
  { operations, password, sealedAt }: Omit<SealedPassword, 'purpose'>,
): Promise<string> {
  if ((await calculateJwkThumbprint(publicKeyJwk)) !== keyId)
    throw new TypeError('the key is not the one it is named')
  const content: SealedPassword = { purpose: 'verify-member', operations, password, sealedAt }
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      typ: 'member-password',
      suite: 'intl-1',
      kid: keyId,
    })
    .encrypt(await importJWK(publicKeyJwk, 'ECDH-ES'))
}
