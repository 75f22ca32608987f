import type { StatusQuery } from '../../shared/contract/central'
import type { StationId } from '../../shared/domain/ids'
import type { Db } from '../schema'

/** What is known of a station from one request; what it did not say stays as it was said last. */
export interface Contact {
  /** The centre's time. */
  readonly at: number
  /** The rest only when the station told it. */
  readonly version?: string
  /** The station's clock minus the centre's. */
  readonly clockDifferenceMs?: number
  readonly waiting?: number
  /** When the oldest that waits was taken; null when nothing waits. */
  readonly oldestAt?: number | null
}

/** A station asks every few seconds; the console needs no more than this. */
const seenAgainAfterMs = 30_000

/** A station was heard of, once more: kept when that was some time ago. */
export async function noteSeen(db: Db, station: StationId, at: number): Promise<void> {
  await db
    .insertInto('station_contact')
    .values({ station, seen_at: at })
    .onConflict((on) =>
      on
        .column('station')
        .doUpdateSet({ seen_at: at })
        .where('station_contact.seen_at', '<=', at - seenAgainAfterMs),
    )
    .execute()
}

/** What a station told of itself with its question, if anything. */
export async function noteStatus(
  db: Db,
  { station, version, clockAt, waiting, oldestAt }: StatusQuery,
  at: number,
): Promise<void> {
  const silent = version === undefined && clockAt === undefined && waiting === undefined
  if (silent) return noteSeen(db, station, at)
  return recordContact(db, station, {
    at,
    ...(version === undefined ? {} : { version }),
    ...(clockAt === undefined ? {} : { clockDifferenceMs: clockAt - at }),
    ...(waiting === undefined ? {} : { waiting, oldestAt: oldestAt ?? null }),
  })
}

/** Keeps when and how a station was last heard of, for the console. */
export async function recordContact(db: Db, station: StationId, contact: Contact): Promise<void> {
  const { at, version, clockDifferenceMs, waiting, oldestAt } = contact
  const told = {
    ...(version === undefined ? {} : { version }),
    ...(clockDifferenceMs === undefined ? {} : { clock_difference_ms: clockDifferenceMs }),
    ...(waiting === undefined ? {} : { waiting, oldest_at: oldestAt ?? null, told_at: at }),
  }
  await db
    .insertInto('station_contact')
    .values({ station, seen_at: at, ...told })
    .onConflict((on) => on.column('station').doUpdateSet({ seen_at: at, ...told }))
    .execute()
}
