import { sql } from 'kysely'
import type { Resident, TownshipAnswer } from '../../shared/contract/township'
import { mostResidents } from '../../shared/contract/township'
import type { StationId } from '../../shared/domain/ids'
import type { Db } from '../schema'

/**
 * A station's own list: whoever stands in the register of the township it serves, for days without a line (domain.md 3.8).
 * No money is in it. Who has died stays in it, so that the counter can say so.
 */
export async function townshipOf(db: Db, station: StationId, asOf: number): Promise<TownshipAnswer> {
  const { township } = await db
    .selectFrom('station')
    .select('township')
    .where('id', '=', station)
    .executeTakeFirstOrThrow()
  if (township === null) return { township, asOf, residents: [], more: false }
  const { rows } = await sql<Resident>`
    select m.id_number as "idNumber", m.name, m.status, m.insurances,
      exists (select 1 from wallet w where w.member_id = m.id) as wallet,
      (select json_build_object('year', p.year, 'state', p.state) from premium p
        where p.person_id = m.id order by p.year desc limit 1) as premium
    from member m where m.township = ${township}
    order by m.name collate "C", m.id_number
    limit ${mostResidents + 1}`.execute(db)
  return { township, asOf, residents: rows.slice(0, mostResidents), more: rows.length > mostResidents }
}
