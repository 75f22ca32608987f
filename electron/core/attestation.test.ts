import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import type { Database } from '../../central/database'
import { verifyLedger } from '../../central/ledger/verify'
import type { MemberSeed } from '../../central/resources'
import { newMember, places } from '../../central/testing/people'
import type { TestPostgres } from '../../central/testing/postgres'
import { startPostgres } from '../../central/testing/postgres'
import type { OperationForm } from '../../shared/contract/counter'
import { atShanghai } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import { liveDatabase, livePack, startLiveCentre } from './enrolment/testing/live-centre'
import type { LiveCentre } from './enrolment/testing/live-centre'
import { live, liveFolder, openEnrolment } from './enrolment/testing/live-counter'
import type { LiveCounter } from './enrolment/testing/live-counter'
import { TestKeychain } from './keys/testing/test-keychain'
import { answerAssent } from './services/answer-assent'
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
  await centre.publish(livePack({ number: 4, title: '两人见证', verification }))
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
  expect(counter.view().pack.number).toBe(4)
  const member = await newMember(database.db, { wallet: null })
  const visitId = await typedVisit(member)
  const operationId = await take(visitId, {
    kind: 'wallet-opening',
    placeOfUse: places.open,
    phone: '',
    phoneOwner: 'none',
    phoneRelation: '',
    noticeGiven: 'read-by-oneself',
    placeReason: '',
  })
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
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
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
