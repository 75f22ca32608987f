import type { z } from 'zod'
import type { clerkSchema } from '../../shared/contract/enrolment'
import type { Db, Tx } from '../schema'

/** A clerk with the scrypt verifier of the password; the password itself is stored nowhere. */
export type Clerk = z.infer<typeof clerkSchema>

/** Who may sign in at the counters, by id. */
export async function activeClerks(db: Db | Tx): Promise<readonly Clerk[]> {
  const rows = await db.selectFrom('clerk').selectAll().where('active', '=', true).orderBy('id').execute()
  return rows.map(({ id, name, role, salt, verifier }) => ({
    id,
    name,
    role,
    verifier: { salt, key: verifier },
  }))
}

/** Whom a clerk is related to: neither served nor approved by him or her. */
export async function keepRelatedClerks(
  tx: Tx,
  relations: readonly { readonly clerk: Clerk['id']; readonly idNumber: string; readonly relation: string }[],
): Promise<void> {
  if (relations.length === 0) return
  await tx
    .insertInto('clerk_relation')
    .values(relations.map(({ clerk, idNumber, relation }) => ({ clerk, id_number: idNumber, relation })))
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Makes clerks known; one that is known gets the new name, role and password. */
export async function keepClerks(tx: Tx, clerks: readonly Clerk[]): Promise<void> {
  for (const { id, name, role, verifier } of clerks) {
    const row = { name, role, salt: verifier.salt, verifier: verifier.key, active: true }
    await tx
      .insertInto('clerk')
      .values({ id, ...row })
      .onConflict((on) => on.column('id').doUpdateSet(row))
      .execute()
  }
}
