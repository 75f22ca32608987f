import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ToCentre } from '../../shared/contract/shell'
import type { StationId } from '../../shared/domain/ids'
import { migrate, OtherRealm } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import { imageDir, keptLog, morningAt, resourcesDir, setUpMs } from '../testing/harness'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { startPracticeCentre } from './practice-centre'

/* The practice centre on PostgreSQL; the whole job in the real windows is e2e/serve-one-member.spec.ts. */

let postgres: TestPostgres
const dataDir = mkdtempSync(path.join(tmpdir(), 'practice-postgres-'))
beforeAll(async () => {
  postgres = await startPostgres()
}, setUpMs)
afterAll(async () => {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const start: Extract<ToCentre, { type: 'start' }> = {
  type: 'start',
  dataDir,
  imageDir,
  resourcesDir,
  clockAt: morningAt,
  station: {
    id: 'practice-1' as StationId,
    keyId: 'practice-1-key-1',
    publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: String(x) },
  },
}

it('makes an empty database its own, and finds it again', async () => {
  const url = await postgres.newDatabase()
  for (let time = 0; time < 2; time++) {
    const centre = await startPracticeCentre(start, keptLog(), url)
    expect(await centre.obey({ type: 'ledger' })).toMatchObject({ type: 'ledger', ok: true, sum: 0 })
    await centre.close()
  }
  const database = await openPostgres(url)
  const { seeded } = await database.db.selectFrom('meta').select('seeded').executeTakeFirstOrThrow()
  expect(seeded).not.toBeNull()
  await database.close()
})

it('never opens a live database: nothing of it is changed', async () => {
  const url = await postgres.newDatabase()
  const database = await openPostgres(url)
  await migrate(database.db, 'live')
  await expect(startPracticeCentre(start, keptLog(), url)).rejects.toBeInstanceOf(OtherRealm)
  const counted = await Promise.all(
    (['member', 'station', 'account', 'rule_pack'] as const).map((table) =>
      database.db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow(),
    ),
  )
  // the accounts of the house came with the migrations
  expect(counted.map(({ rows }) => rows)).toEqual([0, 0, 2, 0])
  await database.close()
})
