import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { StationId } from '../../../shared/domain/ids'
import { counterViewSchema } from '../../../shared/contract/view'
import { atShanghai } from '../../../shared/domain/china-time'
import type { Database } from '../../../central/database'
import { startPostgres } from '../../../central/testing/postgres'
import type { TestPostgres } from '../../../central/testing/postgres'
import { TestKeychain } from '../keys/testing/test-keychain'
import { stationFilePath } from './station-file'
import { makeKeyFile, readKeys } from '../../../central/keys/keys'
import { cuttingProxy } from './testing/cutting-proxy'
import { liveDatabase, livePack, startLiveCentre } from './testing/live-centre'
import type { LiveCentre } from './testing/live-centre'
import { live, liveFolder, openEnrolment, openLive } from './testing/live-counter'

/* A live counter enrols at a live centre: real PostgreSQL, TLS, HTTP/2, real folders. */

const at = atShanghai('2026-11-23', '09:30')
const passphrase = '马 家窑 便民 大厅 二号 窗口 早上 开门'
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let folder: string
let keychain: TestKeychain

beforeAll(async () => {
  postgres = await startPostgres()
  database = await liveDatabase(await postgres.newDatabase())
  centre = await startLiveCentre(database, at)
}, 60_000)
afterAll(async () => {
  await centre.close()
  await database.close()
  await postgres.stop()
}, 60_000)
beforeEach(() => {
  folder = liveFolder()
  keychain = new TestKeychain()
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const codesOf = (result: { ok: boolean; error?: unknown }): unknown =>
  'error' in result ? result.error : null

test('a code and an address make an empty folder a live counter: clerks sign in, the pack holds, the line is up', async () => {
  const desk = await openEnrolment(folder, keychain, at)
  expect(desk.state()).toEqual({ state: 'to-enrol', station: null, passphrase: 'none' })
  expect(await desk.enrol({ code: await centre.code('town-1'), address: centre.url })).toEqual({
    ok: true,
    value: null,
  })
  expect(desk.times.enrolled).toBe(1)
  const counter = await live(folder, keychain, at)
  try {
    await counter.until(() => counter.core.moment.line.state === 'up', 'the line')
    expect(counter.core.projection.epoch()).toMatchObject({ epoch: 1, prefix: '0001', firstTaken: 1 })
    expect(counterViewSchema.parse(counter.view())).toMatchObject({
      realm: 'live',
      station: { id: 'town-1', hall: '马家窑镇便民服务中心', desk: '2号窗口' },
      pack: { number: centre.centre.packs.current.number },
      clerks: [{ id: 'liyulan' }, { id: 'zhoumin' }],
    })
    await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
    expect(counter.view().session?.clerk).toBe('liyulan')
    await expect(counter.counter.practice.cards({})).rejects.toMatchObject({
      data: { refusals: [{ code: 'simulator.not-here' }] },
    })
  } finally {
    await counter.close()
  }
})

test('the private key and the secret of the code stand in no file in the clear', async () => {
  const desk = await openEnrolment(folder, keychain, at)
  const code = await centre.code('town-2')
  await desk.enrol({ code, address: centre.url })
  const text = readFileSync(stationFilePath(folder), 'utf8')
  expect(text).not.toMatch(/"d":/u)
  expect(text).not.toContain(code.replaceAll('-', '').slice(0, 18))
})

test('what is wrong is said at its field, and nothing is begun: typed badly, of the other realm, unknown, nobody there, another key', async () => {
  const desk = await openEnrolment(folder, keychain, at)
  const code = await centre.code('town-3')
  const refused = async (form: { code: string; address: string }): Promise<unknown> =>
    codesOf(await desk.enrol(form))
  const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`
  expect(await refused({ code: wrong, address: centre.url })).toMatchObject([
    { code: 'enrol.mistyped', field: 'code' },
  ])
  expect(await refused({ code, address: 'http://127.0.0.1:1' })).toMatchObject([
    { code: 'enrol.bad-address', field: 'address' },
  ])
  expect(await refused({ code, address: '127.0.0.1:1' })).toMatchObject([
    { code: 'enrol.nobody-there', field: 'address' },
  ])
  const other = await startLiveCentre(database, at)
  try {
    expect(await refused({ code, address: other.url })).toMatchObject([
      { code: 'central.other-key', field: 'code' },
    ])
    const old = await other.code('town-3', 1)
    other.clock.forwardTo(at + 3_600_000)
    expect(await refused({ code: old, address: other.url })).toMatchObject([
      { code: 'enrol.code-expired', field: 'code' },
    ])
  } finally {
    await other.close()
  }
  expect(existsSync(stationFilePath(folder))).toBe(false)
  // none of it has spent the code
  expect(await desk.enrol({ code, address: centre.url })).toMatchObject({ ok: true })
  expect(
    codesOf(await (await openEnrolment(liveFolder(), keychain, at)).enrol({ code, address: centre.url })),
  ).toMatchObject([{ code: 'enrol.code-used', field: 'code' }])
})

async function epochsOf(station: string): Promise<readonly number[]> {
  const rows = await database.db
    .selectFrom('station_epoch')
    .select('epoch')
    .where('station', '=', station as StationId)
    .execute()
  return rows.map(({ epoch }) => epoch)
}

test('an answer lost on the way: the same code once more begins no second epoch, also after the program was started anew', async () => {
  const code = await centre.code('town-4')
  const line = await cuttingProxy(centre.url, async () => (await epochsOf('town-4')).length > 0)
  try {
    const first = await openEnrolment(folder, keychain, at)
    expect(codesOf(await first.enrol({ code, address: line.address }))).toMatchObject([
      { code: 'central.no-answer' },
    ])
  } finally {
    line.close()
  }
  expect(await epochsOf('town-4')).toEqual([1])
  const second = await openEnrolment(folder, keychain, at)
  expect(await second.enrol({ code, address: centre.url })).toMatchObject({ ok: true })
  expect(await epochsOf('town-4')).toEqual([1])
  const counter = await live(folder, keychain, at)
  await counter.until(() => counter.core.moment.line.state === 'up', 'the line')
  await counter.close()
})

test('a centre without rules, or with rules of another signer, opens no counter; once it has them the same code does', async () => {
  const bare = await liveDatabase(await postgres.newDatabase())
  const other = await startLiveCentre(bare, at, { without: 'pack' })
  try {
    const desk = await openEnrolment(folder, keychain, at)
    const form = { code: await other.code('town-7'), address: other.url }
    expect(codesOf(await desk.enrol(form))).toMatchObject([{ code: 'enrol.no-pack', field: null }])
    await other.publish(livePack(), await readKeys(await makeKeyFile()))
    expect(codesOf(await desk.enrol(form))).toMatchObject([{ code: 'pack.bad-signature' }])
    await other.publish(livePack({ number: livePack().number + 1 }))
    expect(await desk.enrol(form)).toMatchObject({ ok: true })
    const counter = await live(folder, keychain, at)
    expect(counter.view().pack.number).toBe(livePack().number + 1)
    await counter.close()
  } finally {
    await other.close()
    await bare.close()
  }
})

test('without a keychain a passphrase is chosen, a weak one is refused, and every start asks for it', async () => {
  keychain.gone = true
  const desk = await openEnrolment(folder, keychain, at)
  expect(desk.state()).toMatchObject({ passphrase: 'new' })
  const form = { code: await centre.code('town-5'), address: centre.url }
  expect(codesOf(await desk.enrol(form))).toMatchObject([
    { code: 'enrol.passphrase-needed', field: 'passphrase' },
  ])
  expect(codesOf(await desk.enrol({ ...form, passphrase: 'aaaaaaaaaaaa' }))).toMatchObject([
    { code: 'enrol.weak-passphrase', field: 'passphrase' },
  ])
  expect(await desk.enrol({ ...form, passphrase })).toMatchObject({ ok: true })
  const locked = await openLive(folder, keychain, at)
  expect(locked).toMatchObject({ state: { state: 'trouble', code: 'key.passphrase-needed' } })
  await locked.close()
  const counter = await live(folder, keychain, at, { passphrase })
  await counter.until(() => counter.core.moment.line.state === 'up', 'the line')
  await counter.close()
})

test('a word changed in the station file, be it only the hall: its key does not open, and the file is put aside', async () => {
  const desk = await openEnrolment(folder, keychain, at)
  await desk.enrol({ code: await centre.code('town-6'), address: centre.url })
  const path = stationFilePath(folder)
  writeFileSync(path, readFileSync(path, 'utf8').replace('2号窗口', '3号窗口'))
  const again: string[] = []
  const counter = await openLive(folder, keychain, at, { again: () => again.push('again') })
  expect(counter).toMatchObject({ state: { state: 'trouble', code: 'key.missing' } })
  expect(again).toEqual(['again'])
  expect(existsSync(path)).toBe(false)
  await counter.close()
})
