import { request as httpsRequest } from 'node:https'
import { brotliCompressSync, constants } from 'node:zlib'
import { expect, test } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { startTestCentre, testKeys } from '../testing/harness'
import { newMember } from '../testing/people'
import { newStation } from '../testing/station'
import { http2Line } from '../../electron/core/sync/http2-line'

/* What stands before every procedure: sizes, rates, TLS, and what is written down of a request. */

const { centre, database } = await centreOfFile()

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

test('a bomb is a body too large as soon as it is, whatever its packed size', async () => {
  const station = await newStation(database.db)
  const bomb = brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, ' '), quick)
  expect(bomb.length).toBeLessThan(100_000)
  const answer = await fetch(`${centre.url}/v1/batches`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'br',
      authorization: `Bearer ${await centre.token(station.id)}`,
    },
    body: new Uint8Array(bomb),
  })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    413,
    'message.too-large',
  ])
})

test('rubbish in brotli, and an encoding nobody agreed on', async () => {
  const station = await newStation(database.db)
  const authorization = `Bearer ${await centre.token(station.id)}`
  for (const [encoding, body] of [
    ['br', 'this is no brotli'],
    ['gzip', '{}'],
  ] as const) {
    const { status } = await fetch(`${centre.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding, authorization },
      body,
    })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  }
})

test('a station that asks too often is told to wait; another one is served', async () => {
  const own = await startTestCentre({ database, limits: { perStation: 3 } })
  const [busy, calm] = [await newStation(database.db), await newStation(database.db)]
  const statuses: number[] = []
  for (let n = 0; n < 5; n++) statuses.push((await own.call('GET', `/v1/status?station=${busy.id}`)).status)
  expect(statuses.slice(0, 3)).toEqual([200, 200, 200])
  expect(await own.call('GET', `/v1/status?station=${busy.id}`)).toMatchObject({
    status: 429,
    body: { code: 'sync.too-many' },
  })
  expect((await own.call('GET', `/v1/status?station=${calm.id}`)).status).toBe(200)
  await own.close()
})

test('an address that asks too often is told to wait, a partner too', async () => {
  const own = await startTestCentre({ database, limits: { perAddress: 3 } })
  const asked = (): Promise<Response> =>
    fetch(`${own.url}/partner/v1/settlements`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
  for (let n = 0; n < 3; n++) expect((await asked()).status).not.toBe(429)
  const over = await asked()
  expect(over.status).toBe(429)
  expect(await over.json()).toMatchObject({ code: 'sync.too-many' })
  await own.close()
})

test('over TLS both protocols are served, and a drain lets what is under way finish', async () => {
  const own = await startTestCentre({ database, tls: true })
  const url = new URL(own.url)
  const old = await new Promise<number | undefined>((resolve, reject) => {
    httpsRequest(
      { host: url.hostname, port: url.port, path: '/healthz', rejectUnauthorized: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
      .on('error', reject)
      .end()
  })
  expect(old).toBe(200)
  const { pinned } = await testKeys()
  const line = http2Line({
    host: url.hostname,
    port: Number(url.port),
    isCentre: (key) => key === pinned.tlsThumbprint,
  })
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => line.fetch(new Request(`${own.url}/readyz`), 5_000)),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  line.close()
  await own.close()
  await expect(line.fetch(new Request(`${own.url}/readyz`), 2_000)).rejects.toThrow('central.offline')
})

test('nothing of a person is in any log line', async () => {
  const station = await newStation(database.db)
  const member = await newMember(database.db, { name: '试名很长很特别' })
  await centre.facts(station, member)
  await centre.call('GET', `/v1/operations/not-an-id-${member.idNumber}`, undefined, station.id)
  const lines = JSON.stringify(centre.log.lines)
  expect(lines).not.toContain(member.idNumber)
  expect(lines).not.toContain(member.name)
})

test('the page of the interface asks nobody else for anything', async () => {
  const page = await fetch(`${centre.url}/docs`)
  expect(page.status).toBe(200)
  expect(await page.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//u)
  const { openapi, paths } = (await (await fetch(`${centre.url}/v1/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, unknown>
  }
  expect(openapi).toMatch(/^3\.1/)
  expect(Object.keys(paths)).toContain('/v1/enrol')
})
