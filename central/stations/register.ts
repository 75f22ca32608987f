import type { z } from 'zod'
import { ed25519JwkSchema } from '../../shared/contract/enrolment'
import type { Realm, StationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { inTransaction } from '../database'
import type { Db } from '../schema'
import { keepEpoch } from './epochs'

/** The public half of a station's Ed25519 key; anything more, above all the private half, is refused. */
export const publicJwkSchema = ed25519JwkSchema
export type PublicJwk = z.infer<typeof publicJwkSchema>

export interface Registration {
  readonly id: StationId
  readonly keyId: string
  readonly publicKeyJwk: PublicJwk
  readonly epoch: number
  /** Four digits that begin the station's operation numbers. */
  readonly prefix: string
  /** The township it serves, null = no single one. */
  readonly township?: string | null
}

/** Why a station was not registered: another key or epoch stands under its id. */
export type RegistrationError = 'station.other-key' | 'station.other-epoch'

/**
 * Makes a practice station known by the key its own app hands over, without a code. The same again changes nothing; a
 * new key needs a code (`enrol.ts`). The township it serves is as it is said last.
 */
export async function registerStation(
  db: Db,
  realm: Realm,
  { id, keyId, publicKeyJwk, epoch, prefix, township = null }: Registration,
): Promise<Result<null, RegistrationError>> {
  return inTransaction(db, async (tx) => {
    const known = await tx
      .selectFrom('station')
      .select(['key_id', 'public_jwk', 'epoch'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (known !== undefined) {
      const sameKey = known.key_id === keyId && publicJwkSchema.parse(known.public_jwk).x === publicKeyJwk.x
      if (!sameKey) return fail('station.other-key')
      if (known.epoch !== epoch) return fail('station.other-epoch')
      await tx.updateTable('station').set({ township }).where('id', '=', id).execute()
      return ok(null)
    }
    await tx
      .insertInto('station')
      .values({ id, realm, key_id: keyId, public_jwk: JSON.stringify(publicKeyJwk), epoch, prefix, township })
      .execute()
    await keepEpoch(tx, realm, { station: id, epoch, keyId, publicKeyJwk, prefix, before: null, at: 0 })
    return ok(null)
  })
}
