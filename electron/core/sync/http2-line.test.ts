import { createHash, createPublicKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import { constants, createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { brotliCompressSync, brotliDecompressSync, constants as zlib } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newCertificate } from '../../../central/keys/certificate'
import { http2Line } from './http2-line'
import type { Http2Line } from './http2-line'
import { LineFault } from './line-fault'

let tls: { readonly key: string; readonly cert: string }
beforeAll(async () => {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  tls = {
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
    cert: await newCertificate(keys),
  }
})

/** As somebody computes it who only has the certificate. */
const thumbprint = (): string =>
  createHash('sha256')
    .update(
      createPublicKey(new X509Certificate(tls.cert).publicKey.export({ type: 'spki', format: 'pem' })).export(
        { type: 'spki', format: 'der' },
      ),
    )
    .digest('hex')

let server: Http2SecureServer
let line: Http2Line
let port = 0
const sessions: ServerHttp2Session[] = []
let answer: (stream: ServerHttp2Stream, body: Buffer) => void
/** Headers of the requests so far. */
const seen: Record<string, unknown>[] = []

beforeEach(async () => {
  seen.length = 0
  sessions.length = 0
  answer = (stream, body) => {
    stream.respond({ ':status': 200, 'content-type': 'application/json' })
    stream.end(body)
  }
  server = createSecureServer(tls)
  server.on('session', (session) => sessions.push(session))
  server.on('stream', (stream, headers) => {
    seen.push(headers)
    stream.on('error', () => undefined)
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      if (!stream.destroyed) answer(stream, Buffer.concat(chunks))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  line = http2Line({ host: '127.0.0.1', port, isCentre: (key) => key === thumbprint() })
})
afterEach(() => {
  line.close()
  for (const session of sessions) session.destroy()
  server.close()
})

const post = (text: string): Request =>
  new Request('https://centre/v1/batches?x=1', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
    body: text,
  })

async function faultOf(work: Promise<unknown>): Promise<LineFault['failure']> {
  try {
    await work
  } catch (error) {
    if (error instanceof LineFault) return error.failure
    throw error
  }
  throw new Error('no fault')
}

test('bodies travel in brotli both ways, small ones as they are; one connection serves many requests', async () => {
  const long = JSON.stringify(Array.from({ length: 400 }, (_, n) => ({ n, words: '登记好了，还没办' })))
  answer = (stream, body) => {
    const packed = seen.at(-1)?.['content-encoding'] === 'br'
    if (packed) expect(body.length).toBeLessThan(long.length / 8)
    const text = packed ? brotliDecompressSync(body) : body
    stream.respond({ ':status': 200, 'content-type': 'application/json', 'content-encoding': 'br' })
    stream.end(brotliCompressSync(text))
  }
  const answers = await Promise.all([long, '{}', long].map((text) => line.fetch(post(text), 5_000)))
  expect(await Promise.all(answers.map((one) => one.text()))).toEqual([long, '{}', long])
  expect(sessions).toHaveLength(1)
  expect(seen.map((one) => [one[':path'], one['authorization'], one['content-encoding']])).toEqual(
    expect.arrayContaining([
      ['/v1/batches?x=1', 'Bearer t', 'br'],
      ['/v1/batches?x=1', 'Bearer t', undefined],
    ]),
  )
})

test('another key than the enrolled one: nothing is sent', async () => {
  const other = http2Line({ host: '127.0.0.1', port, isCentre: (key) => key === 'f'.repeat(64) })
  expect(await faultOf(other.fetch(post('{"secret":1}'), 5_000))).toEqual({
    kind: 'untouched',
    code: 'central.other-key',
    expected: null,
  })
  expect(seen).toEqual([])
})

test('nobody listens, and somebody who says nothing: nothing left this machine', async () => {
  server.close()
  expect(await faultOf(line.fetch(post('{}'), 5_000))).toMatchObject({
    kind: 'untouched',
    code: 'central.offline',
  })
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port: silentPort } = silent.address() as AddressInfo
  const mute = http2Line({ host: '127.0.0.1', port: silentPort, isCentre: (key) => key === thumbprint() })
  expect(await faultOf(mute.fetch(post('{}'), 200))).toMatchObject({
    kind: 'untouched',
    code: 'central.offline',
  })
  silent.close()
})

test('an answer that does not come in time, breaks off, or is rubbish leaves it open; the next one goes through', async () => {
  const usual = answer
  answer = () => undefined
  expect(await faultOf(line.fetch(post('{}'), 150))).toEqual({ kind: 'unanswered', code: 'central.slow' })
  answer = (stream) => {
    stream.respond({ ':status': 200, 'content-length': 100 })
    stream.write('{"half":')
    setTimeout(() => {
      stream.session?.destroy()
    }, 20)
  }
  expect(await faultOf(line.fetch(post('{}'), 5_000))).toEqual({
    kind: 'unanswered',
    code: 'central.no-answer',
  })
  answer = (stream) => {
    stream.respond({ ':status': 200, 'content-encoding': 'br' })
    stream.end('this is no brotli')
  }
  expect(await faultOf(line.fetch(post('{}'), 5_000))).toEqual({
    kind: 'unanswered',
    code: 'central.no-answer',
  })
  answer = usual
  expect(await (await line.fetch(post('{"now":1}'), 5_000)).text()).toBe('{"now":1}')
  // the one that was late and the one that broke are gone
  expect(sessions.length).toBeGreaterThanOrEqual(3)
})

/** What the counter has put on the slow line. */
let cameToLine = 0

/** A line of so many bytes a second towards the centre, which goes silent after so many bytes. */
async function slowLine(bytesPerSecond: number, silentAfter = Infinity): Promise<Http2Line> {
  cameToLine = 0
  const slow = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.on('error', () => undefined).on('close', () => far.destroy())
    far.on('error', () => undefined).on('close', () => near.destroy())
    far.pipe(near)
    let waiting = Buffer.alloc(0)
    let passed = 0
    near.on('data', (chunk: Buffer) => {
      cameToLine += chunk.length
      waiting = Buffer.concat([waiting, chunk])
    })
    const timer = setInterval(() => {
      const part = waiting.subarray(0, Math.min(bytesPerSecond / 50, silentAfter - passed))
      waiting = waiting.subarray(part.length)
      passed += part.length
      if (part.length > 0) far.write(part)
    }, 20)
    near.on('close', () => {
      clearInterval(timer)
    })
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  slow.unref()
  line.close()
  line = http2Line({
    host: '127.0.0.1',
    port: (slow.address() as AddressInfo).port,
    isCentre: (key) => key === thumbprint(),
  })
  return line
}

const long = (kilobytes = 24): string => randomBytes(kilobytes * 1024).toString('base64')

test('a slow line is not taken for a dead one: the deadline counts from what was heard last', async () => {
  const text = long()
  answer = (stream, body) => {
    stream.respond({ ':status': 200, 'content-encoding': 'br' })
    stream.end(body)
  }
  const startedAt = performance.now()
  const response = await (await slowLine(24_000)).fetch(post(text), 700)
  expect(await response.text()).toBe(text)
  expect(performance.now() - startedAt).toBeGreaterThan(900)
})

test('a line that goes silent in the middle is given up, and so is a centre that lives and never answers', async () => {
  expect(await faultOf((await slowLine(200_000, 12_000)).fetch(post(long()), 300))).toEqual({
    kind: 'unanswered',
    code: 'central.slow',
  })
  // what nobody heard of stays here: six pieces of two requests together, and what TLS and heads add
  const silent = await slowLine(200_000, 12_000)
  const both = [long(100), long(100)].map((text) => faultOf(silent.fetch(post(text), 300)))
  for (const fault of await Promise.all(both)) expect(fault).toMatchObject({ kind: 'unanswered' })
  expect(cameToLine).toBeGreaterThan(12_000)
  expect(cameToLine).toBeLessThan(12_000 + 6 * 4096 + 4_000)
  line = http2Line({ host: '127.0.0.1', port, isCentre: (key) => key === thumbprint() })
  const others: Promise<unknown>[] = []
  answer = (stream, body) => {
    if (body.includes('never')) return
    stream.respond({ ':status': 200 })
    stream.end(body)
  }
  const unheard = faultOf(line.fetch(post('{"never":1}'), 200))
  const lively = setInterval(() => {
    others.push(line.fetch(post('{}'), 200))
  }, 50)
  expect(await unheard).toEqual({ kind: 'unanswered', code: 'central.slow' })
  clearInterval(lively)
  expect(
    (await Promise.allSettled(others)).filter(({ status }) => status === 'fulfilled').length,
  ).toBeGreaterThan(3)
})

test('a bomb is not unpacked', async () => {
  const params = { [zlib.BROTLI_PARAM_QUALITY]: 1 }
  const bomb = brotliCompressSync(Buffer.alloc(16 * 1024 * 1024), { params })
  answer = (stream) => {
    stream.respond({ ':status': 200, 'content-encoding': 'br' })
    stream.end(bomb)
  }
  expect(await faultOf(line.fetch(post('{}'), 5_000))).toEqual({
    kind: 'unanswered',
    code: 'central.no-answer',
  })
})

test('a stream the centre refused was not looked at', async () => {
  server.removeAllListeners('stream')
  server.on('stream', (stream) => {
    stream.on('error', () => undefined)
    stream.close(constants.NGHTTP2_REFUSED_STREAM)
  })
  expect(await faultOf(line.fetch(post('{}'), 5_000))).toMatchObject({ kind: 'untouched' })
})
