import { CompactEncrypt, CompactSign, compactVerify, importJWK } from 'jose'
import type { CryptoKey } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import type { Batch } from '../../shared/contract/central'
import type { StickContent } from '../../shared/contract/stick'
import { stickAnswerSchema } from '../../shared/contract/stick'
import type { Database } from '../database'
import { makeKeyFile, readKeys } from '../keys/keys'
import type { CentreKeys } from '../keys/keys'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, resources, setUpMs, startTestCentre, testKeys } from '../testing/harness'
import { newMember } from '../testing/people'
import { newStation, openingBody, unknownStation } from '../testing/station'
import type { TestStation } from '../testing/station'
import { importStick } from './import-stick'

let database: Database
let centre: TestCentre
let station: TestStation
let other: TestStation
beforeAll(async () => {
  database = await openTestDatabase()
  station = await newStation(database.db)
  other = await newStation(database.db)
  const rule = { station: station.id, from: '2026-11-20', to: '2026-11-23', media: ['disk-1'] }
  centre = await startTestCentre({ database, pack: { ...resources.pack, sticks: [rule] } })
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await database.close()
})

async function batchOf(from: TestStation): Promise<Batch> {
  const member = await newMember(database.db, { wallet: null })
  return from.batch([from.payload(member, openingBody(), centre.at)])
}

interface Sealing {
  readonly signer?: CryptoKey
  readonly keys?: CentreKeys
}

async function fileOf(
  batches: readonly Batch[],
  changes: Partial<StickContent> = {},
  { signer = station.key, keys }: Sealing = {},
): Promise<string> {
  const content: StickContent = {
    format: 'wallet-counter/stick',
    version: 1,
    suite: 'intl-1',
    realm: 'practice',
    station: station.id,
    epoch: 1,
    number: 1,
    medium: 'disk-1',
    madeAt: centre.at,
    batches: [...batches],
    ...changes,
  }
  const jws = await new CompactSign(new TextEncoder().encode(canonicalJson(content)))
    .setProtectedHeader({ alg: 'EdDSA', kid: station.keyId })
    .sign(signer)
  const { keyId, publicKeyJwk } = (keys ?? (await testKeys())).pinned.encryption
  return new CompactEncrypt(new TextEncoder().encode(jws))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: keyId, typ: 'stick', suite: 'intl-1' })
    .encrypt(await importJWK(publicKeyJwk, 'ECDH-ES'))
}

const take = async (file: string) => importStick(centre.centre, await testKeys(), file, '陈')
const codeOf = async (file: string) => {
  const taken = await take(file)
  return taken.ok ? 'ok' : taken.error.code
}
const wallets = async () => (await database.db.selectFrom('wallet').select('member_id').execute()).length

it('refuses what is not this station’s, of another realm, not allowed or not readable, and does nothing', async () => {
  const batch = await batchOf(station)
  const before = await wallets()
  const stranger = await unknownStation('stranger')
  const elsewhere = await readKeys(await makeKeyFile())
  const refused: readonly (readonly [string, Promise<string>])[] = [
    ['stick.bad-signature', fileOf([batch], {}, { signer: other.key })],
    ['stick.bad-signature', fileOf([batch], { station: other.id })],
    ['sync.unknown-station', fileOf([batch], { station: stranger.id })],
    ['sync.wrong-realm', fileOf([batch], { realm: 'live' })],
    ['sync.epoch-ended', fileOf([batch], { epoch: 2 })],
    ['stick.not-allowed', fileOf([batch], { medium: 'disk-2' })],
    ['stick.unreadable', fileOf([batch], {}, { keys: elsewhere })],
    ['stick.unreadable', Promise.resolve('rubbish')],
    ['stick.missing', fileOf([batch], { number: 2 })],
  ]
  for (const [code, file] of refused) expect(await codeOf(await file)).toBe(code)
  expect(await wallets()).toBe(before)
  expect(await database.db.selectFrom('stick_file').selectAll().execute()).toEqual([])
})

it('carries batches out as the line does, once, and answers under the same number', async () => {
  const first = await batchOf(station)
  station.sent(first)
  const second = await batchOf(station)
  station.sent(second)
  const before = await wallets()
  const file = await fileOf([first, second])
  const taken = await take(file)
  if (!taken.ok) throw new Error(taken.error.code)
  expect(await wallets()).toBe(before + 2)
  const { signingPublicKey } = await testKeys()
  const { payload } = await compactVerify(taken.value.answer, signingPublicKey)
  const answer = stickAnswerSchema.parse(JSON.parse(new TextDecoder().decode(payload)))
  expect(answer).toMatchObject({ station: station.id, number: 1, batches: [{ ok: true }, { ok: true }] })

  expect(await take(file)).toMatchObject({ ok: true, value: { again: true, answer: taken.value.answer } })
  expect(await wallets()).toBe(before + 2)
  expect(await codeOf(await fileOf([first]))).toBe('stick.other-content')
  const third = await batchOf(station)
  expect(await take(await fileOf([third], { number: 3 }))).toEqual({
    ok: false,
    error: { code: 'stick.missing', number: 2 },
  })
  // what went over the line meanwhile is answered the same
  await centre.post(third)
  station.sent(third)
  const late = await take(await fileOf([third], { number: 2 }))
  expect(late).toMatchObject({ ok: true, value: { again: false } })
  expect(await wallets()).toBe(before + 3)
  expect((await centre.ledger()).ok).toBe(true)
})

it('is off again the day after', async () => {
  const file = await fileOf([await batchOf(station)], { number: 3 })
  centre.clock.forwardTo(centre.at + 86_400_000)
  expect(await codeOf(file)).toBe('stick.not-allowed')
})
