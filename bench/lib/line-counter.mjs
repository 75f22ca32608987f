// The near end of the line: the counter's core over a real journal, and what it is measured against; in a process of its
// own, which bench/sync.mjs starts inside the near namespace. Spoken to over its IPC channel.
import { createRequire } from 'node:module'
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import * as zlib from 'node:zlib'
import { answering, bytesSent } from './line-end.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const counter = await import(pathToFileURL(path.join(root, '.cache', 'bench', 'sync.mjs')).href)
/** As electron/core/main.ts gives it to its line. */
const deadlineMs = 8_000
let station
let core
let close
let texts
let line = null
let central

const identityAt = (centreId) => ({
  ...counter.stationIdentity(station.start, () => core.clock.now()),
  centre: centreId,
})

const acts = {
  /** Serves people until all transfers are taken; nothing of it touches the line. */
  async take({ transfers, number }) {
    station = counter.makeStation()
    station.start.resourcesDir = path.join(root, 'resources')
    station.start.station.id = `practice-${number}`
    station.start.station.prefix = String(number).padStart(4, '0')
    const open = await counter.openCounter(station, null)
    const ids = await counter.takeTransfers(open, transfers)
    texts = ids.map((id) => open.core.projection.operation(id).canonical)
    open.stop()
    const bytes = Buffer.from(texts.join('\n'))
    const { id, keyId, prefix, epoch } = station.start.station
    return {
      station: { id, keyId, prefix, epoch, publicKeyJwk: station.publicKeyJwk },
      canonicalBytes: bytes.length,
      brotliBytes: brotli11(bytes),
    }
  },
  /** The same core again, now with a line; nothing is said on it yet. */
  async open({ url, keyThumbprint, centreId, at }) {
    // both clocks tell the same time, as they do but for a battery that has run out
    station.start.clockAt = at
    const opened = await counter.sendingCounter(station, { ...unset })
    core = opened.core
    close = opened.close
    central = counter.centralClient({
      url,
      isCentre: (/** @type {string} */ theirs) => theirs === keyThumbprint,
      identity: identityAt(centreId),
      deadlineMs,
    })
    const counted = countingLost(central)
    core.central = () => counted.central
    return null
  },
  /** The product's own loop until nothing waits. */
  async drain() {
    const lost = { batches: 0, queries: 0 }
    lostSoFar = lost
    const started = performance.now()
    line = counter.startLine(
      core,
      (run, delayMs) => {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
      Math.random,
      () => undefined,
    )
    while (core.projection.waiting().count > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const seconds = (performance.now() - started) / 1000
    const up = bytesSent()
    line.stop()
    return { seconds, up, lost }
  },
  /** Operation after operation, each answered before the next leaves, on a connection that is there. */
  async oneByOne({ url, keyThumbprint, centreId, transfers, number }) {
    const alone = counter.makeStation()
    const { keyId } = alone.start.station
    const { createPrivateKey } = await import('node:crypto')
    const key = createPrivateKey({ key: alone.start.station.privateKeyJwk, format: 'jwk' })
    const words = new counter.TestStation(`practice-${number}`, keyId, alone.publicKeyJwk, key)
    alone.start.station.id = words.id
    const identity = {
      ...counter.stationIdentity(alone.start, () => Date.parse('2026-11-23T16:30:00+08:00')),
      centre: centreId,
    }
    lonely = {
      central: counter.centralClient({
        url,
        isCentre: (/** @type {string} */ theirs) => theirs === keyThumbprint,
        identity,
        deadlineMs: 60_000,
      }),
      words,
      transfers,
    }
    return {
      id: words.id,
      keyId,
      prefix: String(number).padStart(4, '0'),
      epoch: 1,
      publicKeyJwk: alone.publicKeyJwk,
    }
  },
  async goOneByOne() {
    const { central: over, words, transfers } = lonely
    const ready = await over.status(words.id)
    if (!ready.ok) throw new Error(JSON.stringify(ready.failure))
    const started = performance.now()
    for (const { payer, payee, yuan } of transfers) {
      const named = { name: payee.name, idNumber: payee.idNumber, insuredRegion: payee.region }
      const body = counter.transferBody(named, Number(yuan))
      const payload = words.payload(payer, body, Date.parse('2026-11-23T16:00:00+08:00'))
      const batch = await words.batch([payload])
      let answer
      do answer = await over.batch(batch)
      while (!answer.ok && answer.failure.kind === 'unanswered')
      if (!answer.ok) throw new Error(JSON.stringify(answer.failure))
      words.sent(batch)
    }
    return { seconds: (performance.now() - started) / 1000 }
  },
  /** The same frozen texts as documents, replicated as PouchDB does it. */
  async replicate({ url, count }) {
    const anchor = createRequire(path.join(root, 'bench', 'package.json'))
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pouch-near-'))
    const PouchDB = anchor('pouchdb').defaults({ prefix: `${folder}${path.sep}` })
    const local = new PouchDB('operations')
    await local.bulkDocs(
      texts.slice(0, count).map((text) => ({ _id: JSON.parse(text).id, ...JSON.parse(text) })),
    )
    const before = bytesSent()
    const started = performance.now()
    // a lost answer or a cut line is tried again; the others of the replication's defaults stay
    const { docs_written: written } = await new Promise((resolve, reject) => {
      local.replicate.to(url, { retry: false }).on('complete', resolve).on('error', reject)
    })
    const seconds = (performance.now() - started) / 1000
    const up = bytesSent() - before
    if (written !== count) throw new Error(`PouchDB wrote ${written} of ${count}`)
    await local.close()
    fs.rmSync(folder, { recursive: true })
    return { seconds, up }
  },
  shut() {
    close()
    station.remove()
    return null
  },
  sent: () => bytesSent(),
}

let lonely
let lostSoFar = { batches: 0, queries: 0 }
const unset = { batch: () => Promise.reject(new Error('no line yet')) }

/** Counts the requests whose answers did not come. */
function countingLost(over) {
  const counted =
    (name, key) =>
    async (...input) => {
      const answer = await over[name](...input)
      if (!answer.ok && answer.failure.kind === 'unanswered') lostSoFar[key] += 1
      return answer
    }
  return {
    central: { ...over, batch: counted('batch', 'batches'), operations: counted('operations', 'queries') },
  }
}

function brotli11(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_MODE } =
    zlib.constants
  const params = {
    [BROTLI_PARAM_QUALITY]: 11,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
  }
  return zlib.brotliCompressSync(bytes, { params }).length
}

answering(acts)
