import type { Batch } from '../../shared/contract/central'
import type { Passwords } from '../../shared/contract/verification'
import type { OperationId } from '../../shared/domain/ids'
import { typesOwnPassword } from '../../shared/domain/verification'
import type { Centre } from '../centre'
import type { CentreKeys } from '../keys/keys'
import type { ArrivedItem } from '../operations/operations'
import { findStation } from '../stations/batch'
import { claimedHead, itemsOf, signatureHolds } from '../stations/batch-head'
import { publicJwkSchema } from '../stations/register'
import type { PasswordAnswer, VerifiedPasswords } from './member-password'
import { verifyMember } from './member-password'

/**
 * Opens and tries the passwords beside a batch, before anything of the batch is worked through. Nothing is tried without
 * the valid signature of the station that the batch belongs to: whoever guesses must be an enrolled counter.
 */
export async function verifyPasswords(
  centre: Centre,
  keys: Pick<CentreKeys, 'decryptionKey' | 'pinned'>,
  batch: Batch,
  passwords: Passwords,
): Promise<VerifiedPasswords> {
  const items = new Map((await signedItems(centre, batch)).map((item) => [item.id, item]))
  const answers = new Map<OperationId, PasswordAnswer>()
  for (const { ids, sealed } of passwords) {
    for (const id of ids) {
      const item = items.get(id)
      if (item !== undefined && !answers.has(id))
        answers.set(id, await verifyItem(centre, keys, item, sealed))
    }
  }
  return answers
}

/** Why no password of this item counts is known before it is tried. */
async function verifyItem(
  centre: Centre,
  keys: Pick<CentreKeys, 'decryptionKey' | 'pinned'>,
  { id, payload, payloadHash }: ArrivedItem,
  sealed: string,
): Promise<PasswordAnswer> {
  if (payload === null) return { code: 'verification.unreadable', triesLeft: null }
  if (!typesOwnPassword(payload.agent)) return { code: 'verification.by-agent', triesLeft: null }
  const { idNumber } = payload.member
  return verifyMember(centre, keys, { operationId: id, payloadHash, idNumber, sealed })
}

async function signedItems({ db, realm }: Centre, batch: Batch): Promise<readonly ArrivedItem[]> {
  const head = claimedHead(batch.jws)
  if (head === null || head.realm !== realm) return []
  const station = await findStation(db, head.station)
  if (station === null || station.realm !== realm || station.epoch !== head.epoch) return []
  const publicJwk = publicJwkSchema.parse(station.public_jwk)
  if (!(await signatureHolds(batch.jws, head, station.key_id, publicJwk))) return []
  return itemsOf(batch, head) ?? []
}
