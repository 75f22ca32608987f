import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../database'
import { openPglite } from '../database'
import { engineVersion, seedPractice } from '../seed'
import { morningAt, resources, setUpMs } from '../testing/harness'
import { verifyLedger } from '../ledger/verify'
import { migrate, migrationHash, migrations } from './migrate'

let database: Database
beforeAll(async () => {
  database = await openPglite({})
}, setUpMs)
afterAll(() => database.close())

/** The texts as they were released. A line here is never changed; a changed one means a released migration was edited. */
const frozen: Readonly<Record<string, string>> = {
  '0001-first': 'f960569b37d3e3af5f8d9e8395157c05db0fcf5b959710f48a83ed361a4e97e1',
  '0002-rescue': 'a701b468b45fc89b01c5407079f73bd55dd70a8f578c3e8a31c1211f227f9639',
  '0003-services': '8052288c27de4c134041d70da34bbdc1d4b30870f348dba898886894e2b4d7c3',
  '0004-work': '74c9b96a4bf874e516d0203a656cfc8bada639604e2a31f93f7b8e3987bf80c5',
  '0006-stations': '97b0d754f43e4509fb8d7b474da5050e26b4f8b5266798cded19ef2ffb8d8a41',
  '0008-office': 'e7598968046fa340f6f2eb590977807282a1a5eecbfa5c9f0148c6628f138bcf',
  '0009-console-search': '464f39f240bac6aa9cc07cda5487b09d7dd8e3d9db8077f384714cc23fae0a60',
  '0010-changes': '9408f0554654f8717a96e4eb86cc70c56696b4ef225d78195ac3e3ccbe14f0f6',
  '0011-partners': '448f53ca87c79c4f4339403ac1851b955c7e52afaeab6e0fd754712891c8de4b',
  '0012-together': '63953cdf810ee73e5ca894215253fa35e64ee0407ea2d251a68c1ad8b4c18c71',
  '0013-own-operations': 'affe293d4a0cf191a54b99c3b9f2eeee5f9f12830b7268e262e8585d210cb373',
  '0014-plans': '7b9c21fb5db281e2b78490d6c54b6a32396856ae8582691602d221d944827383',
  '0015-centre-keys': '87adb084fc7bc77944690f9eb6d916e2019d4a5fc184052b276d0386809484ee',
  '0016-remote-acts': '2939a88b1a77159159a51d19c594bf7d67d025dd6f227048b7defaa571078752',
  '0017-passwords': 'a039ab5a101546be45cd9266b492118797cc4b7192b77bbe23e60cec048764a1',
  '0019-own-records': '0788f164b50566a70cc7ce89c750bb52701ddee4eb1d368b1ed968b9dd370629',
  '0020-complaints': '74c52d30a5cf7cd75b9bb2e1d229df8bc89a8048a5e7e44917b3d004c0cd887d',
  '0021-approvals': '73ac7896f33f0e28c4de7d6495ee57f410e5ef4627a2cec1e8e0d8ec2caa7c3b',
  '0022-family-bindings': '67bdef33ba0de771793e88660f7b45699732cb8be8f58631237c91cd7b6e97e1',
  '0023-withdrawals': 'aa71d6a575061586d4b2e0558358e342d6f8f7049b5f8fd872c1323ab5979eae',
  '0024-bindings-taken': 'd3f09e737ba31fc34a9eaaf3045c287c8ff9afd7e95378b678a86017f2bcd538',
  '0025-townships': '11a0ec8aa76b80ca189b2a7544780e91bb6e0c249f433ee32e78cd9eb0250abf',
}

it('keeps every released migration as it was', () => {
  expect(
    Object.fromEntries(migrations.map((migration) => [migration.name, migrationHash(migration)])),
  ).toEqual(frozen)
})

it('makes the schema from nothing, once, and seeds it once', async () => {
  const { db } = database
  for (let i = 0; i < 2; i++) {
    await migrate(db, 'practice')
    await seedPractice(db, resources, morningAt)
  }
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
  const members = await db.selectFrom('member').select('id').execute()
  expect(members).toHaveLength(resources.members.length)
  expect(await verifyLedger(db)).toMatchObject({ ok: true, sum: 0 })
})

it('runs on the PostgreSQL version that names the image', async () => {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(database.db)
  expect(rows[0]?.server_version).toMatch(new RegExp(`^${engineVersion}\\.`, 'u'))
})

it('refuses a database of another version by name', async () => {
  const { db } = database
  await sql`insert into migration values ('0999-future', 'x')`.execute(db)
  await expect(migrate(db, 'practice')).rejects.toMatchObject({
    migration: '0999-future',
    problem: 'unknown',
  })
  await sql`delete from migration where name = '0999-future'`.execute(db)
  await sql`update migration set hash = 'x' where name = '0001-first'`.execute(db)
  await expect(migrate(db, 'practice')).rejects.toMatchObject({ migration: '0001-first', problem: 'changed' })
})
