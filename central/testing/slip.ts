import { CompactSign } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import { keepEpoch } from '../stations/epochs'
import type { Db } from '../schema'
import type { TestStation } from './station'

/** What enrolment keeps of an epoch; a station that was only registered has none. */
export async function beginEpoch(db: Db, { id: station, keyId, publicJwk }: TestStation): Promise<void> {
  const known = await db.selectFrom('station_epoch').select('epoch').where('station', '=', station).execute()
  if (known.length > 0) return
  const { prefix } = await db
    .selectFrom('station')
    .select('prefix')
    .where('id', '=', station)
    .executeTakeFirstOrThrow()
  const { x = '' } = publicJwk
  const publicKeyJwk = { kty: 'OKP', crv: 'Ed25519', x } as const
  await db
    .transaction()
    .execute((tx) =>
      keepEpoch(tx, 'practice', { station, epoch: 1, keyId, publicKeyJwk, prefix, before: null, at: 0 }),
    )
}

/** The QR of a slip of the practice realm's first epoch, as the counter of `signer` signs it. */
export function signedSlip(
  signer: TestStation,
  statement: Readonly<Record<string, unknown>>,
): Promise<string> {
  const full = { v: 'intl-1', r: 'practice', s: signer.id, e: 1, n: '王**', ...statement }
  return new CompactSign(new TextEncoder().encode(canonicalJson(JSON.parse(JSON.stringify(full)))))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.keyId })
    .sign(signer.key)
}
