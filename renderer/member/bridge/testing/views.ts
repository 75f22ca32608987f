import { p256JwkSchema } from '../../../../shared/contract/enrolment'
import { memberViewSchema } from '../../../../shared/contract/view'
import type { MemberView } from '../../../../shared/contract/view'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import type { CryptoKey } from 'jose'
import type { ConfirmScreen, MemberScreen, PasswordScreen } from '../member-bridge'

export const hall = 'Model Town Service Hall'

/** A view as core sends it; checked, so that a test never shows what core could not. */
export function viewOf(screen: MemberScreen, revision = 1, run = 'run-1'): MemberView {
  return memberViewSchema.parse({ run, revision, realm: 'practice', hall, screen })
}

/** 650.00 yuan to the daughter, as on the reference picture; the words are core's, so any language will do. */
export function confirmScreen(
  part: Partial<Pick<ConfirmScreen, 'answer' | 'wordsHash'>> = {},
): ConfirmScreen {
  const screen = memberViewSchema.shape.screen.parse({
    name: 'confirm',
    operationId: '0190f5a0-0000-7000-8000-000000000001',
    wordsHash: 'a'.repeat(64),
    question: 'Please look: is this right?',
    facts: [
      { label: 'To', value: 'Your daughter *Xiaomei', small: 'number ends 5820, born 1974' },
      { label: 'How much', value: '650.00 yuan', small: 'six hundred and fifty' },
      { label: 'When', value: 'Now', small: null },
    ],
    answer: null,
    ...part,
  })
  if (screen.name !== 'confirm') throw new TypeError('not a confirmation')
  return screen
}

/** The keypad for one transfer, with the centre's key. */
export async function passwordScreen(
  publicKey: CryptoKey,
  part: Partial<Pick<PasswordScreen, 'said' | 'asking'>> = {},
): Promise<PasswordScreen> {
  const publicKeyJwk = p256JwkSchema.parse(await exportJWK(publicKey))
  const screen = memberViewSchema.shape.screen.parse({
    name: 'password',
    operations: [{ operationId: '0190f5a0-0000-7000-8000-000000000001', payloadHash: 'b'.repeat(64) }],
    facts: [{ label: 'To', value: 'Your daughter *Xiaomei', small: null }],
    said: null,
    asking: 'first',
    at: 1_700_000_000_000,
    key: { keyId: await calculateJwkThumbprint(publicKeyJwk), publicKeyJwk },
    ...part,
  })
  if (screen.name !== 'password') throw new TypeError('not a keypad')
  return screen
}
