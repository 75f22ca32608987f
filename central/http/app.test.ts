import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { createORPCClient, isDefinedError, ORPCError, safe } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { z } from 'zod'
import { centreFeatures } from '../../shared/contract/centre-features'
import { centralContract } from '../../shared/contract/central'
import { shanghaiDate } from '../../shared/domain/china-time'
import { startTestCentre } from '../testing/harness'
import { newMember, places } from '../testing/people'
import { newStation, transferBody } from '../testing/station'
import { openApiDocument } from './openapi'

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

/** Sends bytes as they are, with a good token; fetch would mend them. */
async function raw(
  place: string,
  body: string | Buffer,
  headers: Record<string, string>,
): Promise<[number, string]> {
  const authorization = `Bearer ${await centre.token(station.id)}`
  return new Promise((resolve, reject) => {
    const sent = request(
      `${centre.url}${place}`,
      { method: 'POST', headers: { ...headers, authorization } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve([response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')]))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const problemShape = z.looseObject({
  type: z.string().startsWith('urn:wallet-counter:error:'),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  data: z.unknown().optional(),
})

const json = { 'content-type': 'application/json' }

describe('a malformed message is a coded refusal', () => {
  it.each<[string, string | Buffer, Record<string, string>, number?]>([
    ['no JSON', '{"jws":', json],
    ['an empty body', '', json],
    ['an empty body of no type', '', {}],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80]), json],
    ['another media type', '<batch/>', { 'content-type': 'application/xml' }, 415],
    ['a form', 'jws=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a packing we do not know', '{}', { ...json, 'content-encoding': 'gzip' }, 415],
    ['JSON a hundred deep', '['.repeat(100) + ']'.repeat(100), json],
    ['JSON of another shape', '[1,2,3]', json],
    ['null', 'null', json],
    ['a poisoned prototype', '{"__proto__":{"x":1},"jws":"x"}', json],
    [
      'columns of different length',
      JSON.stringify({ jws: 'x'.repeat(30), dispatch: [1, 2], id: [], payload: [], records: [] }),
      json,
    ],
  ])('%s', async (_name, body, headers, coded = 400) => {
    const [status, text] = await raw('/v1/batches', body, headers)
    expect([status, JSON.parse(text)]).toEqual([
      coded,
      expect.objectContaining({ code: 'message.malformed', status: coded }),
    ])
    expect(text).not.toMatch(/stack|zod|issues/iu)
  })

  it('too many bytes', async () => {
    const [status, text] = await raw('/v1/batches', Buffer.alloc(17 * 1024 * 1024, 0x20), json)
    expect([status, JSON.parse(text)]).toEqual([413, expect.objectContaining({ code: 'message.too-large' })])
  })

  it.each([
    ['GET', '/v1/operations/not-an-id', 400],
    ['GET', '/v1/changes?station=test-1&after=-1', 400],
    ['GET', '/v1/changes?station=TEST&after=0', 400],
    ['GET', '/v1/status', 400],
    ['GET', '/v1/batches', 404],
    ['GET', '/v1/nothing', 404],
    ['GET', '/', 404],
  ] as const)('%s %s', async (method, place, status) => {
    const answer = await centre.call(method, place, undefined, station.id)
    expect(answer).toMatchObject({ status, body: { code: 'message.malformed' } })
  })
})

describe('look-ups', () => {
  const readId = '018f3c5e-0000-7000-8000-000000000000'
  it('are recorded with station and card read', async () => {
    const member = await newMember(database.db)
    await centre.facts(station, member)
    await centre.facts(station, { idNumber: '990101196001019994' })
    const rows = await database.db
      .selectFrom('look_up')
      .selectAll()
      .where('station', '=', station.id)
      .execute()
    expect(rows).toMatchObject([
      { kind: 'member', read_id: readId, member_id: member.id, at: centre.at },
      { kind: 'member', read_id: readId, member_id: null },
    ])
  })

  it('answer “unknown” for nobody', async () => {
    const facts = await centre.facts(station, { idNumber: '990101196001019994' })
    expect(facts).toMatchObject({ status: 'unknown', insurances: [], personalAccountFen: null, wallet: null })
  })

  it('say of a payee no more than whether he or she can receive', async () => {
    const ask = async (changes: object) => {
      const { name, idNumber, insuredRegion } = { ...payee, ...changes }
      const body = { station: station.id, name, idNumber, insuredRegion, readId: randomUUID() }
      return (await centre.call('POST', '/v1/payees/look-up', body)).body
    }
    const payee = await newMember(database.db)
    const unknownPlace = await newMember(database.db, { insuredRegion: places.unknown })
    const closedPlace = await newMember(database.db, { insuredRegion: places.closed })
    expect(await ask({})).toEqual({ answer: 'can-receive', asOf: centre.at })
    expect(await ask({ name: '某某' })).toEqual({ answer: 'cannot-receive', asOf: centre.at })
    expect(await ask(await newMember(database.db, { wallet: null }))).toMatchObject({
      answer: 'cannot-receive',
    })
    expect(await ask(unknownPlace)).toMatchObject({ answer: 'ask-online' })
    expect(await ask(closedPlace)).toMatchObject({ answer: 'cannot-receive' })
  })

  it('of an unknown station are refused', async () => {
    const body = { station: 'stranger', idNumber: '1', readId }
    for (const answer of [
      await centre.call('POST', '/v1/members/look-up', body),
      await centre.call('GET', '/v1/changes?station=stranger&after=0'),
      await centre.call('GET', '/v1/status?station=stranger'),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'sync.unknown-station' } })
    }
  })
})

it('answers the contract’s own client with typed errors', async () => {
  const link = new OpenAPILink(centralContract, {
    url: centre.url,
    headers: { authorization: `Bearer ${await centre.token(station.id)}` },
    // the client reads JSON by its plain name only
    fetch: async (asked, init) => {
      const response = await fetch(asked, init)
      const body = await response.text()
      return new Response(body, { status: response.status, headers: { 'content-type': 'application/json' } })
    },
    customErrorResponseBodyDecoder: (body) => {
      const { code, status, title, data } = problemShape.parse(body)
      return new ORPCError(code, { status, message: title, data, defined: true })
    },
  })
  const client: JsonifiedClient<ContractRouterClient<typeof centralContract>> = createORPCClient(link)
  expect(await client.status({ station: station.id })).toEqual({
    realm: 'practice',
    at: centre.at,
    expected: 1,
    epoch: 1,
    newestChange: expect.any(Number) as number,
    archivedThrough: shanghaiDate(centre.at - 86_400_000),
    otherWriter: false,
    knows: [...centreFeatures],
  })
  const payload = station.payload(
    await newMember(database.db),
    transferBody(await newMember(database.db), 1),
    centre.at,
  )
  const [error] = await safe(client.batch(await station.batch([payload], { first: 5, last: 5 })))
  expect(error).toMatchObject({ code: 'sync.expected' })
  expect(isDefinedError(error) && error.code === 'sync.expected' && error.data).toEqual({ dispatch: 1 })
  const [stranger] = await safe(client.changes({ station: 'stranger', after: 0 }))
  expect(stranger).toMatchObject({ defined: true, code: 'sync.other-station', status: 403 })
})

it('tells whether it lives and whether it takes work', async () => {
  expect(await centre.call('GET', '/healthz')).toEqual({ status: 200, body: { ok: true } })
  expect(await centre.call('GET', '/readyz')).toEqual({ status: 200, body: { ready: true } })
})

it('answers an unexpected failure with a log id and nothing else', async () => {
  const broken = await startTestCentre({
    database: { ...database, db: new Proxy(database.db, { get: () => () => fault() }) },
  })
  const response = await fetch(`${broken.url}/v1/status?station=${station.id}`, {
    headers: { authorization: `Bearer ${await centre.token(station.id)}` },
  })
  const answer = { status: response.status, body: (await response.json()) as unknown }
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(answer).toMatchObject({
    status: 500,
    body: {
      type: 'urn:wallet-counter:error:internal.fault',
      code: 'internal.fault',
      status: 500,
      title: anyText,
      data: { logId: anyText },
    },
  })
  const [line] = broken.log.lines
  expect(line).toMatchObject({ code: 'http.internal-fault', data: { name: 'Error' } })
  expect(answer.body).toMatchObject({ data: { logId: line?.data.logId } })
  expect(JSON.stringify(broken.log.lines)).not.toContain('王秀英')
  await broken.close()
})

const anyText: unknown = expect.any(String)

function fault(): never {
  throw new Error('Key (name)=(王秀英) already exists')
}

it('describes its contract as OpenAPI 3.1, the same every time', async () => {
  const document = await openApiDocument()
  expect(document.openapi).toMatch(/^3\.1\./u)
  expect(Object.keys(document.paths ?? {})).toEqual([
    '/v1/enrol',
    '/v1/token',
    '/v1/batches',
    '/v1/operations',
    '/v1/operations/{id}',
    '/v1/operations/look-up',
    '/v1/changes',
    '/v1/members/look-up',
    '/v1/payees/look-up',
    '/v1/premiums/look-up',
    '/v1/members/movements',
    '/v1/members/looks',
    '/v1/complaints',
    '/v1/looks',
    '/v1/approvals',
    '/v1/approvals/list',
    '/v1/approvals/decide',
    '/v1/approvals/code',
    '/v1/approvals/secret',
    '/v1/operations/find',
    '/v1/operations/withdraw',
    '/v1/status',
    '/v1/days/close',
    '/v1/clerks',
    '/v1/township',
    '/v1/institutions',
    '/v1/rule-packs',
    '/v1/centre-keys',
    '/partner/v1/settlements',
    '/partner/v1/settlement-reversals',
    '/partner/v1/premium-answers',
  ])
  expect(JSON.stringify(await openApiDocument())).toBe(JSON.stringify(document))
})
