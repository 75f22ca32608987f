import { CompactSign } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import type { StickLabel } from '../../shared/contract/stick'
import { stickLabelSchema } from '../../shared/contract/stick'
import type { Centre } from '../centre'
import type { CentreKeys } from '../keys/keys'

/** The label of a registered medium, to lie at the top of the stick; null for a name that no rule pack could have. */
export async function stickLabel(
  { realm, clock }: Pick<Centre, 'realm' | 'clock'>,
  { signingKey, centreId }: Pick<CentreKeys, 'signingKey' | 'centreId'>,
  medium: string,
): Promise<string | null> {
  const label: StickLabel = {
    format: 'wallet-counter/stick-label',
    version: 1,
    suite: 'intl-1',
    realm,
    medium,
    madeAt: clock.now(),
  }
  if (!stickLabelSchema.safeParse(label).success) return null
  return new CompactSign(new TextEncoder().encode(canonicalJson(label)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'stick-label', suite: 'intl-1', kid: centreId })
    .sign(signingKey)
}
