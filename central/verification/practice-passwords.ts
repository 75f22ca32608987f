import { sql } from 'kysely'
import type { Tx } from '../schema'

/** What is kept of 246810, the password of every invented member who has one. Made once: a seed is the same every time. */
const verifier = { salt: 'cHJhY3RpY2UgbWVtYmVyIQ==', key: 'yAuX8ghmzxjkqcb2zKGZBp6LNh731jCy8LC9/2hxkoA=' }

/** Gives the practice password to whoever has a wallet and none yet; `withPhone`: only to who has a telephone of their own. */
export async function givePracticePasswords(tx: Tx, withPhone: boolean, at: number): Promise<void> {
  await sql`
    insert into member_password (member_id, salt, verifier, set_at)
      select member_id, ${verifier.salt}, ${verifier.key}, ${at}::bigint from wallet
      where ${!withPhone}::boolean or phone_owner = 'self'
      on conflict do nothing`.execute(tx)
}
