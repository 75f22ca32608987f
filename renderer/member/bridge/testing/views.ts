import { memberViewSchema } from '../../../../shared/contract/view'
import type { MemberView } from '../../../../shared/contract/view'
import type { ConfirmScreen, MemberScreen } from '../member-bridge'

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
