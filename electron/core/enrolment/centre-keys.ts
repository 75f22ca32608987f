import { canonicalJson } from '../../../shared/contract/canonical'
import type { KeyAnnouncement } from '../../../shared/contract/centre-keys'
import { keyAnnouncementSchema, keyAnnouncementType } from '../../../shared/contract/centre-keys'
import type { EncryptionKey, EnrolAnswer } from '../../../shared/contract/enrolment'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Realm } from '../../../shared/domain/ids'
import { signedContent } from '../crypto'
import type { Projection } from '../projection/projection'
import type { SigningKey } from './check-pack'

/** A centre by the name its signing key gives it, and the keys it is known by. */
type Keys = Pick<EnrolAnswer, 'centre' | 'keys'>

/** The centre's keys as this counter trusts them: enrolment's, and each that the one before it announced (ADR 28). */
export interface CentreKeys {
  /** Those in use. */
  present(): Keys
  /** Those that are announced and were not met yet. */
  next(): (Keys & { readonly number: number; readonly jws: string; readonly at: number }) | null
  /** Whose packs hold: the keys in use, and those before, for what was published under them. */
  signing(): readonly SigningKey[]
  /** Whether a TLS key (SHA-256, hex) is the centre's; from here on it is asked under the name that goes with this key. */
  isCentre(keyThumbprint: string): boolean
  /** Whom tokens are asked of. */
  readonly centre: string
  /** What is sealed to the centre under the name it is asked by. */
  encryption(): EncryptionKey
  /** That the next keys were met, as an event; null when not. */
  met(): Extract<JournalEvent, { type: 'centre-keys-noted' }> | null
}

/** @param enrolled as enrolment told them; what the journal tells is read anew each time */
export function centreKeys(enrolled: Keys, projection: Pick<Projection, 'centreKeys'>): CentreKeys {
  let facing: string | null = null
  const chain = (): { readonly used: readonly Keys[]; readonly next: ReturnType<CentreKeys['next']> } => {
    const used: Keys[] = [enrolled]
    let next: ReturnType<CentreKeys['next']> = null
    for (const { jws, inUse } of projection.centreKeys()) {
      const said = claimed(jws)
      // of another centre, before this enrolment
      if (said?.centre !== (used.at(-1) ?? enrolled).centre) continue
      const { number, at } = said
      const keys = { centre: said.next.signing.keyId, keys: said.next }
      if (inUse) used.push(keys)
      next = inUse ? null : { ...keys, number, jws, at }
    }
    return { used, next }
  }
  const present = (): Keys => chain().used.at(-1) ?? enrolled
  const next = (): ReturnType<CentreKeys['next']> => chain().next
  return {
    present,
    next,
    signing: () => chain().used.map(({ keys }) => keys.signing),
    isCentre(keyThumbprint) {
      const met = [present(), next()].find((one) => one?.keys.tlsThumbprint === keyThumbprint)
      if (met == null) return false
      facing = met.centre
      return true
    },
    get centre() {
      return facing ?? present().centre
    },
    encryption() {
      const one = next()
      return (one !== null && one.centre === facing ? one : present()).keys.encryption
    },
    met() {
      const one = next()
      return one === null || facing !== one.centre
        ? null
        : { type: 'centre-keys-noted', number: one.number, stage: 'in-use', jws: one.jws }
    },
  }
}

/** What came of looking at announcements: new ones that hold, and whether one does not. */
export interface AnnouncementsRead {
  readonly events: readonly JournalEvent[]
  readonly isBad: boolean
}

/**
 * Looks at what the centre announced. Only what the keys in use signed, word for word and for this realm, is taken; what
 * names another centre is its past. A number that is known already is not looked at again.
 */
export async function readAnnouncements(
  announced: readonly string[],
  trusted: CentreKeys,
  realm: Realm,
  known: ReadonlySet<string>,
): Promise<AnnouncementsRead> {
  const { centre, keys } = trusted.present()
  const events: JournalEvent[] = []
  let isBad = false
  let newest = trusted.next()?.number ?? 0
  for (const jws of announced) {
    if (known.has(jws)) continue
    const said = claimed(jws)
    if (said !== null && said.centre !== centre) continue
    const text = await signedContent(jws, keys.signing, keyAnnouncementType)
    const holds = said !== null && text === canonicalJson(said) && said.realm === realm
    if (!holds) isBad = true
    else if (said.number > newest) {
      newest = said.number
      events.push({ type: 'centre-keys-noted', number: said.number, stage: 'announced', jws })
    }
  }
  return { events, isBad }
}

/** What an announcement says, whoever signed it; null for one that cannot be read. */
function claimed(jws: string): KeyAnnouncement | null {
  try {
    const [, middle = ''] = jws.split('.')
    const value: unknown = JSON.parse(Buffer.from(middle, 'base64url').toString('utf8'))
    return keyAnnouncementSchema.safeParse(value).data ?? null
  } catch {
    return null
  }
}
