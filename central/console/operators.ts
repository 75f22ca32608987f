import { randomBytes } from 'node:crypto'
import type { Operator } from '../../shared/contract/console'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import { newPassword, passwordFits } from '../passwords'
import type { Db } from '../schema'

const failuresAllowed = 5
const lockMs = 15 * 60_000
/** A session ends after half an hour without a request, and after a working day whatever happens. */
const idleMs = 30 * 60_000
const sessionMs = 12 * 3_600_000

/** Makes an operator and returns the password, which is kept nowhere; null when the id is taken. */
export async function makeOperator(db: Db, { id, name }: Operator, at: number): Promise<string | null> {
  const { password, verifier } = await newPassword()
  const made = await db
    .insertInto('operator')
    .values({ id, name, salt: verifier.salt, verifier: verifier.key, made_at: at })
    .onConflict((on) => on.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made === undefined ? null : password
}

export interface SignedIn {
  readonly operator: Operator
  /** For the browser's cookie; the database has its hash only. */
  readonly token: string
}

/**
 * Checks a password and begins a session. Five wrong ones lock the operator for 15 minutes, the right one included. An id
 * nobody has takes as long and gets the same answer.
 */
export async function signIn(
  db: Db,
  typed: { readonly id: string; readonly password: string },
  at: number,
): Promise<Result<SignedIn, 'sign-in.wrong' | 'sign-in.locked'>> {
  const row = await db.selectFrom('operator').selectAll().where('id', '=', typed.id).executeTakeFirst()
  const kept = row === undefined ? null : { salt: row.salt, key: row.verifier }
  const right = await passwordFits(typed.password, kept)
  if (row === undefined) return fail('sign-in.wrong')
  return inTransaction(db, async (tx) => {
    const { failures, locked_until: lockedUntil } = await tx
      .selectFrom('operator')
      .select(['failures', 'locked_until'])
      .where('id', '=', row.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (lockedUntil > at) return fail('sign-in.locked')
    const count = right ? 0 : failures + 1
    const locks = count >= failuresAllowed
    await tx
      .updateTable('operator')
      .set({ failures: locks ? 0 : count, locked_until: locks ? at + lockMs : 0 })
      .where('id', '=', row.id)
      .execute()
    if (!right) return fail(locks ? 'sign-in.locked' : 'sign-in.wrong')
    const token = randomBytes(32).toString('base64url')
    await tx
      .insertInto('operator_session')
      .values({ token_hash: sha256(token), operator: row.id, made_at: at, used_at: at, ended_at: null })
      .execute()
    return ok({ operator: { id: row.id, name: row.name }, token })
  })
}

/** Whose session a token is, null when there is none or it has ended; using it keeps it alive. */
export async function operatorOf(db: Db, token: string, at: number): Promise<Operator | null> {
  const row = await db
    .updateTable('operator_session')
    .set({ used_at: at })
    .where('token_hash', '=', sha256(token))
    .where('ended_at', 'is', null)
    .where('used_at', '>', at - idleMs)
    .where('made_at', '>', at - sessionMs)
    .returning('operator')
    .executeTakeFirst()
  if (row === undefined) return null
  return db
    .selectFrom('operator')
    .select(['id', 'name'])
    .where('id', '=', row.operator)
    .executeTakeFirstOrThrow()
}

export async function signOut(db: Db, token: string, at: number): Promise<void> {
  await db
    .updateTable('operator_session')
    .set({ ended_at: at })
    .where('token_hash', '=', sha256(token))
    .where('ended_at', 'is', null)
    .execute()
}
