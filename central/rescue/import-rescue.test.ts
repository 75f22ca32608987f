import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { Change } from '../../shared/contract/changes'
import { canonicalJson } from '../../shared/contract/canonical'
import type { RescueContent, RescueFile } from '../../shared/contract/rescue'
import { rescueText } from '../../shared/contract/rescue'
import type { OperationId } from '../../shared/domain/ids'
import type { OperationPayload } from '../../shared/domain/operation'
import { clockFrom } from '../clock'
import { openPglite } from '../database'
import { sha256 } from '../hash'
import { migrate } from '../migrations/migrate'
import { quietLog } from '../testing/quiet-log'
import { morningAt, preparedImage, resources } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, openingBody, transferBody, unknownStation } from '../testing/station'
import { openPractice } from '../open-practice'
import { importFile } from './import-file'
import { importRescue } from './import-rescue'
import { readRescue } from './read-rescue'

const { centre, database } = await centreOfFile()

interface Taken {
  readonly payload: OperationPayload
  readonly dispatch?: number
}

function contentOf(station: TestStation, taken: readonly Taken[]): RescueContent {
  return {
    format: 'wallet-counter/rescue',
    version: 1,
    suite: 'intl-1',
    realm: 'practice',
    station: station.id,
    epoch: 1,
    madeAt: morningAt,
    journal: { frame: 90, hash: 'ab'.repeat(32), at: morningAt },
    dispatch: null,
    damage: null,
    operations: taken.map(({ payload, dispatch }) => ({
      id: payload.id,
      taken: payload.taken,
      dispatch: dispatch ?? null,
      link: dispatch === undefined ? null : 'cd'.repeat(32),
      state: dispatch === undefined ? 'queued' : 'unknown',
      payloadHash: sha256(canonicalJson(payload)),
      payload: canonicalJson(payload),
    })),
  }
}

function sealed(content: RescueContent): RescueFile {
  return { ...content, contentHash: sha256(rescueText(content)) }
}

function read(content: RescueContent) {
  const rescue = readRescue(JSON.stringify(sealed(content)))
  if (!rescue.ok) throw new Error(rescue.error)
  return rescue.value
}

describe('an import', () => {
  it('keeps and parks what it does not know, with a code, and carries out the rest', async () => {
    const station = await newStation(database.db)
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    const known = station.payload(payer, transferBody(payee, 10), morningAt)
    const content = contentOf(station, [{ payload: known }])
    const later = [
      { ...known, id: randomUUID(), body: { kind: 'heirs-payout', to: 'x' } },
      { ...known, id: randomUUID(), v: 2, taken: undefined, no: 'otherwise' },
    ].map((payload, n) => {
      const text = canonicalJson(JSON.parse(JSON.stringify(payload)))
      const id = payload.id as OperationId
      return { id, taken: n + 5, dispatch: null, link: null, payload: text, payloadHash: sha256(text) }
    })
    const operations = [
      ...later.map((item) => ({ ...item, state: 'queued' as const })),
      ...content.operations,
    ]
    const rescue = read({ ...content, operations })
    expect(await importRescue(centre.centre, rescue, 'zhang')).toMatchObject({
      ok: true,
      value: { now: { done: 1, parked: 2 }, before: {}, otherContent: [] },
    })
    const codes = ['operation.unknown-kind', 'operation.unknown-version']
    for (const [n, { id, payload: text }] of later.entries()) {
      const row = await database.db
        .selectFrom('operation')
        .select(['payload', 'outcome'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(row).toMatchObject({ payload: text, outcome: { type: 'parked', code: codes[n] } })
    }
    const incidents = await database.db
      .selectFrom('incident')
      .select(['kind', 'details'])
      .where('station', '=', station.id)
      .orderBy('id')
      .execute()
    expect(incidents.map(({ kind }) => kind)).toEqual(['parked', 'parked'])
    const { changes } = await centre.changes(station)
    expect(changes.map((change) => change.type === 'outcome' && change.outcome.type)).toEqual([
      'done',
      'parked',
      'parked',
    ])
    expect(await importRescue(centre.centre, rescue, 'zhang')).toMatchObject({
      value: { again: true, now: {}, before: { done: 1, parked: 2 } },
    })
  })

  it('carries out in order what was not sent, answers what was, and once only', async () => {
    const station = await newStation(database.db)
    const payer = await newMember(database.db, { wallet: null })
    const payee = await newMember(database.db)
    // the centre had this one, the counter never saw the answer
    const { payload: answered } = await centre.carryOut(station, payer, openingBody())
    const sent = station.payload(payer, transferBody(payee, 10), morningAt)
    const fresh = station.payload(payer, transferBody(payee, 20), morningAt)
    const tooMuch = station.payload(payer, transferBody(payee, 2000.01), morningAt)
    const rescue = read(
      contentOf(station, [
        { payload: tooMuch },
        { payload: fresh },
        { payload: sent, dispatch: 2 },
        { payload: answered, dispatch: 1 },
      ]),
    )
    expect(rescue.items.map(({ payload }) => payload?.taken)).toEqual([1, 2, 3, 4])

    const first = await importRescue(centre.centre, rescue, 'zhang')
    expect(first).toEqual({
      ok: true,
      value: { again: false, now: { done: 2, refused: 1 }, before: { done: 1 }, otherContent: [] },
    })
    const ledger = await centre.ledger()
    expect(ledger).toMatchObject({ ok: true, sum: 0 })

    expect(await importRescue(centre.centre, rescue, 'zhang')).toEqual({
      ok: true,
      value: { again: true, now: {}, before: { done: 3, refused: 1 }, otherContent: [] },
    })
    expect(await centre.ledger()).toEqual(ledger)
    const facts = await centre.facts(station, payer)
    expect(facts.personalAccountFen).toBe(payer.personalAccountFen - 3000)

    // the station hears of it, and a counter that comes back to life is answered as before
    const { changes } = await centre.changes(station)
    const outcomeOf = (change: Change) => (change.type === 'outcome' ? [change.operationId] : [])
    expect(changes.flatMap(outcomeOf)).toEqual([sent.id, fresh.id, tooMuch.id])
    const outcomes = await centre.send(station, sent)
    expect(outcomes).toMatchObject([{ type: 'done' }])
    expect(await centre.ledger()).toEqual(ledger)
    const acts = await database.db
      .selectFrom('rescue')
      .selectAll()
      .where('station', '=', station.id)
      .execute()
    expect(acts).toMatchObject([{ imported_by: 'zhang', operations: 4, journal_frame: 90, damaged: false }])
  })

  it('of an id with other content is refused for that one, with an incident; the others go on', async () => {
    const station = await newStation(database.db)
    const payer = await newMember(database.db)
    const payee = await newMember(database.db)
    const { payload } = await centre.carryOut(station, payer, transferBody(payee, 10))
    const forged = { ...payload, body: transferBody(payee, 900) }
    const honest = station.payload(payer, transferBody(payee, 5), morningAt)
    const rescue = read(contentOf(station, [{ payload: forged }, { payload: honest }]))
    expect(await importRescue(centre.centre, rescue, 'zhang')).toMatchObject({
      ok: true,
      value: { now: { done: 1 }, otherContent: [payload.id] },
    })
    const incidents = await database.db
      .selectFrom('incident')
      .select(['kind', 'operation_id'])
      .where('station', '=', station.id)
      .execute()
    expect(incidents).toEqual([{ kind: 'same-id-other-content', operation_id: payload.id }])
    expect((await centre.facts(station, payer)).personalAccountFen).toBe(payer.personalAccountFen - 1500)
  })

  it('of a station nobody knows, or of another realm, touches nothing', async () => {
    const stranger = await unknownStation('nobody')
    const member = await newMember(database.db)
    const payload = stranger.payload(member, openingBody(), morningAt)
    expect(await importRescue(centre.centre, read(contentOf(stranger, [{ payload }])), 'zhang')).toEqual({
      ok: false,
      error: 'sync.unknown-station',
    })
    const station = await newStation(database.db)
    const rescue = read(contentOf(station, []))
    const live = { ...centre.centre, realm: 'live' as const }
    expect(await importRescue(live, rescue, 'zhang')).toEqual({ ok: false, error: 'sync.wrong-realm' })
  })
})

describe('a file', () => {
  async function good(): Promise<RescueContent> {
    const station = await newStation(database.db)
    const payload = station.payload(await newMember(database.db), openingBody(), morningAt)
    return contentOf(station, [{ payload }])
  }
  const failure = (text: string): unknown => {
    const answer = readRescue(text)
    return answer.ok ? null : answer.error
  }

  it('that is none, or was changed by a letter, is named', async () => {
    const file = sealed(await good())
    expect(failure(JSON.stringify(file))).toBeNull()
    for (const text of ['', '{', '[]', '"x"', JSON.stringify({ ...file, station: 'A' })])
      expect(failure(text)).toBe('malformed')
    expect(failure(JSON.stringify({ ...file, extra: 1 }))).toBe('malformed')
    expect(failure(JSON.stringify({ ...file, version: 2 }))).toBe('another-version')
    expect(failure(JSON.stringify({ ...file, madeAt: 1 }))).toBe('changed')
    expect(failure('{"__proto__":{"format":"wallet-counter/rescue","version":2}}')).toBe('malformed')
  })

  it.each([
    ['another id', { id: '018f3c5e-0000-7000-8000-000000000000' as OperationId }],
    ['another number', { taken: 77 }],
    ['another hash', { payloadHash: 'f'.repeat(64) }],
    ['no operation', { payload: '{}', payloadHash: sha256('{}') }],
  ])('with an item of %s is not taken, though its hash holds', async (_what, change) => {
    const content = await good()
    const operations = content.operations.map((item) => ({ ...item, ...change }))
    expect(failure(JSON.stringify(sealed({ ...content, operations })))).toBe('bad-item')
  })

  it('with one operation twice, or of another station, is not taken', async () => {
    const content = await good()
    const [item] = content.operations
    const twice = item === undefined ? [] : [item, item]
    expect(failure(JSON.stringify(sealed({ ...content, operations: twice })))).toBe('bad-item')
    const { operations } = await good()
    expect(failure(JSON.stringify(sealed({ ...content, operations })))).toBe('bad-item')
  })
})

describe('the command', () => {
  it('says what became of the file, and why not', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rescue-'))
    const dataDir = path.join(folder, 'centre')
    const own = await openPglite({ dataDir, image: await preparedImage() })
    await migrate(own.db, 'practice')
    const station = await newStation(own.db)
    const payload = station.payload(await newMember(own.db, { wallet: null }), openingBody(), morningAt)
    await own.close()
    const file = path.join(folder, 'rescue.json')
    const said: string[] = []
    const run = async (): Promise<string> => {
      said.length = 0
      const clock = clockFrom(morningAt, () => 0)
      const open = () => openPractice({ dataDir, image: null, resources, clock, log: quietLog })
      const code = await importFile({ file, by: 'zhang', open, say: (line) => said.push(line) })
      return `${code} ${said.join(' | ')}`
    }
    expect(await run()).toContain('1 nothing was imported: there is no file')
    writeFileSync(file, '{}')
    expect(await run()).toContain('1 nothing was imported: this is not a rescue file')
    writeFileSync(file, JSON.stringify(sealed(contentOf(station, [{ payload }]))))
    expect(await run()).toContain('0 station test-')
    expect(said).toContain('carried out now, done: 1')
    await run()
    expect(said).toContain('known before, done: 1')
    const running = await openPglite({ dataDir })
    expect(await run()).toContain('1 nothing was imported: the centre is running')
    await running.close()
    rmSync(folder, { recursive: true })
  })
})
