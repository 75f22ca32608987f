import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { passwordFor } from '../../../shared/domain/verification'
import { centreFeatures } from '../../../shared/contract/centre-features'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { OperationId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { publicJwkSchema, registerStation } from '../../../central/stations/register'
import {
  morningAt,
  openTestDatabase,
  setUpMs,
  startTestCentre,
  testKeys,
} from '../../../central/testing/harness'
import type { TestCentre } from '../../../central/testing/harness'
import { newMember } from '../../../central/testing/people'
import { openingBody, TestStation } from '../../../central/testing/station'
import type { Core } from '../counter-core'
import type { Central } from '../ports'
import { keypadFor } from '../services/member-password'
import { makeStation } from '../testing/practice-counter'
import type { TestStation as Counter } from '../testing/practice-counter'
import { readChanges } from './changes'
import { centralClient } from './central-client'
import { drain } from './outbox'
import { firstTalk, talk } from './talk'
import { stationIdentity } from './station-token'
import { openVisit, sendingCounter, takeOperations } from './testing/sending-counter'

/* A counter and a centre of the version before or after: the real centre, and between them somebody who speaks otherwise. */

interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}
type Said = { readonly status: number; readonly body: unknown }

let database: Database
let centre: TestCentre
let counter: Counter
let central: Central
let core: Core
let close: () => void
let ids: readonly OperationId[]
/** What was asked so far, and what the one between makes of a question (null: it goes to the centre) and of an answer. */
let asked: Asked[]
let answers: (asked: Asked) => Said | null
let says: (asked: Asked, said: Said) => Said
const between = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8')
    const { method = 'GET', url: path = '/' } = request
    const question = { method, path, body: text === '' ? null : (JSON.parse(text) as unknown) }
    asked.push(question)
    void passOn(question, request.headers.authorization, text).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    })
  })
})

async function passOn(question: Asked, authorization: string | undefined, text: string): Promise<Said> {
  const own = answers(question)
  if (own !== null) return own
  const { method, path } = question
  const reached = await fetch(`${centre.url}${path}`, {
    method,
    headers: {
      ...(text === '' ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(text === '' ? {} : { body: text }),
  })
  return says(question, { status: reached.status, body: await reached.json() })
}

beforeAll(async () => {
  database = await openTestDatabase()
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
}, setUpMs)
afterAll(async () => {
  between.close()
  await database.close()
})
beforeEach(async () => {
  asked = []
  answers = () => null
  says = (_, said) => said
  counter = makeStation(morningAt)
  centre = await startTestCentre({ database })
  const { id, keyId, epoch } = counter.start.station
  const station = {
    id: `${id}-${String(++stations)}` as typeof id,
    prefix: String(stations).padStart(4, '0'),
  }
  Object.assign(counter.start.station, station)
  const publicKeyJwk = publicJwkSchema.parse(counter.publicKeyJwk)
  const named = { ...station, keyId, epoch, publicKeyJwk }
  expect((await registerStation(database.db, 'practice', named)).ok).toBe(true)
  const { centreId } = await testKeys()
  central = centralClient({
    url: `http://127.0.0.1:${String((between.address() as AddressInfo).port)}`,
    isCentre: null,
    identity: { ...stationIdentity(counter.start, () => morningAt), centre: centreId },
    deadlineMs: 20_000,
  })
  const opened = await sendingCounter(counter, central)
  ;({ core, close } = opened)
  const words = new TestStation(station.id, keyId, counter.publicKeyJwk, undefined as never)
  const members = await Promise.all(Array.from({ length: 5 }, () => newMember(database.db, { wallet: null })))
  let next = 0
  ids = takeOperations(core, openVisit(core), 5, (operationId, taken) => {
    const member = members[next++]
    if (member === undefined) throw new Error('nobody to open a wallet for')
    return canonicalJson({ ...words.payload(member, openingBody(), morningAt), id: operationId, taken })
  })
}, setUpMs)
afterEach(async () => {
  close()
  central.close()
  await centre.close()
  counter.remove()
})
let stations = 0

const states = (): readonly unknown[] => ids.map((id) => core.projection.operation(id)?.operation.state)
const malformed = (status: number): Said => ({
  status,
  body: { type: 't', title: 't', status, code: 'message.malformed', defined: true, message: 't' },
})
const failed: Said = { status: 502, body: null }
const isBatch = ({ path }: Asked): boolean => path === '/v1/batches'
const isLookUp = ({ path }: Asked): boolean => path === '/v1/operations/look-up'
const inFull = z.looseObject({
  dispatch: z.array(z.number()),
  id: z.array(z.string()),
  payload: z.array(z.string()),
})

test('a centre of the version before: batches in full, lost answers asked for one by one', async () => {
  let lost = 1
  answers = (question) => {
    if (isLookUp(question)) return malformed(404)
    return isBatch(question) && !inFull.safeParse(question.body).success ? malformed(400) : null
  }
  says = (question, said) => (isBatch(question) && lost-- > 0 ? failed : said)
  expect(await drain(core)).toMatchObject({ blocked: { kind: 'unanswered' } })
  expect(states()).toEqual(ids.map(() => 'unknown'))
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(states()).toEqual(ids.map(() => 'done'))
  // the short form once, then never again; the answer by ids, and nothing sent twice
  expect(asked.filter(isBatch).map(({ body }) => inFull.safeParse(body).success)).toEqual([false, true])
  expect(asked.filter(({ path }) => ids.some((id) => path === `/v1/operations/${id}`))).toHaveLength(5)
})

test('a centre of the version before, which knows no passwords: none is offered and the clerk reads why, none is sent', async () => {
  const sealed = 'eyJhbGciOiJFQ0RILUVTIn0.e30.e30.e30.e30'
  const [id = '' as OperationId] = ids
  core.passwords.keep([id], sealed)
  const round = () =>
    talk(
      core,
      () => undefined,
      () => false,
      { ...firstTalk },
    )
  says = ({ path }, said) =>
    path.startsWith('/v1/status') ? { ...said, body: withoutKnows(said.body) } : said
  answers = (question) => (isBatch(question) && passwordIn(question.body) ? malformed(400) : null)
  await round()
  expect(states()).toEqual(ids.map(() => 'done'))
  expect(asked.filter(isBatch).map(({ body }) => passwordIn(body))).toEqual([false])
  const operation = core.projection.operation(id)?.operation
  if (operation === undefined) throw new Error('no operation')
  const waits = { ...operation, state: 'awaiting-verification' as const, outcome: null }
  const pack = { verification: { ...core.pack.verification, 'wallet-opening': ['member-password' as const] } }
  const asks = () => passwordFor(waits, pack, { ...keypadFor(core, waits), online: true, there: true })
  expect(asks()).toBe('verification.old-centre')
  // it is upgraded while the counter runs
  says = (_, said) => said
  await round()
  expect(asks()).toBe('ask')
})

test('this centre says what it knows, and a password goes to it beside the batch', async () => {
  const [id = '' as OperationId] = ids
  core.passwords.keep([id], 'eyJhbGciOiJFQ0RILUVTIn0.e30.e30.e30.e30')
  await talk(
    core,
    () => undefined,
    () => false,
    { ...firstTalk },
  )
  expect([...(core.moment.centreKnows ?? [])]).toEqual([...centreFeatures])
  expect(passwordIn(asked.find(isBatch)?.body)).toBe(true)
})

const passwordIn = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'passwords' in body

/** A status from before centres said what they know. */
function withoutKnows(body: unknown): unknown {
  const { knows: _, ...status } = z.looseObject({ knows: z.unknown() }).parse(body)
  return status
}

/** Every object of an answer says something besides. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, one]) => [key, withMore(one)] as const)
  return { ...Object.fromEntries(members), ofTomorrow: { more: 1 } }
}

test('a centre of the version after: what it says besides is left out', async () => {
  says = (_, { status, body }) => ({ status, body: withMore(body) })
  const { id } = core.station
  expect(await central.status(id)).toMatchObject({ ok: true, value: { expected: 1 } })
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(states()).toEqual(ids.map(() => 'done'))
  expect(await central.operations(id, ids.slice(0, 1))).toMatchObject({ ok: true, value: [{ known: true }] })
  for (const answer of [
    await central.clerks(),
    await central.rulePacks(1),
    await central.ownOperations(id, 0, 0),
  ])
    expect(answer).toMatchObject({ ok: true })
  expect(await readChanges(core, central)).toMatchObject({ failed: null })
})

test('an outcome of a kind that is not known here stays 结果待查, is not sent again and holds nothing up', async () => {
  let isNew = true
  const ofTomorrow = { type: 'of-tomorrow', at: morningAt }
  const second = z.looseObject({ outcomes: z.array(z.unknown()) })
  const about = z.looseObject({ results: z.array(z.looseObject({ outcome: z.unknown() })) })
  says = (question, said) => {
    if (!isNew) return said
    if (isBatch(question)) {
      const body = second.parse(said.body)
      return { ...said, body: { outcomes: [...body.outcomes, ofTomorrow], of: [0, 1, 0, 0, 0] } }
    }
    if (!isLookUp(question)) return said
    const [first, ...others] = about.parse(said.body).results
    return { ...said, body: { results: [{ ...first, outcome: ofTomorrow }, ...others] } }
  }
  await drain(core)
  expect(states()).toEqual(['done', 'unknown', 'done', 'done', 'done'])
  expect(await drain(core)).toEqual({ blocked: null, some: false })
  expect(states()[1]).toBe('unknown')
  // after the upgrade
  isNew = false
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(states()[1]).toBe('done')
  expect(asked.filter(isBatch)).toHaveLength(1)
})
