import type { StationId } from '../../shared/domain/ids'
import type { Db, MemberId } from '../schema'

/** Records who was looked up from where, before the answer is given (design.md section 6). */
export async function recordLookUp(
  db: Db,
  lookUp: {
    readonly station: StationId
    readonly kind: 'member' | 'payee'
    readonly readId: string | null
    readonly member: MemberId | null
    readonly at: number
  },
): Promise<void> {
  const { station, kind, readId, member, at } = lookUp
  await db.insertInto('look_up').values({ station, kind, read_id: readId, member_id: member, at }).execute()
}
