import { sql } from 'kysely'
import type { OperationId } from '../../shared/domain/ids'
import type { Db } from '../schema'

/**
 * The operations people know by a 业务号, the newest first. A prefix is one station's in one epoch; the running number
 * stands in the frozen text of that epoch's operations.
 */
export async function operationsOfNumber(
  db: Db,
  { stationPrefix, taken }: { readonly stationPrefix: string; readonly taken: number },
  limit: number,
): Promise<readonly OperationId[]> {
  const { rows } = await sql<{ id: OperationId }>`
    select o.id from operation o join station_epoch e on e.station = o.station and e.epoch = o.epoch
    where e.prefix = ${stationPrefix}
      and (o.payload::jsonb ->> 'taken')::bigint = ${taken}
    order by o.sequence desc limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
