import { confirmName } from '../../shared/domain/masks'
import type { FamilyBinding } from '../../shared/domain/member-facts'
import type { Db } from '../schema'

/** As many as a counter is told of. */
const most = 20

/** The bindings in force of a person, as owner and as user, the newest first (domain.md 3.9). */
export async function familyBindingsOf(
  db: Pick<Db, 'selectFrom'>,
  idNumber: string,
): Promise<readonly FamilyBinding[]> {
  const rows = await db
    .selectFrom('family_binding')
    .selectAll()
    .where((eb) => eb.or([eb('owner_number', '=', idNumber), eb('user_number', '=', idNumber)]))
    .where('ended', 'is', null)
    .orderBy('since', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map((row) => {
    const isOwner = row.owner_number === idNumber
    const { region, since } = row
    return {
      role: isOwner ? 'owner' : 'user',
      other: confirmName(isOwner ? row.user_name : row.owner_name),
      last4: (isOwner ? row.user_number : row.owner_number).slice(-4),
      region,
      since,
      source: row.begun_by === null ? row.source : null,
    }
  })
}
