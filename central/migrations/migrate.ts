import { sql } from 'kysely'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import type { Db, Tx } from '../schema'
import type { Realm } from '../../shared/domain/ids'
import { migration0001 } from './0001-first'
import { migration0002 } from './0002-rescue'
import { migration0003 } from './0003-services'
import { migration0004 } from './0004-work'
import { migration0006 } from './0006-stations'
import { migration0008 } from './0008-office'
import { migration0009 } from './0009-console-search'
import { migration0010 } from './0010-changes'
import { migration0011 } from './0011-partners'
import { migration0012 } from './0012-together'
import { migration0013 } from './0013-own-operations'
import { migration0014 } from './0014-plans'
import { migration0015 } from './0015-centre-keys'
import { migration0016 } from './0016-remote-acts'
import { migration0017 } from './0017-passwords'
import { migration0019 } from './0019-own-records'
import { migration0020 } from './0020-complaints'
import { migration0021 } from './0021-approvals'
import { migration0022 } from './0022-family-bindings'
import { migration0023 } from './0023-withdrawals'
import { migration0024 } from './0024-bindings-taken'
import { migration0025 } from './0025-townships'
import type { Migration } from './migrations'

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0006,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
  migration0017,
  migration0019,
  migration0020,
  migration0021,
  migration0022,
  migration0023,
  migration0024,
  migration0025,
]

/** The database was made by another version: a migration we do not have, or one that was changed after its release. */
export class ForeignSchema extends Error {
  constructor(
    readonly migration: string,
    readonly problem: 'unknown' | 'changed',
  ) {
    super(`migration ${migration} of this database is ${problem} to this version of the centre`)
    this.name = 'ForeignSchema'
  }
}

/** The database was made for the other realm: it stays so for ever (design.md section 7). */
export class OtherRealm extends Error {
  constructor(readonly kept: Realm) {
    super(`the realm of this database is ${kept}`)
    this.name = 'OtherRealm'
  }
}

/** SHA-256 over a migration's frozen text. */
export function migrationHash({ name, statements }: Migration): string {
  return sha256([name, ...statements].join('\n;\n'))
}

/** SHA-256 over all migrations, for the name of a prepared image. */
export function schemaHash(): string {
  return sha256(migrations.map(migrationHash).join('\n'))
}

/**
 * Brings the database up to this version, all or nothing. `realm` is written once and never changed: PGlite is always
 * practice (design.md section 7). Throws {@link ForeignSchema} and {@link OtherRealm}, having changed nothing.
 */
export async function migrate(db: Db, realm: Realm): Promise<void> {
  await inTransaction(db, async (tx) => {
    // a full database takes its time, and nobody waits behind it
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`create table if not exists migration (name text primary key, hash text not null)`.execute(tx)
    const { rows } = await sql<{ name: string; hash: string }>`select name, hash from migration`.execute(tx)
    for (const { name, hash } of rows) checkKnown(name, hash)
    const applied = new Set(rows.map(({ name }) => name))
    for (const migration of migrations) if (!applied.has(migration.name)) await apply(tx, migration)
    await tx
      .insertInto('meta')
      .values({ realm, seeded: null })
      .onConflict((on) => on.column('one_row').doNothing())
      .execute()
    const kept = await tx.selectFrom('meta').select('realm').executeTakeFirstOrThrow()
    if (kept.realm !== realm) throw new OtherRealm(kept.realm)
  })
}

/**
 * The realm of a database that is at this version, null for one that is not, or holds nothing yet. Changes nothing;
 * throws {@link ForeignSchema}.
 */
export async function checkSchema(db: Db): Promise<Realm | null> {
  const { rows: found } = await sql<{ there: boolean }>`
    select to_regclass('migration') is not null as there`.execute(db)
  if (found[0]?.there !== true) return null
  const { rows } = await sql<{ name: string; hash: string }>`select name, hash from migration`.execute(db)
  for (const { name, hash } of rows) checkKnown(name, hash)
  if (rows.length < migrations.length) return null
  return (await db.selectFrom('meta').select('realm').executeTakeFirst())?.realm ?? null
}

function checkKnown(name: string, hash: string): void {
  const known = migrations.find((migration) => migration.name === name)
  if (known === undefined) throw new ForeignSchema(name, 'unknown')
  if (migrationHash(known) !== hash) throw new ForeignSchema(name, 'changed')
}

async function apply(tx: Tx, migration: Migration): Promise<void> {
  for (const statement of migration.statements) await sql.raw(statement).execute(tx)
  await sql`insert into migration (name, hash) values (${migration.name}, ${migrationHash(migration)})`.execute(
    tx,
  )
}
