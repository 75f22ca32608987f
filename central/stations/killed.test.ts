import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from 'vite'
import type { Batch } from '../../shared/contract/central'
import type { Database } from '../database'
import { verifyLedger } from '../ledger/verify'
import { openPostgres } from '../postgres'
import { morningAt, setUpMs } from '../testing/harness'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'

let postgres: TestPostgres
let url: string
let database: Database
let folder: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await seededDatabase(postgres)
  database = await openPostgres(url)
  // below the checkout: what is not bundled is found in its node_modules
  mkdirSync('.cache', { recursive: true })
  folder = mkdtempSync(path.resolve('.cache', 'killed-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { external: ['pg', '@electric-sql/pglite'], noExternal: true },
    build: {
      ssr: path.resolve('central/testing/killed-instance.ts'),
      outDir: folder,
      target: 'node20.18',
      rolldownOptions: { output: { entryFileNames: 'instance.mjs' } },
    },
  })
}, setUpMs)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.close()
  await postgres.stop()
})

const kills = 4
const lanes = 4

it(`loses and doubles nothing when one of two instances is killed in the middle of its work, ${kills} times`, async () => {
  const other = instanceOn(database)
  const stations: TestStation[] = []
  for (let n = 0; n < lanes; n++) stations.push(await newStation(database.db))
  for (let round = 0; round < kills; round++) {
    const child = await startInstance()
    const batches: Batch[] = []
    for (const station of stations) {
      const payloads = []
      for (let n = 0; n < 20; n++) {
        const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
        payloads.push(station.payload(payer, transferBody(payee, 10), morningAt))
      }
      batches.push(await station.batch(payloads))
    }
    for (const batch of batches) child.send(batch)
    await new Promise((resolve) => setTimeout(resolve, round * 12))
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    // the other instance is asked the same meanwhile, as the stations' counters do when no answer comes
    const answers = await Promise.all(batches.map((batch) => other.work(batch)))
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: true,
        value: { results: Array.from({ length: 20 }, () => ({ outcome: { type: 'done' } })) },
      })
    batches.forEach((batch, n) => stations[n]?.sent(batch))
    await gone
  }
  expect(await verifyLedger(database.db)).toMatchObject({ ok: true, sum: 0, findings: [] })
  const transfers = await database.db.selectFrom('transfer').select('id').execute()
  expect(transfers).toHaveLength(kills * lanes * 20)
}, 60_000)

function startInstance(): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(folder, 'instance.mjs'), [url], { stdio: 'ignore' })
    child.once('message', () => resolve(child))
    child.once('exit', () => reject(new Error('the instance did not start')))
  })
}
