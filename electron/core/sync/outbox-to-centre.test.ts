import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atShanghai } from '../../../shared/domain/china-time'
import type { OperationId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { publicJwkSchema, registerStation } from '../../../central/stations/register'
import { openTestDatabase, setUpMs, startTestCentre, testKeys } from '../../../central/testing/harness'
import type { TestCentre } from '../../../central/testing/harness'
import { newMember } from '../../../central/testing/people'
import { openingBody, TestStation } from '../../../central/testing/station'
import { makeStation } from '../testing/practice-counter'
import type { TestStation as Counter } from '../testing/practice-counter'
import type { Central } from '../ports'
import { centralClient } from './central-client'
import { drain } from './outbox'
import { stationIdentity } from './station-token'
import { openVisit, sendingCounter, takeOperations } from './testing/sending-counter'

/* The product's outbox, token and HTTP/2 line against the real centre over TLS. */

let database: Database
let centre: TestCentre
let counter: Counter
const at = atShanghai('2026-11-23', '09:30')
let central: Central

beforeAll(async () => {
  database = await openTestDatabase()
}, setUpMs)
afterAll(async () => {
  await database.close()
})
beforeEach(async () => {
  counter = makeStation(at)
  centre = await startTestCentre({ database, at: at, tls: true })
  const { pinned, centreId } = await testKeys()
  central = centralClient({
    url: centre.url,
    isCentre: (theirs) => theirs === pinned.tlsThumbprint,
    identity: { ...stationIdentity(counter.start, () => at), centre: centreId },
    deadlineMs: 20_000,
  })
  const { id, keyId, epoch, prefix } = counter.start.station
  const publicKeyJwk = publicJwkSchema.parse(counter.publicKeyJwk)
  const registered = await registerStation(database.db, 'practice', {
    id,
    keyId,
    publicKeyJwk,
    epoch,
    prefix,
  })
  expect(registered.ok).toBe(true)
})
afterEach(async () => {
  await centre.close()
  counter.remove()
})

test('a hundred and sixty wallets are opened in two batches over TLS, HTTP/2 and brotli; the centre and the journal agree', async () => {
  const { core, close } = await sendingCounter(counter, central)
  const members = await Promise.all(
    Array.from({ length: 160 }, () => newMember(database.db, { wallet: null })),
  )
  // numbers, links and signatures are the counter's; this one only words payloads
  const { id, keyId } = counter.start.station
  const words = new TestStation(id, keyId, counter.publicKeyJwk, undefined as never)
  const payloads = members.map((member) => words.payload(member, openingBody(), at))
  let next = 0
  const ids = takeOperations(core, openVisit(core), 160, (operationId: OperationId, taken) =>
    canonicalJson({ ...payloads[next++], id: operationId, taken }),
  )
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  for (const operationId of ids) {
    const operation = core.projection.operation(operationId)?.operation
    expect(operation?.state).toBe('done')
    const known = await central.operations(id, [operationId])
    expect(known).toMatchObject({
      ok: true,
      value: [{ known: true, payloadHash: operation?.taken?.payloadHash }],
    })
  }
  const batches = await database.db.selectFrom('batch').selectAll().where('station', '=', id).execute()
  expect(batches.map(({ first, last }) => [first, last])).toEqual([
    [1, 100],
    [101, 160],
  ])
  expect(await central.status(id)).toMatchObject({ ok: true, value: { expected: 161 } })
  expect((await centre.ledger()).ok).toBe(true)
  close()
})
