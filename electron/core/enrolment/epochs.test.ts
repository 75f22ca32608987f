import { cpSync, existsSync, rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Client } from 'pg'
import { atShanghai } from '../../../shared/domain/china-time'
import type { OperationId, StationId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { openPostgres } from '../../../central/postgres'
import { startPostgres } from '../../../central/testing/postgres'
import type { TestPostgres } from '../../../central/testing/postgres'
import { files } from '../../files/files'
import { otherDisk } from '../../files/other-disk'
import { makeBackup } from '../backup/make-backup'
import { restoreBackup } from '../backup/restore-backup'
import { TestKeychain } from '../keys/testing/test-keychain'
import { operationView } from '../views/operation-view'
import { stationFilePath } from './station-file'
import { cuttingProxy } from './testing/cutting-proxy'
import { liveDatabase, startLiveCentre } from './testing/live-centre'
import type { LiveCentre } from './testing/live-centre'
import { live, liveFolder, openEnrolment } from './testing/live-counter'
import type { LiveCounter } from './testing/live-counter'
import { takeOpenings } from './testing/take-openings'

/* What may happen to a live counter's disk and key, with real folders against a real centre on PostgreSQL over TLS. */

const at = atShanghai('2026-11-23', '09:30')
let postgres: TestPostgres
let database: Database
let databaseUrl: string
let centre: LiveCentre
let keychain: TestKeychain
const folders: string[] = []
const opened: LiveCounter[] = []

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await postgres.stop()
}, 60_000)
beforeEach(async () => {
  databaseUrl = await postgres.newDatabase()
  database = await liveDatabase(databaseUrl)
  centre = await startLiveCentre(database, at)
  keychain = new TestKeychain()
}, 60_000)
afterEach(async () => {
  for (const counter of opened.splice(0)) await counter.close()
  await centre.close()
  await database.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const station = 'town-1' as StationId

function newFolder(): string {
  const folder = liveFolder()
  folders.push(folder)
  return folder
}

async function enrol(folder: string): Promise<void> {
  const desk = await openEnrolment(folder, keychain, at)
  expect(await desk.enrol({ code: await centre.code(station), address: centre.url })).toMatchObject({
    ok: true,
  })
}

async function open(folder: string, options: Parameters<typeof live>[3] = {}): Promise<LiveCounter> {
  const counter = await live(folder, keychain, at, options)
  opened.push(counter)
  return counter
}

async function close(counter: LiveCounter): Promise<void> {
  opened.splice(opened.indexOf(counter), 1)
  await counter.close()
}

const stateOf = (counter: LiveCounter, id: OperationId): string | undefined =>
  counter.core.projection.operation(id)?.operation.state

const numberOf = (counter: LiveCounter, id: OperationId): string | null => {
  const record = counter.core.projection.operation(id)
  return record === null ? null : operationView(counter.core, record).number
}

const allDone = (counter: LiveCounter, ids: readonly OperationId[]) => (): boolean =>
  ids.every((id) => stateOf(counter, id) === 'done')

async function takeAndSend(counter: LiveCounter, count: number): Promise<readonly OperationId[]> {
  const ids = await takeOpenings(counter.core, database, count)
  counter.core.wakeSync()
  await counter.until(allDone(counter, ids), 'done')
  return ids
}

async function atCentre(): Promise<readonly { id: OperationId; epoch: number; dispatch: number | null }[]> {
  return database.db
    .selectFrom('operation')
    .select(['id', 'epoch', 'dispatch'])
    .where('station', '=', station)
    .orderBy('sequence')
    .execute()
}

/** Each wallet was opened once: nothing was done twice. */
async function openingsDone(): Promise<number> {
  const rows = await database.db.selectFrom('wallet').select('opened_by').execute()
  return rows.filter(({ opened_by: by }) => by !== null).length
}

test('lost key: enrolled again by a new code, what was taken goes out under its old ids, what was answered unheard gets its answer, numbers keep their prefix', async () => {
  const folder = newFolder()
  await enrol(folder)
  const first = await open(folder)
  const sent = await takeAndSend(first, 2)
  const number = numberOf(first, sent[0] ?? ('' as OperationId))
  await close(first)
  // the centre does the third, and its answer is lost on the way
  const line = await cuttingProxy(centre.url, async () => (await atCentre()).length > 2)
  const cut = await open(folder, { line: false, through: line.address })
  const unheard = await takeOpenings(cut.core, database, 1)
  await cut.drain()
  line.close()
  expect(unheard.map((id) => stateOf(cut, id))).toEqual(['unknown'])
  const untold = await takeOpenings(cut.core, database, 2)
  await close(cut)

  rmSync(stationFilePath(folder))
  const desk = await openEnrolment(folder, keychain, at)
  expect(desk.state()).toEqual({ state: 'to-enrol', station, passphrase: 'none' })
  await enrol(folder)
  const again = await open(folder)
  const all = [...sent, ...unheard, ...untold]
  await again.until(allDone(again, all), 'all done')
  expect(again.core.station.epoch).toBe(2)
  expect(again.core.projection.epoch()).toMatchObject({ epoch: 2, prefix: '0002', firstTaken: 6 })
  expect(numberOf(again, sent[0] ?? ('' as OperationId))).toBe(number)
  expect(await atCentre()).toEqual([
    ...[...sent, ...unheard].map((id, place) => ({ id, epoch: 1, dispatch: place + 1 })),
    ...untold.map((id, place) => ({ id, epoch: 2, dispatch: place + 1 })),
  ])
  expect(await openingsDone()).toBe(5)
  const [fresh] = await takeAndSend(again, 1)
  expect(numberOf(again, fresh ?? ('' as OperationId))?.slice(0, 4)).toBe('0002')
})

test('restored backup: the numbers used since are not used again, what the centre has comes back first, nothing is done twice', async () => {
  const folder = newFolder()
  await enrol(folder)
  const first = await open(folder)
  const before = await takeAndSend(first, 2)
  const [waiting = '' as OperationId] = await takeOpenings(first.core, database, 1)
  await close(first)
  const shelf = newFolder()
  const made = await makeBackup(
    { files, disk: otherDisk, dataDir: folder, realm: 'live', station, upTo: null, now: () => at },
    shelf,
    () => undefined,
  )
  if (!made.ok) throw new Error(made.error)
  const second = await open(folder)
  await second.until(allDone(second, [waiting]), 'the waiting one')
  const since = await takeAndSend(second, 3)
  const numbers = since.map((id) => numberOf(second, id))
  await close(second)

  expect(restoreBackup(files, made.value.folder, folder, '20261123-100000')).toMatchObject({ ok: true })
  expect(existsSync(stationFilePath(folder))).toBe(false)
  await enrol(folder)
  const restored = await open(folder)
  await restored.until(() => restored.core.projection.fetchedUpTo() === null, 'fetched back')
  expect([...before, ...since].map((id) => stateOf(restored, id))).toEqual(Array(5).fill('done'))
  // what the backup had as not sent goes out once more, under its old id, and is answered what was done
  await restored.until(allDone(restored, [waiting]), 'the waiting one')
  expect(since.map((id) => numberOf(restored, id))).toEqual(numbers)
  const [fresh = '' as OperationId] = await takeAndSend(restored, 1)
  expect(numbers).not.toContain(numberOf(restored, fresh))
  expect((await atCentre()).map(({ epoch, dispatch }) => [epoch, dispatch])).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
    [1, 4],
    [1, 5],
    [1, 6],
    [2, 2],
  ])
  expect(await openingsDone()).toBe(7)
})

test('cloned disk: the second writer of an epoch is refused at its first batch, both screens name it, and the first one goes on', async () => {
  const [folder, copy] = [newFolder(), newFolder()]
  await enrol(folder)
  const own = await open(folder, { line: false })
  await close(own)
  cpSync(folder, copy, { recursive: true })
  const first = await open(folder)
  const clone = await open(copy, { adopt: true, line: false })
  // the clone gives the same number to another operation, before it hears anything of the centre
  const stolen = await takeOpenings(clone.core, database, 1)
  await clone.drainWithout()
  await takeAndSend(first, 1)
  await clone.round()
  expect(stolen.map((id) => stateOf(clone, id))).not.toContain('done')
  expect(clone.view().sync).toMatchObject({ stopped: { code: 'sync.two-writers', acts: ['enrol-again'] } })
  await clone.round()
  await first.until(() => first.view().sync.otherWriter, 'named on the first screen')
  const [more = '' as OperationId] = await takeAndSend(first, 1)
  expect(stateOf(first, more)).toBe('done')
  expect(await openingsDone()).toBe(2)
  const incidents = await database.db.selectFrom('incident').select('kind').execute()
  expect(incidents.map(({ kind }) => kind)).toContain('dispatch-reused')
})

test('cloned disk, seen by its numbers: a copy that knows less than the centre sends nothing; enrolled again it gets what it lacks, and its own goes out', async () => {
  const [folder, copy] = [newFolder(), newFolder()]
  await enrol(folder)
  const own = await open(folder, { line: false })
  await close(own)
  cpSync(folder, copy, { recursive: true })
  const first = await open(folder)
  const theirs = await takeAndSend(first, 2)
  await close(first)
  const again: string[] = []
  const clone = await open(copy, { adopt: true, again: () => again.push('again') })
  const ours = await takeOpenings(clone.core, database, 1)
  await clone.until(() => clone.view().sync.stopped?.code === 'sync.counter-behind', 'stopped')
  await clone.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  await expect(clone.counter.enrolAgain({})).rejects.toMatchObject({
    data: { refusals: [{ code: 'clerk.not-supervisor' }] },
  })
  await clone.counter.signIn({ clerk: 'zhoumin', password: 'lianxi2026' })
  await clone.counter.enrolAgain({})
  expect(again).toEqual(['again'])
  await close(clone)
  await enrol(copy)
  const next = await open(copy)
  await next.until(allDone(next, [...theirs, ...ours]), 'all done')
  expect(await openingsDone()).toBe(3)
  // the first machine's epoch has ended: it is told so and sends nothing
  const old = await open(folder)
  await old.until(() => old.view().sync.stopped?.code === 'sync.epoch-ended', 'ended')
})

test('a centre that was set back: nothing is sent to it until a supervisor lets it, and that is written down', async () => {
  const folder = newFolder()
  await enrol(folder)
  const name = new URL(databaseUrl).pathname.slice(1)
  const port = Number(new URL(centre.url).port)
  // the centre's own backup
  await centre.close()
  await database.close()
  await onServer(`create database ${name}_backup template ${name}`)
  database = await openPostgres(databaseUrl)
  centre = await startLiveCentre(database, at, { keys: centre.keys, port })
  const counter = await open(folder)
  await takeAndSend(counter, 2)

  await centre.close()
  const old = await openPostgres(`${databaseUrl}_backup`)
  centre = await startLiveCentre(old, at, { keys: centre.keys, port })
  await counter.until(() => counter.view().sync.stopped?.code === 'sync.centre-behind', 'behind')
  const [waiting = '' as OperationId] = await takeOpenings(counter.core, database, 1)
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  await expect(counter.counter.resumeSending({})).rejects.toMatchObject({
    data: { refusals: [{ code: 'clerk.not-supervisor' }] },
  })
  await counter.counter.signIn({ clerk: 'zhoumin', password: 'lianxi2026' })
  await counter.counter.resumeSending({})
  // nothing has changed: it stops again by itself
  await counter.until(() => counter.view().sync.stopped?.code === 'sync.centre-behind', 'still behind')
  expect(stateOf(counter, waiting)).toBe('queued')
  expect((await old.db.selectFrom('operation').select('id').execute()).length).toBe(0)

  await centre.close()
  await old.close()
  centre = await startLiveCentre(database, at, { keys: centre.keys, port })
  await counter.until(() => counter.core.moment.line.state === 'up', 'up')
  await counter.counter.resumeSending({})
  await counter.until(allDone(counter, [waiting]), 'sent at last')
})

async function onServer(sql: string): Promise<void> {
  const address = new URL(databaseUrl)
  address.pathname = '/postgres'
  const client = new Client(address.href)
  await client.connect()
  await client.query(sql)
  await client.end()
}
