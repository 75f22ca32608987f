// C1–C4: the centre over HTTP against pgbench with the centre's own statements, on one PostgreSQL started here.
import { fork, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { centre, openInstance, takenAt } from './lib/centre-instance.mjs'
import { buildTown, region } from './lib/centre-town.mjs'

const root = path.resolve(import.meta.dirname, '..')
const quick = process.argv.includes('--quick')
const clients = 8
const singles = quick ? 800 : 3200
const batched = quick ? 4000 : 16_000
const hot = quick ? 2000 : 8000

function report(goal, value, target, ok, detail) {
  const round = (number) => (typeof number === 'number' ? Number(number.toPrecision(4)) : number)
  const neat = Object.fromEntries(
    Object.entries(detail).map(([key, one]) => [key, Array.isArray(one) ? one.map(round) : round(one)]),
  )
  process.stdout.write(`${JSON.stringify({ goal, value: round(value), target, ok, detail: neat })}\n`)
}

const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
const median = (values) => percentile(values, 0.5)

const server = await centre.startPostgres()
const keyFile = await centre.makeKeyFile()
const keys = await centre.readKeys(keyFile)
const keyPath = path.join(os.tmpdir(), `centre-bench-${process.pid}.json`)
fs.writeFileSync(keyPath, JSON.stringify(keyFile), { mode: 0o600 })

async function sql(db, text, params) {
  const query = {
    sql: text,
    parameters: params.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one)),
  }
  return db.executeQuery({ ...query, query: { kind: 'RawNode' } })
}

async function newDatabase() {
  const url = await server.newDatabase()
  const { db, close } = await centre.openPostgres(url)
  await centre.migrate(db, 'practice')
  await db.transaction().execute((tx) => centre.openHouseAccounts(tx))
  const pack = JSON.parse(fs.readFileSync(path.join(root, 'resources', 'practice-rule-pack.json'), 'utf8'))
  await centre.keepPack(db, centre.rulePackSchema.parse(pack))
  return { url, db, close }
}

let stationsMade = 0
async function newStation(db) {
  stationsMade += 1
  const station = await centre.unknownStation(`bench-${stationsMade}`)
  const { kty, crv, x } = station.publicJwk
  const registered = await centre.registerStation(db, 'practice', {
    id: station.id,
    keyId: station.keyId,
    publicKeyJwk: { kty, crv, x },
    epoch: 1,
    prefix: String(stationsMade).padStart(4, '0'),
  })
  if (!registered.ok) throw new Error(registered.error)
  return station
}

/** Signed before the clock runs: signing is the counter's work, not the centre's. */
async function signed(db, operations, size, stations = clients) {
  const perStation = Math.ceil(operations.length / stations)
  const lanes = []
  for (let from = 0; from < operations.length; from += perStation) {
    const station = await newStation(db)
    const batches = []
    const own = operations.slice(from, from + perStation)
    for (let at = 0; at < own.length; at += size) {
      const payloads = own
        .slice(at, at + size)
        .map(({ member, body }) =>
          station.payload({ name: member.name, idNumber: member.id_number }, body, takenAt),
        )
      const batch = await station.batch(payloads)
      station.sent(batch)
      batches.push(JSON.stringify(batch))
    }
    const token = await centre.newToken(keys, 'practice', { station: station.id, epoch: 1 }, takenAt)
    lanes.push({ batches, token })
  }
  return lanes
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
function post(url, token, text) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}/v1/batches`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    })
    request.on('error', reject)
    request.on('response', (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString('utf8') }),
      )
    })
    request.end(text)
  })
}

/** Drives every lane, one request in flight each; lanes are spread over the instances. */
async function drive(urls, lanes, wanted) {
  const times = []
  let done = 0
  const started = performance.now()
  await Promise.all(
    lanes.map(async ({ batches, token }, lane) => {
      for (const text of batches) {
        const from = performance.now()
        const { status, text: answer } = await post(urls[lane % urls.length], token, text)
        times.push(performance.now() - from)
        if (status !== 200) throw new Error(`the centre answered ${status} ${answer.slice(0, 300)}`)
        const counted = answer.split(`"type":"${wanted}"`).length - 1
        if (counted === 0) throw new Error(`not carried out: ${answer.slice(0, 400)}`)
        done += counted
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  return { perSecond: done / seconds, done, times }
}

function startInstance(url) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(root, 'bench', 'lib', 'centre-process.mjs'), [url, keyPath], {
      silent: true,
    })
    child.stderr.on('data', (text) => process.stderr.write(text))
    child.once('exit', () => reject(new Error('an instance ended')))
    child.stdout.once('data', (text) => resolve({ url: String(text).trim(), child }))
  })
}

function ring(people, from, count) {
  return Array.from({ length: count }, (_, n) => {
    const [payer, payee] = [people[from + n], people[from + n + 1]]
    const named = { name: payee.name, idNumber: payee.id_number, insuredRegion: payee.insured_region }
    return { member: payer, body: centre.transferBody(named, 10) }
  })
}

const premiumOf = (member) => ({
  member,
  body: {
    kind: 'premium-payment',
    year: 2027,
    person: { name: member.name, idNumber: member.id_number },
    relation: null,
    source: 'personal-account',
    amountFen: 40_000,
  },
})

/**
 * The statements one operation sends, by listening to the driver while one is carried out by itself: a station's second,
 * because its key is looked up at its first only.
 */
async function statementsOfOne(db, url) {
  const people = await buildTown(centre, db, sql, { count: 4, prefix: 9 })
  const [, , payer, payee] = people
  const [lane] = await signed(db, [...ring(people, 0, 1), ...ring(people, 2, 1)], 1, 1)
  const [first, text] = lane.batches
  const { Client } = centre
  const query = Client.prototype.query
  const heard = []
  const instance = await openInstance(url, keyFile)
  await post(instance.url, lane.token, first)
  Client.prototype.query = function listening(config, ...rest) {
    heard.push(
      typeof config === 'string'
        ? { text: config, values: rest[0] }
        : { text: config.text, values: config.values },
    )
    return query.call(this, config, ...rest)
  }
  const { status, text: answer } = await post(instance.url, lane.token, text)
  Client.prototype.query = query
  await instance.close()
  if (status !== 200 || !answer.includes('"done"')) throw new Error(`no operation to listen to: ${answer}`)
  const { id, station } = JSON.parse(JSON.parse(text).payload[0])
  return {
    heard: heard.filter(({ text: one }) => !/^(select 1|listen)/i.test(one)),
    payer,
    payee,
    id,
    station,
  }
}

/** One pgbench transaction out of what was heard: the same texts, the ids of another payer, payee and number each time. */
function scriptOf({ heard, payer, payee, id, station }) {
  const uuid = `overlay('018f3c5e-0000-7000-8000-000000000000' placing lpad(to_hex(:client_id::int * 1000000 + :i::int), 12, '0') from 25)`
  const person = (offset) => `'pg-' || (:client_id::int * 100000 + :i::int + ${offset})`
  const swaps = [
    [id, uuid],
    [station, `'pg-' || :client_id::int`],
    [payer.id_number, person(0)],
    [payee.id_number, person(1)],
    [payer.id, person(0)],
    [payee.id, person(1)],
    ['"dispatch":2', `'"dispatch":' || :i::int`],
    ['"first":2,"last":2', `'"first":' || :i::int || ',"last":' || :i::int`],
  ]
  // pgbench takes a colon before a word for a variable, in quotes too; JSON does not mind the blank
  const plain = (text) => text.replaceAll(/:(?=\w)/g, ': ')
  const literal = (value) => {
    if (typeof value !== 'string') return String(value)
    return swaps.reduce(
      (text, [from, to]) => (value.includes(from) ? `replace(${text}, '${plain(from)}', ${to})` : text),
      `'${plain(value).replaceAll("'", "''")}'`,
    )
  }
  const lines = heard.map(({ text, values }) => {
    const filled = text.replaceAll(/\$(\d+)/g, (_, n) => `(${literal(values[Number(n) - 1])})`)
    return `${filled.replaceAll('\n', ' ')};`
  })
  return ['\\set i :i + 1', ...lines].join('\n')
}

async function pgbenchDatabase(script) {
  const { url, db, close } = await newDatabase()
  const count = clients
  await sql(
    db,
    `insert into station (id, realm, key_id, public_jwk, epoch, prefix)
    select 'pg-' || n, 'practice', 'k', '{}', 1, lpad(n::text, 4, '0') from generate_series(0, $1::int - 1) n`,
    [count],
  )
  const each = (singles / clients) * 4 + 2
  await sql(
    db,
    `insert into member select 'pg-' || (c * 100000 + n), 'pg-' || (c * 100000 + n), '测', 'active', array['310'], $3
    from generate_series(0, $1::int - 1) c, generate_series(1, $2::int) n`,
    [count, each, region],
  )
  await sql(
    db,
    `insert into account (id, kind, member_id) select kind || '/' || id, kind, id from member,
    unnest(array['personal-account', 'wallet']) kind`,
    [],
  )
  await sql(
    db,
    `insert into wallet (member_id, account_id, place_of_use, phone_owner, opened_at)
    select id, 'wallet/' || id, $1, 'none', 0 from member`,
    [region],
  )
  await sql(
    db,
    `select post_entries(jsonb_agg(jsonb_build_object('kind', 'seed', 'at', 0, 'postings', jsonb_build_array(
    jsonb_build_object('account', 'funding', 'amount', -1000000),
    jsonb_build_object('account', 'personal-account/' || id, 'amount', 1000000))))) from member`,
    [],
  )
  await sql(db, 'analyze', [])
  await close()
  const file = path.join(os.tmpdir(), `centre-bench-${process.pid}.sql`)
  fs.writeFileSync(file, script)
  return { url, file }
}

/** @returns transactions a second, or why not */
function pgbench({ url, file }, start) {
  const { pathname, port } = new URL(url)
  const args = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-t', String(singles / clients)]
  const run = spawnSync(
    'pgbench',
    [
      ...args,
      '-D',
      `i=${start}`,
      '-f',
      file,
      '-h',
      '127.0.0.1',
      '-p',
      port,
      '-U',
      'postgres',
      pathname.slice(1),
    ],
    { encoding: 'utf8' },
  )
  if (run.error !== undefined) return { tps: null, why: `pgbench: ${run.error.message}` }
  const tps = Number(/tps = ([\d.]+) \(without/.exec(run.stdout)?.[1])
  const failed = /number of failed transactions: ([1-9]\d*)/.exec(run.stdout)?.[1]
  if (!(tps > 0) || failed !== undefined)
    return { tps: null, why: `pgbench: ${(run.stderr + run.stdout).slice(0, 600)}` }
  return { tps, why: null }
}

/** How many of the single operations so far shared one transaction, on average. */
async function sharedBy(db) {
  const { rows } = await sql(
    db,
    'select count(*)::float / count(distinct xmin::text) as shared from batch where first = last',
    [],
  )
  return rows[0].shared
}

async function main() {
  const main = await newDatabase()
  const listened = await statementsOfOne(main.db, main.url)
  const script = scriptOf(listened)
  const anchor = await pgbenchDatabase(script)
  if (process.argv.includes('--script')) process.stderr.write(`${script}\n`)
  const rounds = 4
  const people = await buildTown(centre, main.db, sql, { count: singles * rounds + batched + 2, prefix: 1 })
  await sql(main.db, 'analyze', [])
  const one = await startInstance(main.url)

  const own = []
  const base = []
  const times = []
  let why = null
  // the first round warms up both sides and does not count
  for (let round = 0; round < rounds; round++) {
    const lanes = await signed(main.db, ring(people, round * singles, singles), 1)
    const got = await drive([one.url], lanes, 'done')
    const { tps, why: reason } = pgbench(anchor, (round * singles) / clients)
    if (tps === null) why = reason
    if (round === 0) continue
    own.push(got.perSecond)
    times.push(...got.times)
    if (tps !== null) base.push(tps)
  }
  const singleLanes = median(own)
  const anchored = base.length === rounds - 1
  // round by round: both sides of a round had the same machine
  const ratios = anchored ? own.map((perSecond, round) => perSecond / base[round]) : []
  const ratio = anchored ? median(ratios) : null
  report('C1', ratio, 0.7, ratio === null ? null : ratio >= 0.7, {
    what: 'single operations over HTTP against pgbench with the statements of one alone',
    perSecond: singleLanes,
    pgbench: anchored ? median(base) : null,
    ratios,
    operationsPerTransaction: await sharedBy(main.db),
    load: os.loadavg()[0],
    statements: listened.heard.length,
    p50Ms: median(times),
    p99Ms: percentile(times, 0.99),
    ...(why === null ? {} : { why }),
  })

  const lanes = await signed(main.db, ring(people, singles * rounds, batched), 50)
  const batches = await drive([one.url], lanes, 'done')
  const batchRatio = anchored ? batches.perSecond / median(base) : null
  report('C1', batchRatio, 3, batchRatio === null ? null : batchRatio >= 3, {
    what: 'batches of 50 against pgbench',
    perSecond: batches.perSecond,
    p50Ms: median(batches.times),
    p99Ms: percentile(batches.times, 0.99),
  })
  const slow = batches.times.filter((ms) => ms > 1000).length / batches.times.length
  report('C3', batches.perSecond, 1000, batches.perSecond >= 1000 && slow <= 0.01, {
    what: 'operations a second in batches of 50, one instance',
    over1sShare: slow,
    cores: os.cpus().length,
  })

  const spreadRegions = Array.from({ length: 64 }, (_, n) => `62${String(n).padStart(4, '0')}/某市`)
  const hotTown = await buildTown(centre, main.db, sql, { count: hot, prefix: 2, premiums: true })
  const spreadTown = await buildTown(centre, main.db, sql, {
    count: hot,
    prefix: 3,
    premiums: true,
    regions: spreadRegions,
  })
  const pieces = 4
  const [hotRates, spreadRates] = [[], []]
  for (let piece = 0; piece < pieces; piece++) {
    const part = (town) => town.slice((piece * hot) / pieces, ((piece + 1) * hot) / pieces).map(premiumOf)
    hotRates.push((await drive([one.url], await signed(main.db, part(hotTown), 50), 'debited')).perSecond)
    spreadRates.push(
      (await drive([one.url], await signed(main.db, part(spreadTown), 50), 'debited')).perSecond,
    )
  }
  const heat = median(hotRates) / median(spreadRates)
  report('C2', heat, 0.9, heat >= 0.9, {
    what: 'premiums into one account against 64, batches of 50',
    hotPerSecond: median(hotRates),
    spreadPerSecond: median(spreadRates),
  })

  // contention: the same premium account from both instances, lanes of every station spread over them
  const two = await startInstance(main.url)
  const [oneRates, twoRates] = [[], []]
  const contended = await buildTown(centre, main.db, sql, { count: hot, prefix: 4, premiums: true })
  for (let piece = 0; piece < pieces; piece++) {
    const half = hot / pieces / 2
    const part = (from) => contended.slice(from, from + half).map(premiumOf)
    oneRates.push(
      (await drive([one.url], await signed(main.db, part(piece * half * 2), 50), 'debited')).perSecond,
    )
    twoRates.push(
      (await drive([one.url, two.url], await signed(main.db, part(piece * half * 2 + half), 50), 'debited'))
        .perSecond,
    )
  }
  const more = median(twoRates) / median(oneRates)
  report('C3', more, 1, more >= 1, {
    what: 'two instances against one, one account',
    onePerSecond: median(oneRates),
    twoPerSecond: median(twoRates),
    cores: os.cpus().length,
  })
  const verified = await centre.verifyLedger(main.db)
  const [{ count }] = (await sql(main.db, 'select count(*)::int as count from posting', [])).rows
  report('C4', verified.findings.length, 0, verified.ok, {
    what: 'findings of the verifier',
    sum: verified.sum,
    postings: count,
  })
  for (const { child } of [one, two]) {
    child.removeAllListeners('exit')
    child.disconnect()
  }
  await main.close()
  for (const file of [anchor.file, keyPath]) fs.rmSync(file, { force: true })
}

try {
  await main()
} finally {
  agent.destroy()
  await server.stop()
}
process.exit(0)
