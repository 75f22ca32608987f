// What every bench stands on: the product's bundle, a folder of its own, a disk's worth of realistic events, numbers.
import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { median } from './figures.mjs'

export { median, percentile, report } from './figures.mjs'

export const root = path.resolve(import.meta.dirname, '../..')
const built = path.join(root, '.cache', 'bench')
export const product = await import(pathToFileURL(path.join(built, 'product.mjs')).href)
export const workerFile = path.join(built, 'worker.mjs')
export const wasmPath = createRequire(path.join(root, 'package.json')).resolve('sql.js/dist/sql-wasm.wasm')
export const slowSyncLibrary = path.join(built, 'slow-sync.so')

export const station = 'practice-1'
export const master = { id: 'm1', key: Buffer.alloc(32, 7) }

const made = []
process.once('exit', () => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true })
})

/** A folder on the disk of the checkout, not on a memory disk; removed at the end of the process. */
export function freshFolder(name) {
  fs.mkdirSync(path.join(built, 'data'), { recursive: true })
  const folder = fs.mkdtempSync(path.join(built, 'data', `${name}-`))
  made.push(folder)
  return folder
}

/** Opens a journal as core does. @param now the time, ms since 1970 */
export function openAt(folder, start = null, now = () => Date.UTC(2026, 10, 23, 2)) {
  const { files, openJournal, openKeyRing, segmentBytes } = product
  files.makeFolder(path.join(folder, 'segments'))
  const ring = openKeyRing(files, folder, 'practice', station, [master])
  const parts = { files, folder, realm: 'practice', station, epoch: 1, ring, clock: { now } }
  const rest = { preallocateBytes: segmentBytes, witnesses: [], synced: () => undefined }
  return { ring, opened: openJournal({ ...parts, ...rest }, start) }
}

export const folderOf = (folder) => ({ files: product.files, folder, realm: 'practice', station })

export function snapshotRequest(folder, position) {
  const request = { folder, realm: 'practice', station, epoch: 1, masters: [master], wasmPath }
  return { ...request, position, at: Date.UTC(2026, 10, 23, 2) }
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
const given = [...'建国秀英桂兰玉珍淑志明春梅海燕德福永康文华']

/** Seeded, so that every run sees the same people (invented, unassigned region). */
export function peopleFrom(seed) {
  let state = seed >>> 0
  const next = (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * count)
  }
  let number = 0
  return () => {
    number += 1
    const name = surnames[next(surnames.length)] + given[next(given.length)] + given[next(given.length)]
    const year = 1930 + next(70)
    const idNumber = `99${String(next(10_000)).padStart(4, '0')}${year}${String(next(12) + 1).padStart(2, '0')}${String(number).padStart(6, '0').slice(-6)}`
    return { name, idNumber }
  }
}

/** The events of one member served, one commit each: a visit, facts, an operation from proposal to outcome. */
export function* lives(seed) {
  const nextPerson = peopleFrom(seed)
  for (let taken = 1; ; taken++) {
    const visitId = randomUUID()
    const operationId = randomUUID()
    const { name, idNumber } = nextPerson()
    const person = {
      name,
      idNumber,
      sexCode: '1',
      birthDate: '19400101',
      ethnicCode: '01',
      cardType: 'resident',
      validTo: '长期',
    }
    const evidence = {
      readId: randomUUID(),
      samNumber: '05.01-20260101-0000000001',
      cardType: 'resident',
      textHmac: 'a'.repeat(64),
    }
    yield { type: 'visit-opened', visitId, clerk: 'liyulan', person, evidence }
    yield { type: 'person-confirmed', visitId, clerk: 'liyulan', same: true }
    const payee = {
      name: '王小美',
      idNumber: '990101197001011234',
      insuredRegion: '130100/石家庄市',
      party: 'ours',
      identity: 'typed',
    }
    const body = { kind: 'transfer', source: 'personal-account', payee, relation: '30', amountFen: 65_000 }
    const wordsHash = 'b'.repeat(64)
    yield { type: 'operation-proposed', operationId, visitId, clerk: 'liyulan', body, wordsHash }
    const facts = [
      { label: '转给', value: '您的女儿 *小美', small: '尾号 1234 · 1970年生' },
      { label: '多少钱', value: '650.00 元', small: '陆佰伍拾元整' },
    ]
    yield { type: 'words-shown', operationId, wordsHash, question: '请看一看，对不对？', facts }
    yield { type: 'assent-recorded', operationId, answer: 'agree', wordsHash }
    const canonical = JSON.stringify({
      amountFen: 65_000,
      body,
      evidence,
      id: operationId,
      member: { idNumber, name },
      taken,
    })
    yield {
      type: 'operation-taken',
      operationId,
      clerk: 'liyulan',
      taken,
      canonical,
      payloadHash: 'c'.repeat(64),
    }
    yield { type: 'operation-dispatched', operationId, dispatch: taken, link: 'd'.repeat(64) }
    const outcome = { type: 'done', at: 1_780_000_000_000, receipt: 'received', deadlineAt: null }
    yield { type: 'outcome-received', operationId, outcome, via: 'answer' }
    yield { type: 'visit-ended', visitId, clerk: 'liyulan' }
  }
}

export function take(events, count) {
  return Array.from({ length: count }, () => events.next().value)
}

/** Frames as an append gives them, for folding without a journal. */
export function asFrames(events, first = 1, at = Date.UTC(2026, 10, 23, 2)) {
  return events.map((event, index) => ({
    frame: first + index,
    at,
    type: event.type,
    operationId: event.operationId ?? null,
    event,
  }))
}

export function timed(work) {
  const started = performance.now()
  work()
  return performance.now() - started
}

/** better-sqlite3 where it could be built; null and why where not. */
export async function anchor() {
  try {
    const require = createRequire(path.join(root, 'bench', 'package.json'))
    return { Database: require('better-sqlite3'), why: null }
  } catch (error) {
    return { Database: null, why: error instanceof Error ? error.message.split('\n')[0] : 'unknown' }
  }
}

/** The same statements as the projection runs, over a durable SQLite file. */
export function sqliteTables(Database, file) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec(product.schema)
  const prepared = new Map()
  const statement = (text) => {
    let known = prepared.get(text)
    if (known === undefined) prepared.set(text, (known = database.prepare(text)))
    return known
  }
  const all = (text, params) => statement(text).all(...params)
  return {
    database,
    all,
    one: (text, params) => all(text, params)[0] ?? null,
    run: (text, params) => void statement(text).run(...params),
    commit(frames) {
      statement('BEGIN').run()
      for (const frame of frames) product.foldFrame(this, frame)
      statement('COMMIT').run()
    },
  }
}

/**
 * sql.js as it is mostly used: after every change the whole image goes to the disk, atomically. A database of its own
 * over the image, because the projection merges its full-text search before it gives its image, and this does not.
 */
export async function exportingStore(image, file) {
  const require = createRequire(path.join(root, 'package.json'))
  const sql = await require('sql.js')({ wasmBinary: fs.readFileSync(wasmPath) })
  const database = new sql.Database(image)
  // an export keeps what was prepared
  const prepared = new Map()
  const statement = (text) => {
    let known = prepared.get(text)
    if (known === undefined) prepared.set(text, (known = database.prepare(text)))
    return known
  }
  const all = (text, params) => {
    const query = statement(text)
    query.bind(params)
    const rows = []
    while (query.step()) rows.push(query.getAsObject())
    query.reset()
    return rows
  }
  const tables = {
    all,
    one: (text, params) => all(text, params)[0] ?? null,
    run: (text, params) => statement(text).run(params),
  }
  return {
    commit(frames) {
      database.exec('BEGIN')
      for (const frame of frames) product.foldFrame(tables, frame)
      database.exec('COMMIT')
      product.files.writeAtomic(file, database.export())
    },
    close: () => database.close(),
  }
}

/** What a bare 4 KiB write and fdatasync cost on this disk, for the reader's eye. */
export function syncMs(folder) {
  const handle = fs.openSync(path.join(folder, 'probe'), 'w')
  const bytes = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 60 }, (_, n) =>
    timed(() => {
      fs.writeSync(handle, bytes, 0, bytes.length, n * 4096)
      fs.fdatasyncSync(handle)
    }),
  )
  fs.closeSync(handle)
  return median(times)
}

export const machine = { node: process.versions.node, cores: os.cpus().length }
