import { sql } from 'kysely'
import type { StationId } from '../../shared/domain/ids'
import type { Tables, Tx } from '../schema'

/** The station's numbers, nobody else working for it until the transaction ends. */
export type LockedStation = Pick<Tables['station'], 'id' | 'epoch'> & {
  readonly next_dispatch: number
  readonly link: string
}

/**
 * One batch a station at a time. An advisory lock, not the row's: other stations' work writes to this station's change log
 * and must not wait for its batch; whoever changes epoch or key takes this lock too (ADR 10). Throws for a station nobody
 * registered.
 */
export async function lockStation(tx: Tx, station: StationId): Promise<LockedStation> {
  const { rows } =
    await sql<LockedStation>`select id, epoch, next_dispatch, link from lock_station(${station})`.execute(tx)
  const [locked] = rows
  if (locked === undefined) throw new Error('a station that was found is gone')
  return locked
}
