import type { Db } from '../schema'
import { inTransaction } from '../database'
import type { CentreKeys } from './keys'

/** The database belongs to a centre with other keys: its stations would not know this one. */
export class OtherKeys extends Error {
  constructor() {
    super('the key file is not the one this database was first served with')
    this.name = 'OtherKeys'
  }
}

/** Ties the database to the centre's keys the first time, and holds them together ever after. Throws {@link OtherKeys}. */
export async function bindKeys(db: Db, { pinned }: CentreKeys): Promise<void> {
  const keys = {
    signing: pinned.signing.keyId,
    encryption: pinned.encryption.keyId,
    tls: pinned.tlsThumbprint,
  }
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('centre_key')
      .values(keys)
      .onConflict((on) => on.column('one_row').doNothing())
      .execute()
    const kept = await tx.selectFrom('centre_key').selectAll().executeTakeFirstOrThrow()
    const same = kept.signing === keys.signing && kept.encryption === keys.encryption && kept.tls === keys.tls
    if (!same) throw new OtherKeys()
  })
}
