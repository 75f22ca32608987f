import type { StationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { recordIncident } from '../incidents'

/** Somebody still works with a key whose epoch has ended (a cloned disk, an old computer): said once for each epoch. */
export async function noteEndedEpoch(
  { db, clock }: Centre,
  station: StationId,
  epoch: number,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const kind = 'ended-epoch'
    const said = await tx
      .selectFrom('incident')
      .select('details')
      .where('station', '=', station)
      .where('kind', '=', kind)
      .execute()
    const details = { epoch }
    if (said.some((row) => JSON.stringify(row.details) === JSON.stringify(details))) return
    await recordIncident(tx, { kind, station, operationId: null, details, at: clock.now() })
  })
}
