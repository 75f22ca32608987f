// The far end of the line: PostgreSQL, the centre over TLS, the seeded town, and the anchor's server; in a process of its
// own, which bench/sync.mjs starts inside the far namespace: `line-centre.mjs ADDRESS`. Spoken to over its IPC channel.
import { createRequire } from 'node:module'
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { centre, openInstance } from './centre-instance.mjs'
import { answering, bytesSent } from './line-end.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const [, , address] = process.argv
/** The counter has worked since half past nine, twenty seconds a person. */
const at = Date.parse('2026-11-23T16:30:00+08:00')
const townNumber = 7
const server = await centre.startPostgres()
const keyFile = await centre.makeKeyFile()
const keys = await centre.readKeys(keyFile)
let database
let town

const acts = {
  /** A fresh database with the town in it, and the centre on it. */
  async serve({ members }) {
    const url = await server.newDatabase()
    database = await centre.openPostgres(url)
    await centre.migrate(database.db, 'practice')
    const resources = centre.readPracticeResources(path.join(root, 'resources'))
    const settled = await centre.settleTown(database.db, { seed: townNumber, members, resources, at })
    if (!settled.ok) throw new Error('no town')
    town = { ...settled.value.town, allowed: allowedCodes(resources.pack) }
    const instance = await openInstance(url, keyFile, { at, host: address, tls: keys.tls })
    return { url: instance.url, keyThumbprint: keys.pinned.tlsThumbprint, centreId: keys.centreId, at }
  },
  async register({ station }) {
    const registered = await centre.registerStation(database.db, 'practice', station)
    if (!registered.ok) throw new Error(registered.error)
    return null
  },
  /** Transfers that people of the town may make, one a payer, to relatives who have a wallet. */
  transfers: ({ count }) => transfersOf(town, count),
  async verify() {
    const { ok, findings } = await centre.verifyLedger(database.db)
    const { rows } = await statement(
      `select count(*)::int as operations, count(distinct id)::int as ids,
       count(*) filter (where outcome->>'type' = 'done')::int as done from operation where station like 'practice-%'`,
    )
    return { ok, findings: findings.length, ...rows[0] }
  },
  /** PouchDB behind its own server, its data on this disk. */
  async couch() {
    const anchor = createRequire(path.join(root, 'bench', 'package.json'))
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pouch-far-'))
    const PouchDB = anchor('pouchdb').defaults({ prefix: `${folder}${path.sep}` })
    const app = anchor('express')()
    app.use(
      '/',
      anchor('express-pouchdb')(PouchDB, { inMemoryConfig: true, logPath: path.join(folder, 'log') }),
    )
    await new PouchDB('operations').info()
    return new Promise((resolve) => {
      const listener = app.listen(0, address, () =>
        resolve({ url: `http://${address}:${listener.address().port}/operations` }),
      )
    })
  },
  sent: () => bytesSent(),
}

const statement = (sql) => database.db.executeQuery({ sql, parameters: [], query: { kind: 'RawNode' } })

const allowedCodes = ({ relations }) =>
  new Set(relations.filter(({ rule }) => rule === 'allow').map(({ code }) => code))

function transfersOf({ people, relations, allowed }, count) {
  const byId = new Map(people.map((person) => [person.id, person]))
  const byNumber = new Map(people.map((person) => [person.idNumber, person]))
  const served = new Set()
  const named = new Set()
  const transfers = []
  for (const { member, otherNumber, relation } of relations) {
    const [payer, payee] = [byId.get(member), byNumber.get(otherNumber)]
    if (payer === undefined || payee === undefined || payer === payee || served.has(member)) continue
    // one transfer a payee as well: many payers of one payee need somebody's approval
    if (named.has(otherNumber) || !mayPay(payer) || !mayBePaid(payee)) continue
    if (!allowed.has(relation)) continue
    served.add(member)
    named.add(otherNumber)
    // what a counter may take in a day without a line is limited: some 46 yuan on average
    const fen = 100 + ((transfers.length * 7919) % 9_000)
    transfers.push({
      payer,
      payee: { name: payee.name, idNumber: payee.idNumber, region: payee.region },
      relation,
      yuan: (fen / 100).toFixed(2),
    })
    if (transfers.length === count) return transfers
  }
  throw new Error(`the town has only ${transfers.length} such pairs`)
}

/** Regions of the town where wallets are in use, by the pack of the seeded day. */
const open = ['620000/临夏回族自治州', '620000/兰州市', '320000/苏州市', '130000/石家庄市']
const mayPay = ({ status, region, insurances, accountFen, wallet }) =>
  status === 'active' &&
  open.includes(region) &&
  insurances.includes('310') &&
  insurances.length === 1 &&
  accountFen > 9_100 &&
  wallet !== null
const mayBePaid = ({ status, wallet, insurances, region }) =>
  status === 'active' && wallet !== null && insurances.length === 1 && open.includes(region)

answering(acts)
