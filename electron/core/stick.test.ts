import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import type { Database } from '../../central/database'
import { verifyLedger } from '../../central/ledger/verify'
import type { StickTaken } from '../../central/stick/import-stick'
import { importStick } from '../../central/stick/import-stick'
import { stickLabel } from '../../central/stick/stick-label'
import { newMember, places } from '../../central/testing/people'
import type { TestPostgres } from '../../central/testing/postgres'
import { startPostgres } from '../../central/testing/postgres'
import { canonicalJson } from '../../shared/contract/canonical'
import { stickLabelFile } from '../../shared/contract/stick'
import { atShanghai } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import { liveDatabase, livePack, startLiveCentre } from './enrolment/testing/live-centre'
import type { LiveCentre } from './enrolment/testing/live-centre'
import { live, liveFolder, openEnrolment } from './enrolment/testing/live-counter'
import type { LiveCounter } from './enrolment/testing/live-counter'
import { TestKeychain } from './keys/testing/test-keychain'
import { answerAssent } from './services/answer-assent'
import { refusedCodes } from './testing/clerk-acts'

/* What waits goes to the centre by hand and its answer comes back: the real counter, the real import, one pair of keys (ADR 31). */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const morning = atShanghai('2026-11-23', '09:30')
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let folder: string
let stick: string
let counter: LiveCounter
let visitId: string

beforeAll(async () => {
  postgres = await startPostgres()
  database = await liveDatabase(await postgres.newDatabase())
  folder = liveFolder()
  stick = mkdtempSync(join(tmpdir(), 'stick-'))
  centre = await startLiveCentre(database, morning)
  const keychain = new TestKeychain()
  const desk = await openEnrolment(folder, keychain, morning)
  expect(await desk.enrol({ code: await centre.code(), address: centre.url })).toMatchObject({ ok: true })
  counter = await live(folder, keychain, morning, { line: false })
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  const member = await newMember(database.db, { name: '试甲', wallet: null })
  await counter.round()
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber: member.idNumber, name: member.name })
  await counter.until(() => counter.view().visit?.facts != null, 'facts')
  visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
})
afterAll(async () => {
  expect((await verifyLedger(database.db)).ok).toBe(true)
  await counter.close()
  await centre.close()
  await database.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
  rmSync(stick, { recursive: true, force: true })
})

/** One opening, taken and not sent. */
async function takeOpening(): Promise<OperationId> {
  const operationId = v7() as OperationId
  const form = {
    kind: 'wallet-opening',
    placeOfUse: places.open,
    phone: '',
    phoneOwner: 'none',
    phoneRelation: '',
    noticeGiven: 'read-by-oneself',
    placeReason: '',
  } as const
  const { wordsHash } = await counter.counter.propose({ operationId, visitId, form })
  expect(answerAssent(counter.core, operationId, wordsHash, 'agree')).toMatchObject({ ok: true })
  await counter.counter.take({ operationId })
  return operationId
}

const stateOf = (id: OperationId) => counter.core.projection.operation(id)?.operation.state
const label = (): string => join(stick, stickLabelFile)
async function write(): Promise<{ numbers: number[]; operations: number } | null> {
  counter.picks.push(label())
  return counter.counter.writeStick({})
}
async function read(answer: string): Promise<unknown> {
  const path = join(stick, 'back.answer')
  writeFileSync(path, answer)
  counter.picks.push(path)
  return counter.counter.readStickAnswer({})
}
const fileOf = (number: number): string =>
  readFileSync(
    join(
      stick,
      readdirSync(stick).find((name) => name.endsWith(`-${String(number).padStart(6, '0')}.stick`)) ?? '',
    ),
    'utf8',
  )
async function carry(number: number): Promise<StickTaken> {
  const taken = await importStick(centre.centre, centre.keys, fileOf(number), '陈')
  if (!taken.ok) throw new Error(taken.error.code)
  return taken.value
}

test('off until the pack allows it; registered media only; what waits goes out by hand and is answered once, whatever is lost or doubled', async () => {
  expect(counter.view().sync.stick).toEqual({ allowed: false, waiting: [] })
  expect(await refusedCodes(counter.counter.writeStick({}))).toEqual(['stick.not-allowed'])

  const rule = { station: counter.core.station.id, from: '2026-11-20', to: '2026-11-30', media: ['disk-1'] }
  await centre.publish(livePack({ number: livePack().number + 1, title: '可用U盘', sticks: [rule] }))
  await centre.centre.packs.refresh()
  await counter.round()
  expect(counter.view().sync.stick.allowed).toBe(true)
  const first = await takeOpening()
  counter.core.moment.line = { ...counter.core.moment.line, state: 'down' }
  await counter.round({ central: { ...counter.central, batch: () => Promise.resolve(lost) } })
  expect(stateOf(first)).toBe('unknown')
  const second = await takeOpening()

  // a label of nobody, of another medium, or none
  writeFileSync(label(), 'rubbish')
  expect(await refusedCodes(write())).toEqual(['stick.unknown-medium'])
  writeFileSync(label(), (await stickLabel(centre.centre, centre.keys, 'disk-2')) ?? '')
  expect(await refusedCodes(write())).toEqual(['stick.unknown-medium'])
  writeFileSync(label(), `${(await stickLabel(centre.centre, centre.keys, 'disk-1')) ?? ''}\n`)
  counter.core.moment.line = { ...counter.core.moment.line, state: 'up' }
  expect(await refusedCodes(counter.counter.writeStick({}))).toEqual(['stick.line-up'])
  counter.core.moment.line = { ...counter.core.moment.line, state: 'down' }

  // nobody picked one
  expect(await counter.counter.writeStick({})).toBeNull()
  // a stick that takes nothing: what was numbered is kept here and written by the next try
  const whole = counter.core.sticks.write
  Object.assign(counter.core.sticks, { write: () => 'stick.full' })
  expect(await refusedCodes(write())).toEqual(['stick.full'])
  Object.assign(counter.core.sticks, { write: whole })
  expect(stateOf(second)).toBe('unknown')
  expect(await write()).toEqual({ numbers: [1], operations: 2 })
  expect(counter.view().sync.stick.waiting).toEqual([1])
  expect(fileOf(1)).not.toContain('wallet-opening')

  // more work, a second file; the first one goes along again
  const third = await takeOpening()
  expect(await write()).toEqual({ numbers: [1, 2], operations: 3 })
  expect(await write()).toEqual({ numbers: [1, 2], operations: 3 })

  // at the centre: in order only, the same file twice is the same answer
  expect(await importStick(centre.centre, centre.keys, fileOf(2), '陈')).toEqual({
    ok: false,
    error: { code: 'stick.missing', number: 1 },
  })
  expect(await importStick(centre.centre, centre.keys, fileOf(1).slice(0, -9), '陈')).toMatchObject({
    ok: false,
  })
  const one = await carry(1)
  const again = await carry(1)
  expect([again.again, again.answer]).toEqual([true, one.answer])
  const two = await carry(2)

  // and back: truncated, changed, out of order, of another station, twice
  for (const spoilt of ['', one.answer.slice(0, -20), `${one.answer}x`, one.answer.replace('.', '.e30')])
    expect(await refusedCodes(read(spoilt))).toEqual(['stick.unreadable'])
  expect(await refusedCodes(read(two.answer))).toEqual(['stick.missing'])
  expect([first, second, third].map(stateOf)).toEqual(['unknown', 'unknown', 'unknown'])
  expect(await read(one.answer)).toEqual({ number: 1 })
  // one person opens one wallet: the later ones are refused, each by its own outcome
  expect([first, second, third].map(stateOf)).toEqual(['done', 'refused', 'unknown'])
  expect(await refusedCodes(read(one.answer))).toEqual(['stick.answered-before'])
  expect(await read(two.answer)).toEqual({ number: 2 })
  expect(stateOf(third)).toBe('refused')
  expect(counter.view().sync.stick.waiting).toEqual([])
  expect(await refusedCodes(write())).toEqual(['stick.nothing'])

  // the line comes back: the same numbers, the same link, nothing twice
  counter.core.moment.line = { ...counter.core.moment.line, state: 'up' }
  const fourth = await takeOpening()
  await counter.round()
  expect(stateOf(fourth)).toBe('refused')
  expect(counter.core.projection.stopped()).toBeNull()
  const rows = await database.db.selectFrom('batch_item').select('dispatch').orderBy('dispatch').execute()
  expect(rows.map(({ dispatch }) => dispatch)).toEqual([1, 2, 3, 4])
})

test('what went by stick and by the line is carried out once, and the answer of another station is not taken', async () => {
  counter.core.moment.line = { ...counter.core.moment.line, state: 'down' }
  const operationId = await takeOpening()
  expect(await write()).toEqual({ numbers: [3], operations: 1 })
  // the line is back before anybody carried the stick: the centre is asked first
  counter.core.moment.line = { ...counter.core.moment.line, state: 'up' }
  await counter.round()
  expect(stateOf(operationId)).toBe('refused')
  const three = await carry(3)
  expect(await read(three.answer)).toEqual({ number: 3 })
  expect(stateOf(operationId)).toBe('refused')
  for (const changes of [{ station: 'town-2' }, { epoch: 2 }, { realm: 'practice' }])
    expect(await refusedCodes(read(await signedAnew(three.answer, changes)))).toEqual(['stick.other-station'])
  expect(await refusedCodes(read(await signedAnew(three.answer, { contentHash: 'f'.repeat(64) })))).toEqual([
    'stick.other-content',
  ])
})

/** An answer that says something else, signed by the centre all the same. */
async function signedAnew(answer: string, changes: object): Promise<string> {
  const content = JSON.parse(Buffer.from(answer.split('.')[1] ?? '', 'base64url').toString('utf8')) as object
  return new CompactSign(Buffer.from(canonicalJson({ ...content, ...changes }), 'utf8'))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'stick-answer', suite: 'intl-1', kid: centre.keys.centreId })
    .sign(centre.keys.signingKey)
}

const lost = { ok: false, failure: { kind: 'unanswered', code: 'central.no-answer' } } as const
