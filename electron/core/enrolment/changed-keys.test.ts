import { rmSync } from 'node:fs'
import { CompactSign } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atShanghai } from '../../../shared/domain/china-time'
import { bindKeys, OtherKeys } from '../../../central/keys/bind-keys'
import { announceKeys, unheardBy, useAnnouncedKeys } from '../../../central/keys/change-keys'
import type { CentreKeys } from '../../../central/keys/keys'
import { makeKeyFile, readKeys } from '../../../central/keys/keys'
import type { Database } from '../../../central/database'
import { startPostgres } from '../../../central/testing/postgres'
import type { TestPostgres } from '../../../central/testing/postgres'
import { TestKeychain } from '../keys/testing/test-keychain'
import { liveDatabase, livePack, startLiveCentre } from './testing/live-centre'
import type { LiveCentre } from './testing/live-centre'
import { live, liveFolder, openEnrolment } from './testing/live-counter'
import type { LiveCounter } from './testing/live-counter'
import { takeOpenings } from './testing/take-openings'

/* A centre changes its keys (ADR 28): real TLS, real signatures, real folders, PostgreSQL. */

const at = atShanghai('2026-11-23', '09:30')
const by = { at, by: '陈主管' }
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let folder: string
let keychain: TestKeychain
const opened: LiveCounter[] = []

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await postgres.stop()
}, 60_000)
beforeEach(async () => {
  database = await liveDatabase(await postgres.newDatabase())
  centre = await startLiveCentre(database, at)
  await bindKeys(database.db, centre.keys)
  keychain = new TestKeychain()
  folder = liveFolder()
  const desk = await openEnrolment(folder, keychain, at)
  expect(await desk.enrol({ code: await centre.code('town-1'), address: centre.url })).toMatchObject({
    ok: true,
  })
}, 60_000)
afterEach(async () => {
  for (const counter of opened.splice(0)) await counter.close()
  await centre.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<LiveCounter> {
  const counter = await live(folder, keychain, at, { line: false })
  opened.push(counter)
  return counter
}

/** The centre is stopped and served again at the same place, with these keys. */
async function servedWith(keys: CentreKeys): Promise<void> {
  const port = Number(new URL(centre.url).port)
  await centre.close()
  centre = await startLiveCentre(database, at, { keys, port })
}

const newKeys = async (): Promise<CentreKeys> => readKeys(await makeKeyFile())
const notedOf = ({ core }: LiveCounter) =>
  core.projection.centreKeys().map(({ number, inUse }) => [number, inUse])

test('announced, proven, met: the counter goes on with the new keys, and with the old ones no more', async () => {
  const before = centre.keys
  const next = await newKeys()
  const counter = await open()
  expect(await counter.round()).toBeNull()
  expect(counter.view().sync).toMatchObject({ nextKeysAt: null, keysProblem: null })
  expect(await announceKeys(database.db, 'live', before, next, by)).toBe(1)
  expect(await announceKeys(database.db, 'live', before, next, by)).toBe(1)
  expect(await unheardBy(database.db, 1)).toEqual(['town-1'])
  // not while somebody has not heard, unless it is named how many
  expect(await useAnnouncedKeys(database.db, next, 0, by)).toEqual({ unheard: 1 })
  expect(await useAnnouncedKeys(database.db, await newKeys(), 1, by)).toBe('not-announced')
  expect(await counter.round()).toBeNull()
  expect(counter.view().sync).toMatchObject({ nextKeysAt: at, keysProblem: null })
  expect(await unheardBy(database.db, 1)).toEqual([])
  // what is taken on both sides of the change, and over a restart of the counter, arrives once
  const early = await takeOpenings(counter.core, database, 1)
  await centre.publish(livePack({ number: 10 }))
  expect(await useAnnouncedKeys(database.db, next, 0, by)).toBeNull()
  expect(await useAnnouncedKeys(database.db, next, 0, by)).toBeNull()
  // the database is the new keys' alone
  await bindKeys(database.db, next)
  await expect(bindKeys(database.db, before)).rejects.toBeInstanceOf(OtherKeys)
  await servedWith(next)
  await centre.publish(livePack({ number: 11 }))
  await counter.close()
  opened.pop()
  const after = await open()
  expect(notedOf(after)).toEqual([[1, false]])
  const late = await takeOpenings(after.core, database, 1)
  expect(await after.round()).toBeNull()
  for (const id of [...early, ...late])
    expect(after.core.projection.operation(id)?.operation.state).toBe('done')
  expect(notedOf(after)).toEqual([[1, true]])
  expect(after.view().sync.nextKeysAt).toBeNull()
  // packs of both keys hold; what is sealed to the centre is sealed to its new key
  expect(after.core.projection.packs().map(({ number }) => number)).toContain(11)
  expect(after.core.enrolled?.answer).toMatchObject({ centre: next.centreId, keys: next.pinned })
  // whoever has the old key is the centre no more
  await servedWith(before)
  expect(await after.round()).toBe('central.other-key')
  await servedWith(next)
  expect(await after.round()).toBeNull()
  // and once more, from the new keys on
  const third = await newKeys()
  expect(await announceKeys(database.db, 'live', next, third, by)).toBe(2)
  expect(await after.round()).toBeNull()
  expect(await useAnnouncedKeys(database.db, third, 0, by)).toBeNull()
  await servedWith(third)
  expect(await after.round()).toBeNull()
  expect(notedOf(after)).toEqual([
    [1, true],
    [2, true],
  ])
})

test('a key nobody announced is refused in words, and what was taken waits and arrives once the right one answers', async () => {
  const { keys } = centre
  const counter = await open()
  const [id] = await takeOpenings(counter.core, database, 1)
  if (id === undefined) throw new Error('nothing was taken')
  await servedWith(await newKeys())
  expect(await counter.round()).toBe('central.other-key')
  expect(counter.core.projection.operation(id)?.operation).toMatchObject({ state: 'queued' })
  expect(notedOf(counter)).toEqual([])
  await servedWith(keys)
  expect(await counter.round()).toBeNull()
  expect(counter.core.projection.operation(id)?.operation.state).toBe('done')
})

test('an announcement that the present key did not sign, or for another realm, is named and not taken; a right one after it is', async () => {
  const counter = await open()
  const next = await newKeys()
  const stranger = await newKeys()
  const claim = {
    ...{ suite: 'intl-1', purpose: 'next-keys', realm: 'live', centre: centre.keys.centreId },
    ...{ number: 1, next: next.pinned, at },
  } as const
  const signed = (key: CentreKeys['signingKey'], what: object, typ = 'next-keys'): Promise<string> =>
    new CompactSign(new TextEncoder().encode(canonicalJson(what)))
      .setProtectedHeader({ alg: 'EdDSA', typ, suite: 'intl-1', kid: centre.keys.centreId })
      .sign(key)
  const told = async (...announcements: readonly string[]): Promise<void> => {
    const central = {
      ...counter.central,
      centreKeys: () => Promise.resolve({ ok: true as const, value: announcements }),
    }
    expect(await counter.round({ central })).toBeNull()
    counter.clock.notBefore(counter.clock.now() + 601_000)
  }
  const { signingKey } = centre.keys
  for (const bad of [
    await signed(stranger.signingKey, claim),
    await signed(signingKey, { ...claim, realm: 'practice' }),
    await signed(signingKey, claim, 'rule-pack'),
    'no announcement at all',
  ]) {
    await told(bad)
    expect(notedOf(counter)).toEqual([])
    expect(counter.view().sync).toMatchObject({ nextKeysAt: null, keysProblem: 'central.keys-not-proven' })
  }
  // what another centre announced, before this counter was enrolled here, is none of its business
  await told(await signed(stranger.signingKey, { ...claim, centre: stranger.centreId }))
  expect(counter.view().sync).toMatchObject({ nextKeysAt: null, keysProblem: null })
  await told(await signed(signingKey, claim))
  expect(notedOf(counter)).toEqual([[1, false]])
  // others take the place of those that were announced and not met
  await told(await signed(signingKey, { ...claim, number: 2, next: stranger.pinned, at: at + 1 }))
  expect(counter.view().sync).toMatchObject({ nextKeysAt: at + 1, keysProblem: null })
  expect(counter.core.centreKeys?.isCentre(next.pinned.tlsThumbprint)).toBe(false)
  expect(counter.core.centreKeys?.isCentre(stranger.pinned.tlsThumbprint)).toBe(true)
})
