import type { StationId } from '../../shared/domain/ids'
import type { Db } from '../schema'

/** Whether a second machine was refused in the epoch a station is in (ADR 11: a cloned disk). */
export async function hasOtherWriter(
  db: Db,
  { id, epoch }: { readonly id: StationId; readonly epoch: number },
): Promise<boolean> {
  const found = await db
    .selectFrom('incident')
    .innerJoin('station_epoch', 'station_epoch.station', 'incident.station')
    .select('incident.kind')
    .where('incident.station', '=', id)
    .where('incident.kind', 'in', ['two-writers', 'dispatch-reused'])
    .where('station_epoch.epoch', '=', epoch)
    .whereRef('incident.at', '>=', 'station_epoch.started_at')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
