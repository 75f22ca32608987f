import { sql } from 'kysely'
import type { ChainHead, EnrolRequest } from '../../shared/contract/enrolment'
import { firstLink } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import type { Realm, StationId } from '../../shared/domain/ids'
import { sha256 } from '../hash'
import type { Tx } from '../schema'

/** What an epoch begins with. */
export interface NewEpoch {
  readonly station: StationId
  readonly epoch: number
  readonly keyId: string
  readonly publicKeyJwk: EnrolRequest['publicKeyJwk']
  readonly prefix: string
  /** Where the chain of the epoch before ended at the centre, null for a station's first. */
  readonly before: ChainHead | null
  readonly at: number
}

/**
 * link[0] of an epoch: zeros for one that follows no other, else a hash that names the last number and link the centre
 * has of the epoch before (design.md section 5).
 */
export function firstLinkOf(
  realm: Realm,
  { station, epoch, before }: Pick<NewEpoch, 'station' | 'epoch' | 'before'>,
): string {
  return before === null
    ? firstLink
    : sha256(canonicalJson({ suite: 'intl-1', realm, station, epoch, before }))
}

/** Keeps what an epoch began with, for ever; returns its link[0]. The station's own row is the caller's. */
export async function keepEpoch(tx: Tx, realm: Realm, begun: NewEpoch): Promise<string> {
  const { station, epoch, keyId, publicKeyJwk, prefix, before, at } = begun
  const link = firstLinkOf(realm, begun)
  await tx
    .insertInto('station_epoch')
    .values({
      station,
      epoch,
      key_id: keyId,
      public_jwk: JSON.stringify(publicKeyJwk),
      prefix,
      first_link: link,
      before_epoch: before?.epoch ?? null,
      before_number: before?.number ?? null,
      before_link: before?.link ?? null,
      started_at: at,
    })
    .execute()
  return link
}

/** The first four digits no epoch ever had, null when all are given away. 0000 is the practice counter's. */
export async function freePrefix(tx: Tx): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended('station-prefix', 0))`.execute(tx)
  const { rows } = await sql<{ prefix: string }>`
    select lpad(n::text, 4, '0') as prefix from generate_series(1, 9999) n
    where not exists (select 1 from station_epoch e where e.prefix = lpad(n::text, 4, '0'))
    order by n limit 1`.execute(tx)
  return rows[0]?.prefix ?? null
}

/** The link the centre has at a number of an epoch; null when it has none. Number 0 is the epoch's own beginning. */
export async function linkAt(
  tx: Tx,
  station: StationId,
  { epoch, number }: Pick<ChainHead, 'epoch' | 'number'>,
): Promise<string | null> {
  if (number === 0) {
    const begun = await tx
      .selectFrom('station_epoch')
      .select('first_link')
      .where('station', '=', station)
      .where('epoch', '=', epoch)
      .executeTakeFirst()
    return begun?.first_link ?? null
  }
  const item = await tx
    .selectFrom('batch_item')
    .select('link')
    .where('station', '=', station)
    .where('epoch', '=', epoch)
    .where('dispatch', '=', number)
    .executeTakeFirst()
  return item?.link ?? null
}
