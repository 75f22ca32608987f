import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CryptoKey } from 'jose'
import { importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Batch } from '../../shared/contract/central'
import type { FromCentre, ToCentre } from '../../shared/contract/shell'
import type { StationId } from '../../shared/domain/ids'
import { FolderInUse } from '../folder-lock'
import {
  imageDir,
  keptLog,
  morningAt,
  preparedImage,
  resources,
  resourcesDir,
  setUpMs,
} from '../testing/harness'
import { tokenFor } from '../testing/assertion'
import { TestStation, transferBody } from '../testing/station'
import type { PracticeCentre } from './practice-centre'
import { startPracticeCentre } from './practice-centre'

const pair = generateKeyPairSync('ed25519')
const publicJwk = pair.publicKey.export({ format: 'jwk' })
const dataDir = mkdtempSync(path.join(tmpdir(), 'practice-centre-'))
const [wang, li] = resources.members

const start: Extract<ToCentre, { type: 'start' }> = {
  type: 'start',
  dataDir,
  imageDir,
  resourcesDir,
  clockAt: morningAt,
  station: {
    id: 'practice-1' as StationId,
    keyId: 'practice-1-key-1',
    publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: String(publicJwk.x) },
  },
}

let centre: PracticeCentre
let station: TestStation
beforeAll(async () => {
  await preparedImage()
  centre = await startPracticeCentre(start, keptLog())
  const key = await importJWK(pair.privateKey.export({ format: 'jwk' }), 'EdDSA')
  station = new TestStation(start.station.id, start.station.keyId, publicJwk, key as CryptoKey)
  token = await tokenFor(centre.place, station)
}, setUpMs)
afterAll(async () => {
  await centre.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A transfer between two practice people whose wallets are open from the start. */
function transferBatch(yuan: number): Promise<Batch> {
  const jianguo = resources.members.find(({ id }) => id === 'li-jianguo')
  if (li === undefined || jianguo === undefined) throw new Error('the practice people have changed')
  return station.batch([station.payload(li, transferBody(jianguo, yuan), morningAt)])
}

let token = ''

const post = (batch: Batch, signal?: AbortSignal): Promise<Response> =>
  fetch(`${centre.place.url}/v1/batches`, {
    method: 'POST',
    body: JSON.stringify(batch),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(signal === undefined ? {} : { signal }),
  })

const ask = (place: string): Promise<Response> =>
  fetch(`${centre.place.url}${place}`, { headers: { authorization: `Bearer ${token}` } })
const status = (): Promise<Response> => ask('/v1/status?station=practice-1')

async function cause(failing: Promise<unknown>): Promise<unknown> {
  const error: unknown = await failing.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  )
  return error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? error.cause.code
    : error
}

async function accounts(): Promise<Extract<FromCentre, { type: 'ledger' }>['accounts']> {
  const report = await centre.obey({ type: 'ledger' })
  if (report?.type !== 'ledger') throw new Error('no ledger')
  expect(report).toMatchObject({ ok: true, sum: 0 })
  return report.accounts
}

/** The money nobody has received yet. */
async function onTheWay(): Promise<number> {
  const held = (await accounts()).filter(({ kind }) => kind === 'reservation')
  return held.reduce((sum, { balanceFen }) => sum + balanceFen, 0)
}

it('holds the practice people and answers its process’s orders', async () => {
  expect(wang?.id).toBe('wang-xiuying')
  expect(await centre.obey({ type: 'ping', n: 7 })).toEqual({ type: 'pong', n: 7 })
  expect(await accounts()).toContainEqual({
    id: 'personal-account/wang-xiuying',
    kind: 'personal-account',
    balanceFen: 328_640,
  })
  expect((await status()).status).toBe(200)
})

it('moves its clock forward, never back', async () => {
  const at = async (): Promise<number> => ((await (await status()).json()) as { at: number }).at
  await centre.obey({ type: 'clock', at: morningAt + 3_600_000 })
  expect(await (await status()).json()).toMatchObject({ code: 'sync.token-expired', status: 401 })
  token = await tokenFor(centre.place, station)
  const later = await at()
  expect(later).toBeGreaterThanOrEqual(morningAt + 3_600_000)
  await centre.obey({ type: 'clock', at: morningAt })
  expect(await at()).toBeGreaterThanOrEqual(later)
})

it('cuts the line for real and opens it again on the same port', async () => {
  const { url } = centre.place
  await centre.obey({ type: 'fault', mode: 'slow' })
  const underWay = cause(status())
  await new Promise((resolve) => setTimeout(resolve, 200))
  await centre.obey({ type: 'line', up: false })
  await centre.obey({ type: 'line', up: false })
  expect(await underWay).toBe('UND_ERR_SOCKET')
  expect(await cause(status())).toBe('ECONNREFUSED')
  await centre.obey({ type: 'fault', mode: 'none' })
  await centre.obey({ type: 'line', up: true })
  expect(centre.place.url).toBe(url)
  expect((await status()).status).toBe(200)
})

describe('faults on order', () => {
  it('failing: 500, and nothing is done', async () => {
    await centre.obey({ type: 'fault', mode: 'failing' })
    expect((await post(await transferBatch(1))).status).toBe(500)
    await centre.obey({ type: 'fault', mode: 'none' })
    expect(await onTheWay()).toBe(0)
  })

  it('rubbish: HTML with status 200, and nothing is done', async () => {
    await centre.obey({ type: 'fault', mode: 'rubbish' })
    const answer = await post(await transferBatch(1))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html'])
    await centre.obey({ type: 'fault', mode: 'none' })
    expect(await onTheWay()).toBe(0)
  })

  it('slow: the answer does not come in time, the work is done', async () => {
    await centre.obey({ type: 'fault', mode: 'slow' })
    const batch = await transferBatch(11)
    await expect(post(batch, AbortSignal.timeout(1500))).rejects.toMatchObject({ name: 'TimeoutError' })
    await centre.obey({ type: 'fault', mode: 'none' })
    expect(await onTheWay()).toBe(1100)
    expect((await post(batch)).status).toBe(200)
    station.sent(batch)
  })

  it('no answer after the work: the connection breaks, asking by id tells what became of it', async () => {
    await centre.obey({ type: 'fault', mode: 'no-answer-after-work' })
    const batch = await transferBatch(12)
    expect(await cause(post(batch))).toBe('UND_ERR_SOCKET')
    const known = await ask(`/v1/operations/${batch.id[0] ?? ''}`)
    expect(await known.json()).toMatchObject({ known: true, outcome: { type: 'done', receipt: 'pending' } })
    await centre.obey({ type: 'fault', mode: 'none' })
    expect(await (await post(batch)).json()).toMatchObject({ results: [{ outcome: { type: 'done' } }] })
    station.sent(batch)
    expect(await onTheWay()).toBe(2300)
  })
})

// last: these close and open the folder
it('refuses a second opening of its folder', async () => {
  await expect(startPracticeCentre(start, keptLog())).rejects.toBeInstanceOf(FolderInUse)
})

it('finds its ledger again after a restart, and refuses another key for its station by name', async () => {
  await centre.close()
  const stranger = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  const publicKeyJwk = { kty: 'OKP', crv: 'Ed25519', x: String(stranger.x) }
  const other = { ...start, station: { ...start.station, publicKeyJwk } }
  await expect(startPracticeCentre(other, keptLog())).rejects.toMatchObject({ code: 'station.other-key' })
  const withPrivate = { ...start.station.publicKeyJwk, d: 'secret' }
  const leaking = { ...start, station: { ...start.station, publicKeyJwk: withPrivate } }
  await expect(startPracticeCentre(leaking, keptLog())).rejects.toMatchObject({
    code: 'station.malformed-key',
  })
  centre = await startPracticeCentre(start, keptLog())
  expect(await onTheWay()).toBe(2300)
})

it('makes a folder again that was left half made', async () => {
  await centre.close()
  rmSync(path.join(dataDir, 'complete'))
  rmSync(path.join(dataDir, 'pg', 'global'), { recursive: true })
  centre = await startPracticeCentre(start, keptLog())
  expect(await onTheWay()).toBe(0)
  expect(existsSync(path.join(dataDir, 'complete'))).toBe(true)
})
