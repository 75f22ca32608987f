import type { SignedPack } from '../../../shared/contract/centre-lists'
import type { EnrolAnswer } from '../../../shared/contract/enrolment'
import type { PackTextProblem } from '../../../shared/contract/rule-pack'
import { readPackText } from '../../../shared/contract/rule-pack'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Realm } from '../../../shared/domain/ids'
import type { Result } from '../../../shared/domain/result'
import { fail } from '../../../shared/domain/result'
import type { RulePack } from '../../../shared/domain/rule-pack'
import { signedContent } from '../crypto'

/** The key that signs rule packs, as enrolment told it. */
export type SigningKey = EnrolAnswer['keys']['signing']

export type PackProblem = PackTextProblem | 'pack.bad-signature' | 'pack.other-realm' | 'pack.older-number'

/**
 * Whether a pack may be used here: signed by one of the centre's keys word for word, of this realm, and newer than what is kept
 * (domain.md 6). The last good one stays where it is not.
 * @param newest number of the newest pack that is kept, 0 = none
 */
export async function checkPack(
  { number, content, jws }: SignedPack,
  signing: readonly SigningKey[],
  realm: Realm,
  newest: number,
): Promise<Result<RulePack, PackProblem>> {
  const signed = jws === null ? null : await signedByOne(jws, signing)
  if (signed === null || signed !== content) return fail('pack.bad-signature')
  const pack = readPackText(content)
  if (!pack.ok) return pack
  if (pack.value.realm !== realm) return fail('pack.other-realm')
  if (pack.value.number !== number) return fail('pack.malformed')
  return number > newest ? pack : fail('pack.older-number')
}

async function signedByOne(jws: string, signing: readonly SigningKey[]): Promise<string | null> {
  for (const key of signing) {
    const content = await signedContent(jws, key, 'rule-pack')
    if (content !== null) return content
  }
  return null
}

/** The event that keeps a pack that was checked. */
export function packReceived(
  { number, validFrom }: RulePack,
  content: string,
  jws: string,
): Extract<JournalEvent, { type: 'pack-received' }> {
  return { type: 'pack-received', number, validFrom, content, jws }
}
