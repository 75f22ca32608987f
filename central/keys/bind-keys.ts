import type { Db, Tx } from '../schema'
import { inTransaction } from '../database'
import type { CentreKeys } from './keys'

/** The database belongs to a centre with other keys: its stations would not know this one. */
export class OtherKeys extends Error {
  constructor() {
    super('the key file is not the one this database is served with')
    this.name = 'OtherKeys'
  }
}

/** A set of keys by their names. */
export interface KeyIds {
  readonly signing: string
  readonly encryption: string
  readonly tls: string
}

export function idsOf({ pinned }: CentreKeys): KeyIds {
  return { signing: pinned.signing.keyId, encryption: pinned.encryption.keyId, tls: pinned.tlsThumbprint }
}

export function sameIds(one: KeyIds, other: KeyIds): boolean {
  return one.signing === other.signing && one.encryption === other.encryption && one.tls === other.tls
}

/** Ties the database to the centre's keys the first time, and holds them together ever after. Throws {@link OtherKeys}. */
export async function bindKeys(db: Db, keys: CentreKeys): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('centre_key')
      .values(idsOf(keys))
      .onConflict((on) => on.column('one_row').doNothing())
      .execute()
    if (!sameIds(await keysInUse(tx), idsOf(keys))) throw new OtherKeys()
  })
}

/** The keys of the newest change that came into use, else those the database was first served with. */
export async function keysInUse(tx: Tx): Promise<KeyIds> {
  const changed = await tx
    .selectFrom('centre_key_use')
    .innerJoin('centre_key_change', 'centre_key_change.number', 'centre_key_use.number')
    .select(['signing', 'encryption', 'tls'])
    .orderBy('centre_key_use.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return changed ?? tx.selectFrom('centre_key').selectAll().executeTakeFirstOrThrow()
}
