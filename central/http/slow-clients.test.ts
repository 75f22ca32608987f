import { connect as connectHttp2, constants } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../database'
import { openPostgres } from '../postgres'
import { setUpMs, startTestCentre } from '../testing/harness'
import type { TestCentre } from '../testing/harness'
import { seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, transferBody } from '../testing/station'

/* Clients that send drop by drop, or open and take back without end: cut, and nobody else waits for them. */

const patience = { headersMs: 600, requestMs: 900, idleMs: 60_000 }
/** Connections are looked through now and then, on a machine that has other things to do. */
const cutWithinMs = 6_000
/** More than an instance has connections to its database. */
const crowd = 40

let postgres: TestPostgres
let database: Database
let plain: TestCentre
let secure: TestCentre
let station: TestStation
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await seededDatabase(postgres))
  plain = await startTestCentre({ database, patience })
  secure = await startTestCentre({ database, patience, tls: true })
  station = await newStation(database.db)
}, setUpMs)
afterAll(async () => {
  await plain.close()
  await secure.close()
  await database.close()
  await postgres.stop()
})

const portOf = ({ url }: TestCentre): number => Number(new URL(url).port)

/** Sends a beginning, then one letter every now and then; tells what came back until it was cut. */
function drip(socket: Socket, beginning: string): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    socket.setEncoding('utf8').on('data', (text: string) => (said += text))
    socket.on('error', () => undefined)
    socket.write(beginning)
    const drops = setInterval(() => socket.write('x'), 50)
    socket.on('close', () => {
      clearInterval(drops)
      resolve(said)
    })
  })
}

/** Somebody else's work in the meantime. */
async function othersAreServed(): Promise<void> {
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const batch = await station.batch([station.payload(payer, transferBody(payee, 10), plain.at)])
  expect(await plain.post(batch)).toMatchObject({ status: 200 })
  station.sent(batch)
}

const tooSlow = /^HTTP\/1\.1 408 .*"code":"message\.too-slow"/su

describe('slow over HTTP/1.1', () => {
  it(`heads: ${crowd} are cut with a problem, others are served meanwhile`, { timeout: 30_000 }, async () => {
    const started = performance.now()
    const ends = Array.from({ length: crowd }, () =>
      drip(connect(portOf(plain), '127.0.0.1'), 'POST /v1/batches HTTP/1.1\r\nhost: x\r\nx-slow: '),
    )
    await othersAreServed()
    for (const said of await Promise.all(ends)) expect(said).toMatch(tooSlow)
    expect(performance.now() - started).toBeLessThan(cutWithinMs)
  })

  it(
    `bodies: ${crowd} are cut with a problem, others are served meanwhile`,
    { timeout: 30_000 },
    async () => {
      const started = performance.now()
      const head = [
        'POST /v1/batches HTTP/1.1',
        'host: x',
        `authorization: Bearer ${await plain.token(station.id)}`,
        'content-type: application/json',
        'content-length: 100000',
      ]
      const ends = Array.from({ length: crowd }, () =>
        drip(connect(portOf(plain), '127.0.0.1'), `${head.join('\r\n')}\r\n\r\n{"jws":"`),
      )
      await othersAreServed()
      for (const said of await Promise.all(ends)) expect(said).toMatch(tooSlow)
      expect(performance.now() - started).toBeLessThan(cutWithinMs)
    },
  )

  it('a connection that never says hello in TLS', { timeout: 30_000 }, async () => {
    const socket = connect(portOf(secure), '127.0.0.1')
    const started = performance.now()
    await new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve))
    expect(performance.now() - started).toBeLessThan(cutWithinMs)
  })

  it('what is no HTTP is told so', async () => {
    const socket = connect(portOf(plain), '127.0.0.1')
    expect(await drip(socket, '\u0016\u0003\u0001 nonsense\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 .*"code":"message\.malformed"/su,
    )
  })
})

function session(): ClientHttp2Session {
  const client = connectHttp2(secure.url, { rejectUnauthorized: false })
  client.on('error', () => undefined)
  return client
}

async function statusOverHttp2(client: ClientHttp2Session): Promise<number> {
  const request = client.request({ ':path': '/healthz' })
  return new Promise((resolve, reject) => {
    request.once('response', (headers) => resolve(Number(headers[':status'])))
    request.once('error', reject)
    request.end()
  })
}

describe('over HTTP/2', () => {
  it('a body that comes drop by drop is cut with a problem, its neighbours in the session are served', async () => {
    const client = session()
    const request = client.request({
      ':method': 'POST',
      ':path': '/v1/batches',
      authorization: `Bearer ${await secure.token(station.id)}`,
      'content-type': 'application/json',
    })
    request.on('error', () => undefined)
    const drops = setInterval(() => {
      if (!request.destroyed && request.writable) request.write('x')
    }, 50)
    const started = performance.now()
    const answer = new Promise<{ status: number; text: string }>((resolve) => {
      let status = 0
      let text = ''
      request.once('response', (headers) => (status = Number(headers[':status'])))
      request.setEncoding('utf8').on('data', (part: string) => (text += part))
      request.once('close', () => resolve({ status, text }))
    })
    expect(await statusOverHttp2(client)).toBe(200)
    const { status, text } = await answer
    clearInterval(drops)
    expect([status, JSON.parse(text)]).toMatchObject([408, { code: 'message.too-slow' }])
    expect(performance.now() - started).toBeLessThan(cutWithinMs)
    expect(await statusOverHttp2(client)).toBe(200)
    client.close()
  })

  it(
    'a flood of streams taken back at once ends its session, not the others’',
    { timeout: 30_000 },
    async () => {
      const [flood, calm] = [session(), session()]
      const gone = new Promise<void>((resolve) => flood.once('close', () => resolve()))
      const most = 100_000
      let told = false
      flood.once('goaway', () => (told = true))
      let opened = 0
      const reset = (): void => {
        for (let n = 0; n < 100 && !told; n++) {
          opened++
          const stream = flood.request({ ':path': '/v1/status?station=x' })
          stream.on('error', () => undefined)
          stream.once('ready', () => stream.close(constants.NGHTTP2_CANCEL))
        }
        if (!told && opened < most) setTimeout(reset, 1)
      }
      reset()
      expect(await statusOverHttp2(calm)).toBe(200)
      await gone
      expect(opened).toBeLessThan(most)
      await othersAreServed()
      expect(await statusOverHttp2(calm)).toBe(200)
      calm.close()
    },
  )
})
