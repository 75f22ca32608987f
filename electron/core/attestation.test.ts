import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import type { Database } from '../../central/database'
import { verifyLedger } from '../../central/ledger/verify'
import type { MemberSeed } from '../../central/resources'
import { newMember, places } from '../../central/testing/people'
import type { TestPostgres } from '../../central/testing/postgres'
import { startPostgres } from '../../central/testing/postgres'
import { sealText } from '../../central/testing/seal-password'
import { setMemberPassword } from '../../central/verification/member-password'
import type { OperationForm } from '../../shared/contract/counter'
import { atShanghai } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import { liveDatabase, livePack, startLiveCentre } from './enrolment/testing/live-centre'
import type { LiveCentre } from './enrolment/testing/live-centre'
import { live, liveFolder, openEnrolment } from './enrolment/testing/live-counter'
import type { LiveCounter } from './enrolment/testing/live-counter'
import { TestKeychain } from './keys/testing/test-keychain'
import { answerAssent } from './services/answer-assent'
import { typePassword } from './services/member-password'
import { memberView } from './views/member-view'
import { composeSlip } from './slips/compose-slip'
import { refusedCodes } from './testing/clerk-acts'

/* A live pack knows no 同意 alone: clerk and second person see the member agree (domain.md 3.3). */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const morning = atShanghai('2026-11-23', '09:30')
const password = 'lianxi2026'
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let folder: string
let counter: LiveCounter

beforeAll(async () => {
  postgres = await startPostgres()
  database = await liveDatabase(await postgres.newDatabase())
  folder = liveFolder()
  centre = await startLiveCentre(database, morning)
  const ways = ['member-password', 'attestation'] as const
  const verification = { 'wallet-opening': ways, transfer: ways, receive: ways }
  const number = livePack().number + 1
  const told = { familyBinding: { taken: false } }
  await centre.publish(livePack({ number, title: '两人见证', verification, ...told }))
  await centre.centre.packs.refresh()
  const keychain = new TestKeychain()
  const desk = await openEnrolment(folder, keychain, morning)
  expect(await desk.enrol({ code: await centre.code(), address: centre.url })).toMatchObject({ ok: true })
  counter = await live(folder, keychain, morning, { line: false })
  await counter.counter.signIn({ clerk: 'liyulan', password })
})
afterAll(async () => {
  expect((await verifyLedger(database.db)).ok).toBe(true)
  await counter.close()
  await centre.close()
  await database.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

const opening: OperationForm = {
  kind: 'wallet-opening',
  placeOfUse: places.open,
  phone: '',
  phoneOwner: 'none',
  phoneRelation: '',
  noticeGiven: 'read-by-oneself',
  placeReason: '',
}

async function typedVisit(member: MemberSeed): Promise<string> {
  await counter.round()
  const { idNumber, name } = member
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber, name })
  await counter.until(() => counter.view().visit?.facts != null, 'facts')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  return visitId
}

async function take(visitId: string, form: OperationForm): Promise<OperationId> {
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.counter.propose({ operationId, visitId, form })
  expect(answerAssent(counter.core, operationId, wordsHash, 'agree')).toMatchObject({ ok: true })
  await counter.counter.take({ operationId })
  return operationId
}

async function look(operationId: OperationId, clerk: string, memberSeen: boolean): Promise<unknown> {
  const { second } = await counter.counter.operation({ operationId })
  return counter.counter.second.approve({
    items: [{ operationId, payloadHash: second?.payloadHash ?? '' }],
    ...{ clerk, password, memberSpoken: true, memberSeen },
  })
}

test('an opening waits for the attestation of clerk and second person, says so on its slip, and is done', async () => {
  expect(counter.view().pack.title).toBe('两人见证')
  const member = await newMember(database.db, { name: '试甲', wallet: null })
  const visitId = await typedVisit(member)
  const operationId = await take(visitId, opening)
  await counter.round()
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    state: 'awaiting-verification',
    sent: false,
    withdrawal: 'here',
    second: { reasons: [], memberSeen: true },
  })
  expect(await refusedCodes(look(operationId, 'zhoumin', false))).toEqual(['approval.member-not-seen'])
  expect(await refusedCodes(look(operationId, 'liyulan', true))).toEqual(['approval.own'])
  await look(operationId, 'zhoumin', true)
  await counter.round()
  expect(await counter.counter.operation({ operationId })).toMatchObject({ state: 'done' })
  const record = counter.core.projection.operation(operationId)
  if (record === null) throw new Error('no such operation')
  const { rows } = await composeSlip(counter.core, record, '李玉兰', 1)
  expect(rows).toContainEqual({
    label: '怎么确认的',
    value: '李玉兰、周敏 两位工作人员看着本人同意',
    small: '依据：两人见证',
    big: false,
  })
  await counter.counter.endVisit({ visitId })
})

test('money on a typed number wants both: one look of the second person makes approval and attestation', async () => {
  const [payer, payee] = [
    await newMember(database.db, { name: '试乙' }),
    await newMember(database.db, { name: '试丙' }),
  ]
  const visitId = await typedVisit(payer)
  const operationId = await take(visitId, {
    kind: 'transfer',
    source: 'personal-account',
    payeeName: payee.name,
    payeeIdNumber: payee.idNumber,
    payeeRegion: payee.insuredRegion,
    payeeIdentity: 'typed',
    relation: '30',
    commitment: '',
    amount: '120',
  })
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    state: 'awaiting-approval',
    second: { reasons: [{ code: 'visit.typed-identity' }], memberSeen: true },
  })
  await look(operationId, 'zhoumin', true)
  const made = counter.core.projection.records(operationId).map((text) => JSON.parse(text) as object)
  expect(made).toMatchObject([
    { record: 'approval', by: 'zhoumin' },
    { record: 'attestation', by: 'liyulan', second: 'zhoumin' },
  ])
  await counter.round()
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    state: 'done',
    receipt: 'pending',
  })
})

test('the member’s own password: what never arrived goes again without one that is gone, and a lost answer is asked for', async () => {
  const member = await newMember(database.db, { name: '试丁', wallet: null })
  await database.db.transaction().execute((tx) => setMemberPassword(tx, member.id, '730914', morning))
  await counter.counter.endVisit({ visitId: counter.view().visit?.visitId ?? '' })
  const visitId = await typedVisit(member)
  const { core } = counter
  const { line } = core.moment
  Object.assign(core.moment, { memberWindow: true, keypad: true, line: { ...line, state: 'up' } })
  const operationId = await take(visitId, opening)
  const type = async (password: string): Promise<void> => {
    const { screen } = memberView(core, 1)
    if (screen.name !== 'password') throw new Error(`no keypad: ${screen.name}`)
    const { key, operations, at: sealedAt } = screen
    const sealed = await sealText(key, { operations, password, sealedAt })
    expect(typePassword(core, operations, sealed)).toMatchObject({ ok: true })
  }
  const operation = () => core.projection.operation(operationId)?.operation
  const lost = { ok: false, failure: { kind: 'unanswered', code: 'central.no-answer' } } as const
  await type('730914')
  await counter.round({ central: { ...counter.central, batch: () => Promise.resolve(lost) } })
  const first = operation()?.dispatch ?? 0
  expect(operation()?.state).toBe('unknown')
  // its five minutes are over; the number leaves no hole, and nothing is done without a password
  core.passwords.drop([operationId])
  await counter.round()
  expect(operation()).toMatchObject({
    state: 'awaiting-verification',
    dispatch: first,
    outcome: { type: 'verification-needed', code: 'verification.missing' },
  })
  await type('135790')
  await counter.round()
  expect(operation()).toMatchObject({
    state: 'awaiting-verification',
    dispatch: first + 1,
    outcome: { code: 'verification.wrong', triesLeft: 4 },
  })
  await type('730914')
  await counter.drainLosing()
  expect(operation()?.state).toBe('unknown')
  await counter.round()
  expect(operation()).toMatchObject({ state: 'done', dispatch: first + 2 })
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(kept.filter((path) => readFileSync(path).includes('730914'))).toEqual([])
})

test('a family-binding that the pack does not take is told with the place where it is done, and nothing is taken', async () => {
  await counter.counter.endVisit({ visitId: counter.view().visit?.visitId ?? '' })
  expect(await counter.counter.packForForms({})).toMatchObject({ bindingTaken: false })
  const owner = await newMember(database.db, { name: '试丁' })
  const relative = await newMember(database.db, { name: '试戊' })
  const visitId = await typedVisit(owner)
  const other = { otherName: relative.name, otherIdNumber: relative.idNumber, relation: '30' }
  const form = { kind: 'family-binding', change: 'bind', commitment: '', ...other } as const
  expect(await refusedCodes(take(visitId, form))).toEqual(['binding.not-offered'])
  expect(counter.view().visit?.operations.filter(({ number }) => number !== null)).toEqual([])
})
