import { CompactSign } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import type { KeyAnnouncement } from '../../shared/contract/centre-keys'
import { keyAnnouncementType } from '../../shared/contract/centre-keys'
import type { Realm, StationId } from '../../shared/domain/ids'
import { tellOfList } from '../changes/changes'
import { inTransaction } from '../database'
import type { Db, Tx } from '../schema'
import { idsOf, keysInUse, sameIds } from './bind-keys'
import type { CentreKeys } from './keys'

/** Who changes the keys, and when by the centre's clock; kept for ever. */
export interface KeyAct {
  readonly at: number
  readonly by: string
}

/**
 * Announces the keys that come next, signed by the present ones, and tells every station. The same keys again change
 * nothing; others take the place of those announced before, as long as those are not in use. Answers the number.
 */
export async function announceKeys(
  db: Db,
  realm: Realm,
  present: CentreKeys,
  next: CentreKeys,
  { at, by }: KeyAct,
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await tx.selectFrom('meta').select('realm').forUpdate().execute()
    const newest = await newestChange(tx)
    if (newest !== null && sameIds(newest, idsOf(next))) return newest.number
    const number = (newest?.number ?? 0) + 1
    const announced: KeyAnnouncement = {
      suite: 'intl-1',
      purpose: 'next-keys',
      realm,
      centre: present.centreId,
      number,
      next: next.pinned,
      at,
    }
    const jws = await new CompactSign(new TextEncoder().encode(canonicalJson(announced)))
      .setProtectedHeader({ alg: 'EdDSA', typ: keyAnnouncementType, suite: 'intl-1', kid: present.centreId })
      .sign(present.signingKey)
    const row = { number, jws, ...idsOf(next), announced_at: at, announced_by: by }
    await tx.insertInto('centre_key_change').values(row).execute()
    await tellOfList(tx, 'centre-keys', at)
    return number
  })
}

/** Why the announced keys are not taken into use. */
export type UseRefusal = 'not-announced' | { readonly unheard: number }

/**
 * From here on the announced keys are the centre's, and the ones before are not. Refused while stations have not asked for
 * the announcement, unless it is named how many are left behind: those have to be enrolled anew. Done before, it is so.
 */
export async function useAnnouncedKeys(
  db: Db,
  next: CentreKeys,
  leftBehind: number,
  { at, by }: KeyAct,
): Promise<UseRefusal | null> {
  return inTransaction(db, async (tx) => {
    await tx.selectFrom('meta').select('realm').forUpdate().execute()
    if (sameIds(await keysInUse(tx), idsOf(next))) return null
    const newest = await newestChange(tx)
    if (newest === null || !sameIds(newest, idsOf(next))) return 'not-announced'
    const unheard = (await unheardBy(tx, newest.number)).length
    if (unheard !== leftBehind) return { unheard }
    await tx
      .insertInto('centre_key_use')
      .values({ number: newest.number, used_at: at, used_by: by })
      .execute()
    return null
  })
}

/** The stations that have not asked for an announcement yet, in the order of their names. */
export async function unheardBy(db: Db | Tx, number: number): Promise<readonly StationId[]> {
  const rows = await db
    .selectFrom('station')
    .select('id')
    .where((station) =>
      station.not(
        station.exists(
          station
            .selectFrom('centre_key_heard')
            .select('station')
            .whereRef('station', '=', 'station.id')
            .where('number', '=', number),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Every announcement, for a station that asks; that it asked is kept. */
export async function announcementsFor(db: Db, station: StationId, at: number): Promise<string[]> {
  const rows = await db.selectFrom('centre_key_change').select(['number', 'jws']).orderBy('number').execute()
  const newest = rows.at(-1)
  if (newest !== undefined)
    await db
      .insertInto('centre_key_heard')
      .values({ station, number: newest.number, heard_at: at })
      .onConflict((on) => on.columns(['station', 'number']).doNothing())
      .execute()
  return rows.map(({ jws }) => jws)
}

async function newestChange(tx: Tx) {
  const row = await tx
    .selectFrom('centre_key_change')
    .select(['number', 'signing', 'encryption', 'tls'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}
