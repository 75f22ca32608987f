import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { OperationId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { verifyLedger } from '../../../central/ledger/verify'
import { openPostgres } from '../../../central/postgres'
import type { MemberSeed } from '../../../central/resources'
import { publicJwkSchema, registerStation } from '../../../central/stations/register'
import { morningAt, setUpMs, startTestCentre, testKeys } from '../../../central/testing/harness'
import { seededDatabase } from '../../../central/testing/instance'
import { newMember } from '../../../central/testing/people'
import type { TestPostgres } from '../../../central/testing/postgres'
import { startPostgres } from '../../../central/testing/postgres'
import { transferBody, TestStation } from '../../../central/testing/station'
import { seededRandom } from '../journal/testing/seeded'
import type { Central } from '../ports'
import { makeStation } from '../testing/practice-counter'
import { centralClient } from './central-client'
import { drain } from './outbox'
import { stationIdentity } from './station-token'
import type { Cut, CuttingProxy } from './testing/cutting-proxy'
import { cuttingProxy } from './testing/cutting-proxy'
import { openVisit, sendingCounter, takeOperations } from './testing/sending-counter'

/*
 * The counter's outbox over real sockets to the real centre on PostgreSQL, through a proxy that cuts. `npm run soak cut-line`
 * does more of it.
 */

const seed = Number(process.env['SOAK_SEED'] ?? 1)
const operations = Number(process.env['SOAK_COUNT'] ?? 20_000)
/** What one payer may send a day (practice pack). */
const perPayer = 3
/** The most that is taken between two drains. */
const mostAtOnce = 40
/** The most a run may need: some 4 ms an operation, on a machine that has other things to do. */
const longestMs = 60_000 + operations * 60

let postgres: TestPostgres
let database: Database
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await seededDatabase(postgres))
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

/** Counts what was sent and of how much of it nobody knew, for a while, what became. */
function counting(central: Central): {
  central: Central
  sent: Set<string>
  unknown: Set<string>
  sends: number
} {
  const counted = {
    sent: new Set<string>(),
    unknown: new Set<string>(),
    sends: 0,
    central: {
      ...central,
      batch: async (batch: Parameters<Central['batch']>[0]) => {
        const answer = await central.batch(batch)
        counted.sends += 1
        for (const id of batch.id) {
          counted.sent.add(id)
          if (!answer.ok && answer.failure.kind === 'unanswered') counted.unknown.add(id)
        }
        return answer
      },
    },
  }
  return counted
}

async function membersOf(count: number): Promise<readonly MemberSeed[]> {
  const members: MemberSeed[] = []
  const atOnce = 16
  while (members.length < count)
    members.push(...(await Promise.all(Array.from({ length: atOnce }, () => newMember(database.db)))))
  return members
}

/** Everything there is, over a line that a proxy spoils; the counter's own journal and the centre's books are compared. */
async function drainThrough(
  tls: boolean,
  count: number,
  fate: () => { cut: Cut; delayMs: number },
): Promise<{
  readonly unknownShare: number
  readonly sends: number
  readonly proxy: CuttingProxy['counted']
}> {
  const centre = await startTestCentre({ database, tls })
  const proxy = await cuttingProxy(Number(new URL(centre.url).port), fate)
  const counter = makeStation(morningAt)
  const { start } = counter
  const { pinned, centreId } = await testKeys()
  stations += 1
  const station = { ...start.station, id: `cut-${stations}` as typeof start.station.id }
  const prefix = `9${String(stations).padStart(3, '0')}`
  const own = { ...counter, start: { ...start, station: { ...station, prefix } } }
  const publicKeyJwk = publicJwkSchema.parse(counter.publicKeyJwk)
  const { id, keyId, epoch } = station
  const registered = await registerStation(database.db, 'practice', {
    id,
    keyId,
    publicKeyJwk,
    epoch,
    prefix,
  })
  expect(registered.ok).toBe(true)
  const counted = counting(
    centralClient({
      url: `${tls ? 'https' : 'http'}://127.0.0.1:${String(proxy.port)}`,
      isCentre: tls ? (theirs) => theirs === pinned.tlsThumbprint : null,
      identity: { ...stationIdentity(own.start, () => morningAt), centre: centreId },
      deadlineMs: 8_000,
    }),
  )
  const { core, close } = await sendingCounter(own, counted.central)
  const members = await membersOf(Math.ceil(count / perPayer) + 1)
  const words = new TestStation(id, keyId, counter.publicKeyJwk, undefined as never)
  const textOf = (operationId: OperationId, taken: number): string => {
    const at = Math.floor((taken - 1) / perPayer)
    const [payer, payee] = [members[at], members[at + 1]]
    if (payer === undefined || payee === undefined) throw new Error('nobody to pay')
    // amounts differ, so that none of the three looks like another one's twin
    const payload = words.payload(payer, transferBody(payee, 1 + (taken % perPayer)), morningAt - 60_000)
    return canonicalJson({ ...payload, id: operationId, taken })
  }
  const visit = openVisit(core)
  const random = seededRandom(seed + stations)
  const ids: OperationId[] = []
  while (ids.length < count) {
    // work comes while older work still waits
    const more = Math.min(count - ids.length, 1 + Math.floor(random() * mostAtOnce))
    ids.push(...takeOperations(core, visit, more, textOf))
    await drain(core)
  }
  while (core.projection.waiting().count > 0) await drain(core)
  await booksAgree(id, core, ids)
  close()
  counter.remove()
  await proxy.close()
  await centre.close()
  return {
    unknownShare: counted.unknown.size / ids.length,
    sends: counted.sends,
    proxy: proxy.counted,
  }
}
let stations = 0

/** Every operation of the journal is at the centre once, done, with one transaction of money; nothing else is there. */
async function booksAgree(
  station: string,
  core: Awaited<ReturnType<typeof sendingCounter>>['core'],
  ids: readonly OperationId[],
): Promise<void> {
  const rows = await database.db
    .selectFrom('operation')
    .leftJoin('ledger_transaction', 'ledger_transaction.operation_id', 'operation.id')
    .select(['operation.id', 'operation.outcome', 'operation.payload_hash', 'ledger_transaction.id as money'])
    .where('operation.station', '=', station as never)
    .execute()
  expect(rows.map((row) => String(row.id)).sort()).toEqual([...ids].sort())
  for (const { id, outcome, payload_hash: payloadHash, money } of rows) {
    const operation = core.projection.operation(id)?.operation
    expect({ outcome, payloadHash, moved: money !== null }).toMatchObject({
      outcome: { type: 'done' },
      payloadHash: operation?.taken?.payloadHash,
      moved: true,
    })
    expect(operation?.state).toBe('done')
  }
  const numbers = await database.db
    .selectFrom('batch_item')
    .select('dispatch')
    .where('station', '=', station as never)
    .execute()
  expect(numbers.map(({ dispatch }) => dispatch).sort((a, b) => a - b)).toEqual(ids.map((_, n) => n + 1))
  expect(await verifyLedger(database.db)).toMatchObject({ ok: true, sum: 0, findings: [] })
}

/** So many TLS records and bytes of a connection are cut at, one after the other; beyond them a connection is done. */
const recordsEachWay = 20
const bytesEachWay = { up: 6_000, down: 2_500 }

test(
  `${String(operations)} operations through a proxy that cuts at every record and at random bytes: each once, seed ${String(seed)}`,
  async () => {
    const random = seededRandom(seed)
    let connections = 0
    const seen = await drainThrough(true, operations, () => {
      const n = connections++
      const way = random() < 0.5 ? 'up' : 'down'
      const cuts: readonly Cut[] = [
        // every boundary of both directions in turn
        { type: 'after-record', way: n % 8 < 4 ? 'up' : 'down', record: Math.floor(n / 4) % recordsEachWay },
        { type: 'at-byte', way, byte: Math.floor(random() * bytesEachWay[way]) },
        { type: 'mute', afterBytes: 1_000 + Math.floor(random() * 2_000) },
        { type: 'at-byte', way, byte: Math.floor(random() * 2 * bytesEachWay[way]) },
      ]
      return { cut: cuts[n % cuts.length] ?? { type: 'never' }, delayMs: n % 5 === 0 ? random() * 5 : 0 }
    })
    process.stdout.write(`cut line seed ${String(seed)}: ${JSON.stringify({ operations, ...seen })}\n`)
    expect(seen.unknownShare).toBeGreaterThanOrEqual(0.25)
  },
  longestMs,
)

test(
  'over plain HTTP/1.1 answers are dropped: each once all the same',
  async () => {
    const count = Math.min(operations, 600)
    const random = seededRandom(seed + 1)
    const seen = await drainThrough(false, count, () => ({
      cut: { type: 'mute', afterBytes: Math.floor(random() * 4_000) },
      delayMs: 0,
    }))
    process.stdout.write(`dropped answers: ${JSON.stringify({ operations: count, ...seen })}\n`)
    expect(seen.unknownShare).toBeGreaterThanOrEqual(0.25)
  },
  longestMs,
)
