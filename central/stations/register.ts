import { z } from 'zod'
import type { Realm, StationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { inTransaction } from '../database'
import type { Db } from '../schema'

/** The public half of a station's Ed25519 key; anything more, above all the private half, is refused. */
export const publicJwkSchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
})
export type PublicJwk = z.infer<typeof publicJwkSchema>

export interface Registration {
  readonly id: StationId
  readonly keyId: string
  readonly publicKeyJwk: PublicJwk
  readonly epoch: number
  /** Four digits that begin the station's operation numbers. */
  readonly prefix: string
}

/** Why a station was not registered: another key or epoch stands under its id. Enrolment with a code comes later. */
export type RegistrationError = 'station.other-key' | 'station.other-epoch'

/** Makes a station known. The same again changes nothing; a new key needs a new epoch and a recorded act. */
export async function registerStation(
  db: Db,
  realm: Realm,
  { id, keyId, publicKeyJwk, epoch, prefix }: Registration,
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
      return known.epoch === epoch ? ok(null) : fail('station.other-epoch')
    }
    await tx
      .insertInto('station')
      .values({ id, realm, key_id: keyId, public_jwk: JSON.stringify(publicKeyJwk), epoch, prefix })
      .execute()
    return ok(null)
  })
}
