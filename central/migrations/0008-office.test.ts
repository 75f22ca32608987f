import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../database'
import { openPglite } from '../database'
import { resources, setUpMs } from '../testing/harness'
import { migration0001 } from './0001-first'
import { migration0002 } from './0002-rescue'
import { migration0008 } from './0008-office'

let database: Database
beforeAll(async () => {
  database = await openPglite({})
}, setUpMs)
afterAll(() => database.close())

it('gives the packs of an older database their day and leaves their content as it was', async () => {
  const { db } = database
  for (const { statements } of [migration0001, migration0002])
    for (const statement of statements) await sql.raw(statement).execute(db)
  const content = JSON.stringify(resources.pack)
  await sql`insert into rule_pack (number, hash, content) values (2, 'x', ${content}::jsonb)`.execute(db)
  for (const statement of migration0008.statements) await sql.raw(statement).execute(db)
  const row = await db.selectFrom('rule_pack').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ number: 2, hash: 'x', valid_from: '2025-05-08', jws: null })
  expect(row.content).toEqual(resources.pack)
  await expect(sql`delete from rule_pack`.execute(db)).rejects.toThrow('never changed')
})
