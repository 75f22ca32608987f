import type { ClerkId } from '../../shared/domain/ids'
import { tellOfList } from '../changes/changes'
import { inTransaction } from '../database'
import { newPassword } from '../passwords'
import type { Db, Tx } from '../schema'
import type { Clerk } from './clerks'
import { keepClerks, keepRelatedClerks } from './clerks'

/** One clerk as the office lists its staff. */
export interface ListedClerk {
  readonly id: ClerkId
  readonly name: string
  readonly role: Clerk['role']
  /** The clerk's own ID number, so that nobody serves himself or herself; null when it is not told. */
  readonly idNumber: string | null
}

export interface ClerkChanges {
  /** Who got a password now: it is told once and kept nowhere. */
  readonly passwords: readonly { readonly id: ClerkId; readonly name: string; readonly password: string }[]
  /** Known ones who got another name or role. */
  readonly changed: readonly ClerkId[]
  /** Who is not in the list any more and may not sign in any more. */
  readonly ended: readonly ClerkId[]
}

type Known = Clerk & { readonly active: boolean }

/**
 * Takes a list as the whole staff: new clerks get a password, known ones keep theirs but for `renew`, who is not in it may
 * no longer sign in. The stations hear of it in the same transaction. Rows are never deleted: an operation names its clerk
 * for ever.
 */
export async function importClerks(
  db: Db,
  listed: readonly ListedClerk[],
  renew: ReadonlySet<string>,
  at: number,
): Promise<ClerkChanges> {
  return inTransaction(db, async (tx) => {
    const known = await lockClerks(tx)
    const changed: ClerkId[] = []
    const passwords: { id: ClerkId; name: string; password: string }[] = []
    for (const clerk of listed) {
      const before = known.get(clerk.id)
      if (before?.active === true && !renew.has(clerk.id)) {
        if (before.name === clerk.name && before.role === clerk.role) continue
        await keepClerks(tx, [{ ...before, name: clerk.name, role: clerk.role }])
        changed.push(clerk.id)
        continue
      }
      const { password, verifier } = await newPassword()
      await keepClerks(tx, [{ id: clerk.id, name: clerk.name, role: clerk.role, verifier }])
      passwords.push({ id: clerk.id, name: clerk.name, password })
    }
    const ended = await endOthers(tx, known, new Set(listed.map(({ id }) => id)))
    await keepOwnNumbers(tx, listed)
    if (passwords.length + changed.length + ended.length > 0) await tellOfList(tx, 'clerks', at)
    return { passwords, changed, ended }
  })
}

/** One import at a time. */
async function lockClerks(tx: Tx): Promise<ReadonlyMap<ClerkId, Known>> {
  await tx.selectFrom('meta').select('realm').forUpdate().execute()
  const rows = await tx.selectFrom('clerk').selectAll().execute()
  return new Map(
    rows.map(({ id, name, role, salt, verifier, active }) => [
      id,
      { id, name, role, verifier: { salt, key: verifier }, active },
    ]),
  )
}

async function endOthers(
  tx: Tx,
  known: ReadonlyMap<ClerkId, Known>,
  listed: ReadonlySet<ClerkId>,
): Promise<readonly ClerkId[]> {
  const ended = [...known.values()].filter(({ id, active }) => active && !listed.has(id)).map(({ id }) => id)
  if (ended.length > 0)
    await tx.updateTable('clerk').set({ active: false }).where('id', 'in', ended).execute()
  return ended
}

async function keepOwnNumbers(tx: Tx, listed: readonly ListedClerk[]): Promise<void> {
  const own = listed.flatMap(({ id: clerk, idNumber }) =>
    idNumber === null ? [] : [{ clerk, idNumber, relation: 'self' }],
  )
  await keepRelatedClerks(tx, own)
}
