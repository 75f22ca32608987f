import type { ClerkId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Db, Tx } from '../schema'

/** A supervisor who works here now, by the centre's own list. The counter has checked the password (ADR 34). */
export async function findSupervisor(
  db: Db | Tx,
  clerk: ClerkId,
): Promise<Result<{ readonly id: ClerkId; readonly name: string }, 'clerk.not-supervisor'>> {
  const row = await db
    .selectFrom('clerk')
    .select(['id', 'name'])
    .where('id', '=', clerk)
    .where('role', '=', 'supervisor')
    .where('active', '=', true)
    .executeTakeFirst()
  return row === undefined ? fail('clerk.not-supervisor') : ok(row)
}

/** Whose business this clerk keeps out of: the ID numbers of the own family (回避). */
export async function familyOf(db: Db | Tx, clerk: ClerkId): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('clerk_relation').select('id_number').where('clerk', '=', clerk).execute()
  return new Set(rows.map(({ id_number }) => id_number))
}
