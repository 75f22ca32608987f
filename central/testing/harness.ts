import path from 'node:path'
import type { Batch } from '../../shared/contract/central'
import { batchAnswerSchema } from '../../shared/contract/batch-answer'
import { canonicalJson } from '../../shared/contract/canonical'
import { changesAnswerSchema } from '../../shared/contract/changes'
import { memberFactsSchema } from '../../shared/contract/operation'
import { atShanghai } from '../../shared/domain/china-time'
import type { MemberFacts } from '../../shared/domain/member-facts'
import type { OperationBody, OperationPayload } from '../../shared/domain/operation'
import type { Outcome } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { Centre } from '../centre'
import type { SettableClock } from '../clock'
import { clockFrom } from '../clock'
import type { Database } from '../database'
import { openPglite } from '../database'
import type { StationId } from '../../shared/domain/ids'
import type { Exchange } from '../exchange/exchange'
import { sha256 } from '../hash'
import { createApp } from '../http/app'
import type { Door, Limits } from '../http/door'
import { openDoor } from '../http/door'
import type { Patience } from '../http/listener'
import { listen } from '../http/listener'
import { prepareImage, findImage } from '../image'
import type { CentreKeys, KeyFile } from '../keys/keys'
import { makeKeyFile, readKeys } from '../keys/keys'
import type { LedgerReport } from '../ledger/verify'
import { verifyLedger } from '../ledger/verify'
import type { Log, LogData } from '../log'
import type { DueWork } from '../operations/due'
import { workDue } from '../operations/due'
import type { MemberSeed } from '../resources'
import { claimedHead } from '../stations/batch-head'
import { newToken } from '../stations/token'
import type { Db } from '../schema'
import type { TestStation } from './station'
import { resources, resourcesDir } from './practice-resources'

export { resources, resourcesDir }
/** Git-ignored; the image in it is named by what is in it. */
export const imageDir = path.resolve('.cache', 'centre-test-image')
/** How long a test's set-up may take: the first one makes the image, on a machine that has other things to do. */
export const setUpMs = 60_000
/** 09:30 in Shanghai, the practice clock's usual start. */
export const morningAt = atShanghai('2026-11-23', '09:30')

/** The prepared image, made by the first test that needs it. */
export async function preparedImage(): Promise<Blob> {
  await prepareImage(imageDir, resources, morningAt)
  const image = await findImage(imageDir, resources)
  if (image === null) throw new Error('the image was not prepared')
  return image
}

/** A database of its own in memory, seeded with the practice people. */
export async function openTestDatabase(): Promise<Database> {
  return openPglite({ image: await preparedImage() })
}

export interface LogLine {
  readonly code: string
  readonly data: LogData
}

/** A log that keeps its lines for the test to look at. */
export function keptLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  return { lines, write: (_level, code, data = {}) => void lines.push({ code, data }) }
}

/** What came back over the line. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A centre that listens on loopback, its clock standing still until the test moves it. */
export class TestCentre {
  constructor(
    readonly centre: Centre,
    readonly clock: SettableClock,
    readonly log: ReturnType<typeof keptLog>,
    readonly url: string,
    readonly door: Door,
    readonly close: () => Promise<void>,
  ) {}

  get db(): Db {
    return this.centre.db
  }

  get at(): number {
    return this.clock.now()
  }

  /** Asks as the station that the request names, with a token of this centre; `as` says which when it names none. */
  async call(method: 'GET' | 'POST', place: string, body?: unknown, as?: string): Promise<Answer> {
    const station = as ?? stationIn(place, body)
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(station === null ? {} : { authorization: `Bearer ${await this.token(station)}` }),
    }
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${this.url}${place}`, { method, headers, ...init })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }

  /** A token for a station as it stands in the database; how stations get one is tested by itself. */
  async token(id: string): Promise<string> {
    const station = id as StationId
    const row = await this.db
      .selectFrom('station')
      .select('epoch')
      .where('id', '=', station)
      .executeTakeFirst()
    return newToken(this.door.keys, this.centre.realm, { station, epoch: row?.epoch ?? 1 }, this.at)
  }

  post(batch: Batch): Promise<Answer> {
    return this.call('POST', '/v1/batches', batch)
  }

  /** Sends operations as one batch and moves the station on; anything but an answer throws. */
  async send(station: TestStation, ...payloads: readonly OperationPayload[]): Promise<readonly Outcome[]> {
    const batch = await station.batch(payloads)
    const { status, body } = await this.post(batch)
    if (status !== 200) throw new Error(`the centre answered ${status} ${JSON.stringify(body)}`)
    station.sent(batch)
    return batchAnswerSchema.parse(body).results.map(({ outcome }) => outcome)
  }

  /** Sends one operation with records beside it; each names the operation and its bytes unless it says otherwise. */
  async sendBeside(
    station: TestStation,
    payload: OperationPayload,
    ...records: readonly object[]
  ): Promise<Outcome> {
    const about = { operationId: payload.id, payloadHash: sha256(canonicalJson(payload)), at: this.at }
    const texts = records.map((record) => canonicalJson({ ...about, ...record }))
    const batch = await station.batch([payload], {}, [texts])
    const { status, body } = await this.post(batch)
    if (status !== 200) throw new Error(`the centre answered ${status} ${JSON.stringify(body)}`)
    station.sent(batch)
    const [result] = batchAnswerSchema.parse(body).results
    if (result === undefined) throw new Error('no outcome')
    return result.outcome
  }

  /** Takes one operation now and sends it. */
  async carryOut(
    station: TestStation,
    member: MemberSeed,
    body: OperationBody,
  ): Promise<{ readonly payload: OperationPayload; readonly outcome: Outcome }> {
    const payload = station.payload(member, body, this.at)
    const [outcome] = await this.send(station, payload)
    if (outcome === undefined) throw new Error('no outcome')
    return { payload, outcome }
  }

  async facts(station: TestStation, member: Pick<MemberSeed, 'idNumber'>): Promise<MemberFacts> {
    const readId = '018f3c5e-0000-7000-8000-000000000000'
    const { body } = await this.call('POST', '/v1/members/look-up', {
      station: station.id,
      idNumber: member.idNumber,
      readId,
    })
    return memberFactsSchema.parse(body)
  }

  async changes(station: TestStation, after = 0): Promise<ReturnType<typeof changesAnswerSchema.parse>> {
    const { body } = await this.call('GET', `/v1/changes?station=${station.id}&after=${after}`)
    return changesAnswerSchema.parse(body)
  }

  /** What the centre's own tick does. */
  due(): Promise<DueWork> {
    return workDue(this.centre)
  }

  ledger(): Promise<LedgerReport> {
    return verifyLedger(this.db)
  }
}

/** The station that a request names: in its address, its body, or the head of its batch. */
function stationIn(place: string, body: unknown): string | null {
  const asked = new URL(place, 'http://centre').searchParams.get('station')
  if (asked !== null || typeof body !== 'object' || body === null) return asked
  if ('station' in body && typeof body.station === 'string') return body.station
  return 'jws' in body && typeof body.jws === 'string' ? (claimedHead(body.jws)?.station ?? 'test-1') : null
}

let keyFile: Promise<KeyFile> | null = null

/** The keys of every test centre of this file. */
export async function testKeys(): Promise<CentreKeys> {
  keyFile ??= makeKeyFile()
  return readKeys(await keyFile)
}

/** Tests ask faster than counters, and wait for no batch that they do not send. */
export const testLimits: Limits = { holdMs: 0, perStation: 1e6, perAddress: 1e6, perAddressUnknown: 1e6 }

export interface TestCentreOptions {
  readonly at?: number
  /** A changed pack in force; the kept one stays what operations name. */
  readonly pack?: RulePack
  /** A database shared with other centres of the file. */
  readonly database: Database
  readonly limits?: Partial<Limits>
  readonly patience?: Patience
  readonly tls?: boolean
  readonly exchange?: (clock: SettableClock) => Exchange
}

/** A centre on a test's database, with its own clock, pack, log and port. */
export async function startTestCentre({
  at = morningAt,
  pack,
  database,
  limits,
  patience,
  tls = false,
  exchange,
}: TestCentreOptions): Promise<TestCentre> {
  const clock = clockFrom(at, () => 0)
  const log = keptLog()
  const packs = {
    current: pack ?? resources.pack,
    of: (number: number) => (number === resources.pack.number ? resources.pack : null),
    refresh: async () => undefined,
  }
  const centre: Centre = {
    db: database.db,
    clock,
    log,
    realm: 'practice',
    packs,
    exchange: exchange?.(clock),
  }
  const readiness = { ready: false }
  const door = await openDoor(database, await testKeys(), { ...testLimits, ...limits })
  const app = createApp(centre, readiness, door)
  const listener = await listen(app, readiness, {
    port: 0,
    ...(tls ? { tls: door.keys.tls } : {}),
    ...(patience === undefined ? {} : { patience }),
  })
  return new TestCentre(centre, clock, log, listener.url, door, async () => {
    await door.waker.close()
    await listener.drain(0)
  })
}
