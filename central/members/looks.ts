import { sql } from 'kysely'
import type { ToldLook } from '../../shared/contract/movements'
import { mostLooks } from '../../shared/contract/movements'
import type { StationId } from '../../shared/domain/ids'
import type { LookReason } from '../../shared/domain/movements'
import type { Member } from '../operations/book'
import type { Db } from '../schema'

/** How far back a member is told. */
const toldMs = 400 * 24 * 3_600_000

interface Row {
  readonly at: number
  readonly station: StationId
  readonly hall: string
  readonly desk: string
  readonly clerk: string | null
  readonly role: 'clerk' | 'supervisor' | null
  readonly why: LookReason
}

/**
 * Who looked at a member's records, from every station, the newest first. A visit asks again and again: what is tied to
 * one card read is one look of each reason.
 */
export async function looksOf(
  db: Db,
  { id }: Member,
  at: number,
): Promise<{ readonly looks: readonly ToldLook[]; readonly more: boolean }> {
  const { rows } = await sql<Row>`
    select min(l.at) as at, l.station, s.hall, s.desk, max(coalesce(c.name, l.clerk)) as clerk,
      max(c.role) as role, l.why
    from (
      select u.id, u.at, u.station, u.clerk, coalesce(u.read_id, u.operation_id) as tie,
        case
          when u.purpose is not null then u.purpose
          when u.kind = 'payee' then 'payee'
          when u.operation_id is not null then 'case'
          else 'visit'
        end as why
      from look_up u where u.member_id = ${id} and u.at >= ${at - toldMs}
    ) l
    join station s on s.id = l.station
    left join clerk c on c.id = l.clerk
    group by l.station, s.hall, s.desk, l.why, coalesce(l.tie::text, l.id::text)
    order by min(l.at) desc, l.station, l.why
    limit ${mostLooks + 1}`.execute(db)
  return { looks: rows.slice(0, mostLooks), more: rows.length > mostLooks }
}
