import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import { readIdNumber } from '../../shared/domain/id-number'
import { kinshipWarnings, relationOf } from '../../shared/domain/kinship'
import { readPhone } from '../../shared/domain/phone'
import { seedCommand } from '../cli/seed'
import type { Database } from '../database'
import { sha256 } from '../hash'
import { verifyLedger } from '../ledger/verify'
import { migrate } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import { passwordFits } from '../passwords'
import { morningAt, resources, setUpMs } from '../testing/harness'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { runCommand } from '../testing/run-command'
import { makeTown } from './town'

const plan = { seed: 1, members: 10_000, relations: resources.pack.relations, at: morningAt }
const town = makeTown(plan)

describe('the town', () => {
  it('is the same for the same number on every machine, and another for another', () => {
    expect(sha256(canonicalJson({ ...makeTown(plan) }))).toBe(
      '0b9543b93f2129564004e3938a9d8ece73925cb983203c40fdc7ac591c6888b8',
    )
    expect(makeTown({ ...plan, seed: 2 }).people[0]?.idNumber).not.toBe(town.people[0]?.idNumber)
  })

  it('holds as many members as asked for, each with a right number of nobody and none twice', () => {
    const { people, elsewhere } = town
    expect(people).toHaveLength(10_000)
    const numbers = [...people, ...elsewhere].map(({ idNumber }) => idNumber)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(
      numbers.filter((number) => !readIdNumber(number, '2026-11-23').ok || !/^990[4-6]/u.test(number)),
    ).toEqual([])
    const practised = new Set(resources.members.map(({ idNumber }) => idNumber))
    expect(numbers.filter((number) => practised.has(number))).toEqual([])
    const phones = people.flatMap(({ wallet }) =>
      wallet === null || wallet.phone === null ? [] : [wallet.phone],
    )
    expect(phones.filter((phone) => !readPhone(phone).ok)).toEqual([])
    expect(elsewhere.length).toBeGreaterThan(100)
  })

  it('knows every code of GB/T 4761 the pack has, with sexes and generations that fit', () => {
    const codes = new Set(town.relations.map(({ relation }) => relation))
    expect(resources.pack.relations.filter(({ code }) => !codes.has(code))).toEqual([])
    const people = new Map(town.people.map((person) => [person.id, person]))
    const odd = town.relations.filter(({ member, otherNumber, relation }) => {
      const line = relationOf(resources.pack, relation)
      const birthDate = people.get(member)?.idNumber.slice(6, 14)
      return (
        line === null || birthDate === undefined || kinshipWarnings(line, birthDate, otherNumber).length > 0
      )
    })
    expect(odd).toEqual([])
  })

  it('has every status, insurance, region, premium and kind of wallet', () => {
    const kinds = (of: (person: (typeof town.people)[number]) => string) => new Set(town.people.map(of)).size
    expect(kinds(({ status }) => status)).toBe(3)
    expect(kinds(({ insurances }) => insurances.join())).toBe(4)
    expect(kinds(({ region }) => region)).toBe(7)
    expect(kinds(({ premium }) => String(premium))).toBe(3)
    expect(kinds(({ wallet }) => String(wallet?.phoneOwner))).toBe(4)
    expect(kinds(({ accountFen }) => String(accountFen === null))).toBe(2)
  })
})

describe('central seed on PostgreSQL', { timeout: 60_000 }, () => {
  let postgres: TestPostgres
  let url: string
  let database: Database
  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.newDatabase()
    database = await openPostgres(url)
    await migrate(database.db, 'practice')
  }, setUpMs)
  afterAll(async () => {
    await database.close()
    await postgres.stop()
  })

  it('settles the town once, money and all; another one is refused', async () => {
    const seed = (town: string) => runCommand(seedCommand, ['--town', town, '--members', '3000'], url)
    expect((await seed('7')).code).toBe(0)
    const { db } = database
    const rows = await db.selectFrom('member').select('id').execute()
    expect(rows).toHaveLength(3000 + resources.members.length)
    const report = await verifyLedger(db)
    expect(report).toMatchObject({ ok: true, sum: 0, findings: [] })
    const made = makeTown({ ...plan, seed: 7, members: 3000 })
    const money = made.people.reduce(
      (sum, { accountFen, wallet }) => sum + (accountFen ?? 0) + (wallet?.balanceFen ?? 0),
      0,
    )
    const kept = report.accounts
      .filter(({ id }) => id.includes('/town-'))
      .reduce((sum, { balanceFen }) => sum + balanceFen, 0)
    expect(kept).toBe(money)
    expect(await seed('7')).toEqual({ code: 0, said: ['town 7 was there already'] })
    expect(await seed('8')).toEqual({
      code: 1,
      said: ['nothing was changed: another town lives in this centre'],
    })
    const operator = await db
      .selectFrom('operator')
      .selectAll()
      .where('id', '=', 'office-1')
      .executeTakeFirstOrThrow()
    expect(operator.verifier).toBe(resources.clerks[0]?.verifier.key)
    expect(await passwordFits('', null)).toBe(false)
  })

  it('puts nobody invented into a live centre', async () => {
    const live = await postgres.newDatabase()
    const other = await openPostgres(live)
    await migrate(other.db, 'live')
    await expect(runCommand(seedCommand, ['--town', '1'], live)).rejects.toThrow('live centre')
    expect(await other.db.selectFrom('member').selectAll().execute()).toEqual([])
    await other.close()
  })
})
