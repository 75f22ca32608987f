import { randomUUID } from 'node:crypto'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { CryptoKey } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import { enrolAnswerSchema } from '../../shared/contract/enrolment'
import type { EnrolAnswer, EnrolRequest } from '../../shared/contract/enrolment'
import { readEnrolmentCode, shortThumbprint } from '../../shared/domain/enrolment-code'
import type { StationId } from '../../shared/domain/ids'
import type { Database } from '../database'
import { askToken, assertionOf, tokenFor } from '../testing/assertion'
import type { AssertionChanges } from '../testing/assertion'
import type { Answer, TestCentre } from '../testing/harness'
import { openTestDatabase, resources, startTestCentre, testKeys } from '../testing/harness'
import { newMember } from '../testing/people'
import { openingBody, TestStation } from '../testing/station'
import { makeEnrolCode } from './enrol-code'

/* Enrolment, epochs and tokens as a counter meets them, over HTTP. */

let database: Database
let centre: TestCentre
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
})
afterAll(async () => {
  await centre.close()
  await database.close()
})

let stations = 0
const freshId = (): StationId => `town-${String(++stations)}` as StationId

async function secretFor(station: StationId, hours = 24): Promise<string> {
  const asked = {
    station,
    hall: '马家窑镇便民服务中心',
    desk: '2号窗口',
    township: '马家窑镇',
    by: 'test',
    hours,
  }
  const { code } = await makeEnrolCode(centre.centre, await testKeys(), asked)
  const read = readEnrolmentCode('practice', code)
  if (!read.ok) throw new Error(read.error)
  return read.value.secret
}

interface Keys {
  readonly keyId: string
  readonly publicKeyJwk: EnrolRequest['publicKeyJwk']
  readonly key: CryptoKey
}

async function freshKeys(): Promise<Keys> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { x = '' } = await exportJWK(publicKey)
  return { keyId: randomUUID(), publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x }, key: privateKey }
}

async function ask(secret: string, keys: Keys, changes: Partial<EnrolRequest> = {}): Promise<Answer> {
  const { keyId, publicKeyJwk, key } = keys
  const request: EnrolRequest = {
    suite: 'intl-1',
    purpose: 'enrol',
    realm: 'practice',
    secret,
    keyId,
    publicKeyJwk,
    known: null,
    ...changes,
  }
  const jws = await new CompactSign(new TextEncoder().encode(canonicalJson(request)))
    .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
    .sign(key)
  return centre.call('POST', '/v1/enrol', { request: jws })
}

async function enrolled(
  secret: string,
  keys: Keys,
  changes: Partial<EnrolRequest> = {},
): Promise<EnrolAnswer> {
  const { status, body } = await ask(secret, keys, changes)
  expect({ status, body }).toMatchObject({ status: 200 })
  return enrolAnswerSchema.parse(body)
}

const stationOf = (id: StationId, { keyId, publicKeyJwk, key }: Keys): TestStation =>
  new TestStation(id, keyId, publicKeyJwk, key)

async function openOne(station: TestStation, epoch: number): Promise<Answer> {
  const member = await newMember(database.db, { wallet: null })
  const payload = { ...station.payload(member, openingBody(), centre.at), epoch }
  const batch = await station.batch([payload], { epoch })
  const answer = await centre.post(batch)
  if (answer.status === 200) station.sent(batch)
  return answer
}

test('a code enrols a new station once; the same request again is answered the same; the keys are pinned', async () => {
  const id = freshId()
  const [secret, keys] = [await secretFor(id), await freshKeys()]
  const first = await enrolled(secret, keys)
  const { pinned, centreId } = await testKeys()
  expect(first).toMatchObject({
    station: id,
    epoch: 1,
    before: null,
    keys: pinned,
    centre: centreId,
    hall: '马家窑镇便民服务中心',
    clerks: resources.clerks,
  })
  const { township } = await database.db
    .selectFrom('station')
    .select('township')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(township).toBe('马家窑镇')
  const { at: _, ...again } = await enrolled(secret, keys)
  expect(again).toEqual({ ...first, at: undefined, ...again })
  expect([again.epoch, again.prefix, again.firstLink]).toEqual([first.epoch, first.prefix, first.firstLink])
  expect(await ask(secret, await freshKeys())).toMatchObject({ body: { code: 'enrol.code-used' } })
})

test('what the code carries of the key is the key’s', async () => {
  const keys = await testKeys()
  const asked = { station: freshId(), hall: '厅', desk: '1', township: null, by: 'test', hours: 1 }
  const read = readEnrolmentCode('practice', (await makeEnrolCode(centre.centre, keys, asked)).code)
  expect(read.ok && read.value.thumbprint).toBe(
    shortThumbprint(Buffer.from(keys.pinned.tlsThumbprint, 'hex')),
  )
})

test('a code that nobody made, one that is old, one of the other realm, a request somebody else signed', async () => {
  const keys = await freshKeys()
  expect(await ask('0'.repeat(18), keys)).toMatchObject({ status: 403, body: { code: 'enrol.unknown-code' } })
  const old = await secretFor(freshId(), 1)
  centre.clock.forwardTo(centre.at + 3_600_000)
  expect(await ask(old, keys)).toMatchObject({ body: { code: 'enrol.code-expired' } })
  const secret = await secretFor(freshId())
  expect(await ask(secret, keys, { realm: 'live' })).toMatchObject({ body: { code: 'enrol.wrong-realm' } })
  const other = await freshKeys()
  const forged = { ...keys, key: other.key }
  expect(await ask(secret, forged)).toMatchObject({ body: { code: 'enrol.bad-proof' } })
  // none of it spent the code
  await enrolled(secret, keys)
})

test('a lost key: the next epoch has its own prefix and first link, names where the chain ended, and shuts the old one out', async () => {
  const id = freshId()
  const oldKeys = await freshKeys()
  const first = await enrolled(await secretFor(id), oldKeys)
  const old = stationOf(id, oldKeys)
  old.link = first.firstLink
  expect(await openOne(old, 1)).toMatchObject({ status: 200 })

  const keys = await freshKeys()
  const second = await enrolled(await secretFor(id), keys)
  expect(second).toMatchObject({ epoch: 2, before: { epoch: 1, number: 1, link: old.link } })
  expect(second.prefix).not.toBe(first.prefix)
  expect(second.firstLink).not.toBe(first.firstLink)
  const station = stationOf(id, keys)
  station.link = second.firstLink
  expect(await openOne(station, 2)).toMatchObject({ status: 200 })

  expect((await openOne(old, 1)).status).toBeGreaterThanOrEqual(400)
  const place = { url: centre.url, centre: first.centre }
  const refused = await askToken(place.url, await assertionOf(old, place.centre, centre.at))
  expect(refused).toMatchObject({ body: { code: 'sync.epoch-ended' } })
  expect(await ask(await secretFor(id), oldKeys)).toMatchObject({ body: { code: 'enrol.key-used' } })
})

test('a counter that knows more than the centre does not go on, and one with another history neither', async () => {
  const id = freshId()
  const keys = await freshKeys()
  const first = await enrolled(await secretFor(id), keys)
  const known = { epoch: 1, number: 7, link: 'a'.repeat(64) }
  expect(await ask(await secretFor(id), await freshKeys(), { known })).toMatchObject({
    body: { code: 'sync.centre-behind' },
  })
  const station = stationOf(id, keys)
  station.link = first.firstLink
  await openOne(station, 1)
  expect(await ask(await secretFor(id), await freshKeys(), { known: { ...known, number: 1 } })).toMatchObject(
    { body: { code: 'sync.bad-link' } },
  )
})

test('a token is for one station, one centre, five minutes and one use of each assertion', async () => {
  const id = freshId()
  const keys = await freshKeys()
  const { centre: name } = await enrolled(await secretFor(id), keys)
  const station = stationOf(id, keys)
  const token = await tokenFor({ url: centre.url, centre: name }, station)
  const asking = (path: string, bearer: string): Promise<Response> =>
    fetch(`${centre.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } })
  expect((await asking(`/v1/status?station=${id}`, token)).status).toBe(200)
  const other = await asking('/v1/status?station=test-other', token)
  expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([403, 'sync.other-station'])
  expect((await asking(`/v1/status?station=${id}`, `${token}x`)).status).toBe(401)
  expect((await fetch(`${centre.url}/v1/status?station=${id}`)).status).toBe(401)

  const once = await assertionOf(station, name, centre.at)
  expect((await askToken(centre.url, once)).status).toBe(200)
  expect(await askToken(centre.url, once)).toMatchObject({ body: { code: 'sync.assertion-replayed' } })
  const now = Math.floor(centre.at / 1000)
  const bad: readonly AssertionChanges[] = [
    { aud: `urn:wallet-counter:live:${name}` },
    { aud: 'urn:wallet-counter:practice:another' },
    { iat: now - 900, exp: now - 600 },
    { iat: now, exp: now + 3_600 },
    { iss: 'somebody-else' },
    { kid: 'another-key' },
  ]
  const stranger = await assertionOf(station, name, centre.at, { iss: 'nobody', sub: 'nobody' })
  expect(await askToken(centre.url, stranger)).toMatchObject({ body: { code: 'sync.unknown-station' } })
  for (const changes of bad)
    expect(await askToken(centre.url, await assertionOf(station, name, centre.at, changes))).toMatchObject({
      body: { code: 'sync.bad-assertion' },
    })
})
