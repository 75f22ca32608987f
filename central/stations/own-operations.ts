import { sql } from 'kysely'
import type { OwnOperation } from '../../shared/contract/own-operations'
import { outcomeSchema } from '../../shared/contract/operation'
import type { StationId } from '../../shared/domain/ids'
import type { Db } from '../schema'

const pageSize = 200

/** What a station sent in all its epochs, in the order it arrived; at most a page. An empty one is the end. */
export async function ownOperations(
  db: Db,
  asked: { readonly station: StationId; readonly after: number; readonly since: number },
): Promise<readonly OwnOperation[]> {
  const rows = await db
    .selectFrom('operation')
    .innerJoin('station_epoch', (join) =>
      join
        .onRef('station_epoch.station', '=', 'operation.station')
        .onRef('station_epoch.epoch', '=', 'operation.epoch'),
    )
    .select(['sequence', 'id', 'operation.epoch', 'prefix', 'dispatch', 'payload', 'outcome'])
    .where('operation.station', '=', asked.station)
    .where('sequence', '>', asked.after)
    .where('arrived_at', '>=', asked.since)
    .orderBy(sql`sequence`)
    .limit(pageSize)
    .execute()
  return rows.map((row) => ({ ...row, outcome: outcomeSchema.parse(row.outcome) }))
}
