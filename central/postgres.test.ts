import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addChange } from './changes/changes'
import type { Command, Surroundings } from './cli/command'
import { readTyped } from './cli/command'
import { migrateCommand } from './cli/migrate'
import { serveCommand } from './cli/serve'
import { verifyLedgerCommand } from './cli/verify-ledger'
import { clockFrom } from './clock'
import type { Database } from './database'
import { inTransaction } from './database'
import { openPostgres } from './postgres'
import { seedPractice } from './seed'
import { morningAt, resources, setUpMs, startTestCentre } from './testing/harness'
import { newMember } from './testing/people'
import type { TestPostgres } from './testing/postgres'
import { startPostgres } from './testing/postgres'
import { quietLog } from './testing/quiet-log'
import { newStation, transferBody } from './testing/station'

let postgres: TestPostgres
let address: string
let database: Database
beforeAll(async () => {
  postgres = await startPostgres()
  address = await postgres.newDatabase()
  database = await openPostgres(address)
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

const said: string[] = []
async function run(command: Command, argv: readonly string[], databaseUrl: string | null): Promise<number> {
  said.length = 0
  const say = (line: string): void => void said.push(line)
  const clock = clockFrom(morningAt, () => 0)
  const surroundings: Surroundings = { clock, log: quietLog, say, databaseUrl }
  return command.run(readTyped(command, argv), surroundings)
}

describe('the realm', () => {
  it('is asked for, written once, and stays', async () => {
    await expect(run(migrateCommand, [], address)).rejects.toThrow('--realm must be practice or live')
    await expect(run(serveCommand, [], address)).rejects.toThrow('run central migrate')
    expect(await run(migrateCommand, ['--realm', 'practice'], address)).toBe(0)
    expect(await run(migrateCommand, ['--realm', 'practice'], address)).toBe(0)
    expect(await run(migrateCommand, ['--realm', 'live'], address)).toBe(1)
    expect(said.join()).toContain('realm is practice')
  })

  it('is never live on PGlite, and it is said why', async () => {
    await expect(run(migrateCommand, ['--realm', 'live', '--data', '/nowhere'], null)).rejects.toThrow(
      'PGlite does not sync to the disk',
    )
  })
})

it('carries out operations as on PGlite, whole numbers as numbers', async () => {
  const { db } = database
  await seedPractice(db, resources, morningAt)
  const centre = await startTestCentre({ database })
  const station = await newStation(db)
  const [payer, payee] = [await newMember(db), await newMember(db)]
  const { outcome } = await centre.carryOut(station, payer, transferBody(payee, 100))
  expect(outcome).toMatchObject({ type: 'done', receipt: 'pending' })
  expect((await centre.facts(station, payer)).personalAccountFen).toBe(990_000)
  expect(await run(verifyLedgerCommand, [], address)).toBe(0)
  expect(JSON.parse(said[0] ?? '')).toMatchObject({ ok: true, sum: 0 })
  await centre.close()
})

it('refuses a whole number that JavaScript cannot hold', async () => {
  await expect(sql`select 9007199254740993::bigint`.execute(database.db)).rejects.toThrow('beyond 2^53')
})

it('hears what another instance says, also after its connection was cut', async () => {
  const other = await openPostgres(address)
  const heard: string[] = []
  const stop = await database.listen('wake', (payload) => heard.push(payload))
  const say = (text: string) => sql`select pg_notify('wake', ${text})`.execute(other.db)
  await say('one')
  await expect.poll(() => heard).toEqual(['one'])
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen wake'`.execute(
    other.db,
  )
  await expect.poll(async () => (await say('two'), heard.at(-1)), { timeout: 8000 }).toBe('two')
  await stop()
  await other.close()
})

it('gives change numbers without a gap to many at once', async () => {
  const { db } = database
  const station = await newStation(db)
  const [payer, payee] = [await newMember(db), await newMember(db)]
  const centre = await startTestCentre({ database })
  const { payload } = await centre.carryOut(station, payer, transferBody(payee, 10))
  const news = { type: 'receipt', operationId: payload.id, receipt: 'received', at: morningAt } as const
  await Promise.all(
    Array.from({ length: 20 }, () => inTransaction(db, (tx) => addChange(tx, station.id, news))),
  )
  const { changes } = await centre.changes(station)
  expect(changes.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  await centre.close()
})
