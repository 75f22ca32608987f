import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createORPCClient, ORPCError, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { consoleContract } from '../../shared/contract/console'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import type { SettableClock } from '../clock'
import { clockFrom } from '../clock'
import type { Database } from '../database'
import { createApp } from '../http/app'
import { openDoor } from '../http/door'
import type { Listener } from '../http/listener'
import { listen } from '../http/listener'
import {
  keptLog,
  morningAt,
  openTestDatabase,
  resources,
  setUpMs,
  startTestCentre,
  testKeys,
} from '../testing/harness'
import type { TestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'
import { loadPacks } from '../rule-packs/rule-packs'
import { makeOperator } from './operators'
import { readPages } from './pages'
import { serveConsole } from './serve-console'

let database: Database
let counterSide: TestCentre
let station: TestStation
let clock: SettableClock
let listener: Listener
let password: string
let folder: string
beforeAll(async () => {
  database = await openTestDatabase()
  counterSide = await startTestCentre({ database })
  station = await newStation(database.db)
  clock = clockFrom(morningAt, () => 0)
  password = (await makeOperator(database.db, { id: 'chen', name: '陈主管' }, morningAt)) ?? ''
  folder = mkdtempSync(path.join(tmpdir(), 'console-'))
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(path.join(folder, 'assets', 'a.js'), '1')
  writeFileSync(path.join(folder, 'secret.key'), 'x')
  const log = keptLog()
  const packs = await loadPacks(database.db, clock)
  const centre = { db: database.db, clock, log, realm: 'practice', packs } as const
  const readiness = { ready: false }
  const door = await openDoor(database, await testKeys())
  const app = createApp(centre, readiness, door)
  serveConsole(app, centre, readPages(folder))
  listener = await listen(app, readiness, { port: 0 })
}, setUpMs)
afterAll(async () => {
  await listener.drain(0)
  await counterSide.close()
  await database.close()
  rmSync(folder, { recursive: true })
})

/** A browser's tab: it keeps the cookie. */
function tab(headers: Record<string, string> = { 'x-wallet-console': '1' }) {
  const jar = { cookie: '', setCookie: '' }
  const link = new RPCLink({
    url: `${listener.url}/console/api`,
    headers,
    fetch: async (request: Request) => {
      const own = new Headers(request.headers)
      if (jar.cookie !== '') own.set('cookie', jar.cookie)
      const response = await fetch(new Request(request, { headers: own }))
      const given = response.headers.get('set-cookie')
      if (given !== null) {
        jar.setCookie = given
        jar.cookie = given.split(';')[0] ?? ''
      }
      return response
    },
  })
  const api: ContractRouterClient<typeof consoleContract> = createORPCClient(link)
  return { api, jar }
}

async function signedIn() {
  const one = tab()
  await one.api.signIn({ id: 'chen', password })
  return one
}

async function codeOf(question: Promise<unknown>): Promise<string> {
  const [error] = await safe(question)
  return error instanceof ORPCError ? String(error.code) : error === null ? 'ok' : 'no-answer'
}

describe('the sign-in', () => {
  it('opens a session by a cookie no script reads and no other site sends', async () => {
    const { api, jar } = tab()
    expect(await api.session()).toEqual({ operator: null, realm: 'practice', at: clock.now() })
    expect(await api.signIn({ id: 'chen', password })).toEqual({ id: 'chen', name: '陈主管' })
    expect(jar.setCookie).toMatch(/^console-session=[\w-]{43}; Path=\/console; HttpOnly; SameSite=Strict$/u)
    expect(await api.session()).toMatchObject({ operator: { id: 'chen' } })
    const rows = await database.db.selectFrom('operator_session').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(jar.cookie.split('=')[1])
    await api.signOut()
    expect(jar.setCookie).toContain('Max-Age=0')
    expect(await api.session()).toMatchObject({ operator: null })
  })

  it('ends after half an hour without use, and its token is no good after the sign-out', async () => {
    const { api, jar } = await signedIn()
    const kept = jar.cookie
    clock.forwardTo(clock.now() + 29 * 60_000)
    expect((await api.session()).operator).not.toBeNull()
    clock.forwardTo(clock.now() + 30 * 60_000)
    expect((await api.session()).operator).toBeNull()
    await api.signIn({ id: 'chen', password })
    const next = jar.cookie
    await api.signOut()
    for (const cookie of [kept, next]) {
      jar.cookie = cookie
      expect(await codeOf(api.stations())).toBe('sign-in.needed')
    }
  })

  it('locks after five wrong passwords, the right one too, and says the same of nobody', async () => {
    const own = (await makeOperator(database.db, { id: 'sun', name: '孙' }, morningAt)) ?? ''
    const { api } = tab()
    const answers: string[] = []
    for (let i = 0; i < 5; i++) answers.push(await codeOf(api.signIn({ id: 'sun', password: 'wrong' })))
    expect(answers).toEqual([...Array<string>(4).fill('sign-in.wrong'), 'sign-in.locked'])
    expect(await codeOf(api.signIn({ id: 'sun', password: own }))).toBe('sign-in.locked')
    clock.forwardTo(clock.now() + 15 * 60_000)
    expect(await codeOf(api.signIn({ id: 'sun', password: own }))).toBe('ok')
    expect(await codeOf(api.signIn({ id: 'nobody', password: 'x' }))).toBe('sign-in.wrong')
    expect(await codeOf(api.signIn({ id: "' or 1=1 --", password: 'x' }))).toBe('sign-in.wrong')
  })

  it('is needed for everything, and a request of another site is not looked at', async () => {
    const { api } = tab()
    for (const question of [
      api.stations(),
      api.search({ by: 'number', text: '1' }),
      api.story({ id: '018f3c5e-0000-7000-8000-000000000000' }),
      api.incidents(),
      api.packs(),
    ])
      expect(await codeOf(question)).toBe('sign-in.needed')
    expect(await codeOf(tab({}).api.session())).not.toBe('ok')
    const elsewhere = { 'x-wallet-console': '1', origin: 'https://elsewhere.example' }
    expect(await codeOf(tab(elsewhere).api.session())).not.toBe('ok')
    const ours = { 'x-wallet-console': '1', origin: listener.url }
    expect(await codeOf(tab(ours).api.session())).toBe('ok')
  })

  it('never gives an id to somebody else', async () => {
    expect(await makeOperator(database.db, { id: 'chen', name: '别人' }, morningAt)).toBeNull()
  })
})

describe('pages', () => {
  it.each([
    ['/console/', 200],
    ['/console/assets/a.js', 200],
    ['/console/secret.key', 404],
    ['/console/..%2f..%2fpackage.json', 404],
    ['/console/assets/', 404],
  ])('%s answers %i under a policy without exceptions', async (place, status) => {
    const response = await fetch(`${listener.url}${place}`)
    expect(response.status).toBe(status)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|data:|\*/u)
  })
})

describe('what the operator sees', () => {
  it('is every station, with nothing made up about one that said nothing', async () => {
    const { api } = await signedIn()
    const { stations } = await api.stations()
    expect(stations.find(({ id }) => id === station.id)).toMatchObject({
      seenAt: null,
      version: null,
      waiting: null,
      clockDifferenceMs: null,
    })
  })

  it('is an operation by number, id and day, and its story with every actor', async () => {
    const payer = await newMember(database.db, { name: '欧阳建国' })
    const payee = await newMember(database.db)
    const sent = await counterSide.carryOut(station, payer, transferBody(payee, 123))
    await counterSide.carryOut(station, payee, receiveBody(sent.payload.id, 123))
    const { api } = await signedIn()
    const { prefix } = await database.db
      .selectFrom('station')
      .select('prefix')
      .where('id', '=', station.id)
      .executeTakeFirstOrThrow()
    const number = makeOperationNumber(prefix, sent.payload.taken)
    const byNumber = await api.search({ by: 'number', text: number })
    expect(byNumber.operations).toMatchObject([
      {
        id: sent.payload.id,
        number,
        kind: 'transfer',
        member: '欧**',
        amountFen: 12_300,
        receipt: 'received',
      },
    ])
    expect((await api.search({ by: 'id', text: ` ${sent.payload.id.toUpperCase()} ` })).operations).toEqual(
      byNumber.operations,
    )
    expect((await api.search({ by: 'day', text: '2026-11-23' })).operations.length).toBeGreaterThanOrEqual(2)
    expect((await api.search({ by: 'day', text: '2026-11-24' })).operations).toEqual([])
    const { steps } = await api.story({ id: sent.payload.id })
    const acts = steps.map(({ actor, what, detail }) => `${actor.kind} ${what} ${detail}`.trim())
    expect(acts).toEqual(
      expect.arrayContaining([
        'member assented',
        `clerk taken ${station.id}`,
        'system arrived 1',
        'system posted transfer-sent',
        'system outcome done',
        'remote receipt received',
      ]),
    )
    expect(JSON.stringify(steps)).not.toContain('建国')
    expect(JSON.stringify(steps)).not.toContain(payer.idNumber)
  })

  it('is a word, not an empty list, when nothing fits', async () => {
    const { api } = await signedIn()
    for (const search of [
      { by: 'number', text: '000000000017' },
      { by: 'number', text: "1' or '1'='1" },
      { by: 'id', text: '018f3c5e-0000-7000-8000-000000000000' },
    ] as const)
      expect(await codeOf(api.search(search))).toBe('operation.no-such')
  })

  it('is every incident and every pack', async () => {
    const { api } = await signedIn()
    expect((await api.incidents()).more).toBe(false)
    const { packs } = await api.packs()
    expect(packs).toMatchObject([
      { number: resources.pack.number, state: 'now', keyId: null, changes: null, validFrom: '2025-05-08' },
    ])
  })
})
