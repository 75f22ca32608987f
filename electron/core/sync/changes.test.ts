import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { operationPayloadSchema } from '../../../shared/contract/operation'
import { atShanghai } from '../../../shared/domain/china-time'
import { hallName } from '../../../shared/domain/masks'
import { sql } from 'kysely'
import type { ClerkId, Fen, OperationId, StationId, VisitId } from '../../../shared/domain/ids'
import type { Database } from '../../../central/database'
import { inTransaction } from '../../../central/database'
import { addChange, tellOfList } from '../../../central/changes/changes'
import { keepClerks } from '../../../central/clerks/clerks'
import { makeKeyFile, readKeys } from '../../../central/keys/keys'
import { startPostgres } from '../../../central/testing/postgres'
import type { TestPostgres } from '../../../central/testing/postgres'
import { TestKeychain } from '../keys/testing/test-keychain'
import { liveDatabase, livePack, startLiveCentre } from '../enrolment/testing/live-centre'
import type { LiveCentre } from '../enrolment/testing/live-centre'
import { live, liveFolder, openEnrolment } from '../enrolment/testing/live-counter'
import type { LiveCounter } from '../enrolment/testing/live-counter'
import { takeOpenings } from '../enrolment/testing/take-openings'
import type { Core } from '../counter-core'
import type { Central } from '../ports'
import { operationNumber } from '../views/operation-view'

/* What comes from the centre by itself: lists, rule packs, what others did, and what this version does not know. */

const at = atShanghai('2026-11-23', '09:30')
let postgres: TestPostgres
let database: Database
let centre: LiveCentre
let keychain: TestKeychain
let folder: string
let counter: LiveCounter | null = null

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await postgres.stop()
}, 60_000)
beforeEach(async () => {
  database = await liveDatabase(await postgres.newDatabase())
  centre = await startLiveCentre(database, at)
  keychain = new TestKeychain()
  folder = liveFolder()
  const desk = await openEnrolment(folder, keychain, at)
  expect(await desk.enrol({ code: await centre.code(), address: centre.url })).toMatchObject({ ok: true })
}, 60_000)
afterEach(async () => {
  await close()
  await centre.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(options: Parameters<typeof live>[3] = {}): Promise<LiveCounter> {
  counter = await live(folder, keychain, at, options)
  return counter
}

async function close(): Promise<void> {
  await counter?.close()
  counter = null
}

test('clerks of the centre: a new one signs in, one who left does not, without anybody doing anything here', async () => {
  const here = await open()
  await here.until(() => here.core.projection.clerksAt() === at, 'confirmed')
  await inTransaction(database.db, async (tx) => {
    const known = here.core.clerks.find(({ id }) => id === 'liyulan')
    if (known === undefined) throw new Error('no clerk')
    await keepClerks(tx, [{ ...known, id: 'mahua' as ClerkId, name: '马花' }])
    await tx.updateTable('clerk').set({ active: false }).where('id', '=', known.id).execute()
    await tellOfList(tx, 'clerks', at)
  })
  here.core.wakeSync()
  await here.until(() => here.view().clerks.some(({ id }) => id === 'mahua'), 'the new clerk')
  await here.counter.signIn({ clerk: 'mahua', password: 'lianxi2026' })
  await expect(here.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })).rejects.toMatchObject({
    data: { refusals: [{ code: 'sign-in.wrong' }] },
  })
  await close()
  const offline = await open({ line: false })
  expect(offline.view().clerks.map(({ id }) => id)).toEqual(['mahua', 'zhoumin'])
})

test('too many wrong passwords lock one clerk for a while, and a list nobody confirmed for longer than the pack allows lets nobody in', async () => {
  const here = await open()
  await here.until(() => here.core.projection.clerksAt() === at, 'confirmed')
  const signIn = (clerk: string, password = 'lianxi2026') => here.counter.signIn({ clerk, password })
  const refused = (code: string) => ({ data: { refusals: [{ code }] } })
  for (let wrong = 0; wrong < 5; wrong++)
    await expect(signIn('liyulan', 'no')).rejects.toMatchObject(refused('sign-in.wrong'))
  await expect(signIn('liyulan')).rejects.toMatchObject(refused('sign-in.locked'))
  await signIn('zhoumin')
  await close()
  const later = await live(folder, keychain, at + 11 * 60_000, { line: false })
  await later.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  await later.close()
  const stale = await live(folder, keychain, at + 15 * 86_400_000, { line: false })
  await expect(stale.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })).rejects.toMatchObject(
    refused('sign-in.list-too-old'),
  )
  await stale.close()
})

test('a new rule pack is in force at once and said in words until it was read; one of another signer leaves the old one in force and is named', async () => {
  const here = await open()
  await here.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  const { number, transfer } = livePack()
  const next = livePack({ number: number + 1, transfer: { ...transfer, maxFen: 150_000 as Fen } })
  await centre.publish(next)
  await inTransaction(database.db, (tx) => tellOfList(tx, 'rule-packs', at))
  here.core.wakeSync()
  await here.until(() => here.view().pack.number === number + 1, 'the new pack')
  expect(here.view().packNews?.lines).toContainEqual(expect.stringContaining('1,500.00元'))
  await here.counter.notePack({ number: number + 1 })
  expect(here.view().packNews).toBeNull()

  await centre.publish(livePack({ number: number + 2 }), await readKeys(await makeKeyFile()))
  await inTransaction(database.db, (tx) => tellOfList(tx, 'rule-packs', at))
  here.core.wakeSync()
  await here.until(() => here.view().sync.packProblem !== null, 'the problem')
  expect(here.view().sync.packProblem).toEqual({ number: number + 2, code: 'pack.bad-signature' })
  expect(here.core.pack.transfer.maxFen).toBe(150_000)
  await close()
  const again = await open({ line: false })
  expect(again.view().pack.number).toBe(number + 1)
})

test('what another did to an operation of this counter is shown with its actor until it was seen', async () => {
  const here = await open()
  const [id = '' as OperationId] = await takeOpenings(here.core, database, 1)
  here.core.wakeSync()
  await here.until(() => here.core.projection.operation(id)?.operation.state === 'done', 'done')
  await addCorrection(here.core.station.id, id)
  here.core.wakeSync()
  await here.until(() => here.view().sync.remoteActs.length === 1, 'the act')
  expect(here.view().sync.remoteActs).toMatchObject([
    { operationId: id, act: 'correction', actor: 'bureau', at },
  ])
  await close()
  const again = await open({ line: false })
  expect(again.view().sync.remoteActs).toHaveLength(1)
  await again.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  await again.counter.remoteActsSeen({})
  expect(again.view().sync.remoteActs).toEqual([])
})

test('who held an operation at the centre, and let it go on, stands by name on the sync screen and in its story', async () => {
  const here = await open({ line: false })
  const [id = '' as OperationId] = await takeOpenings(here.core, database, 1)
  await here.round()
  const act = { type: 'act', operationId: id, at } as const
  await inTransaction(database.db, async (tx) => {
    await addChange(tx, here.core.station.id, { ...act, act: 'held', by: '陈主管' })
    await addChange(tx, here.core.station.id, { ...act, act: 'released', by: '林主管' })
  })
  // a counter from before such acts keeps what it does not understand
  await here.round({ central: notKnowing(here.central, 'act') })
  expect(here.view().sync).toMatchObject({ parkedChanges: 2, remoteActs: [] })
  await close()
  const again = await open({ line: false })
  expect(again.view().sync).toMatchObject({
    parkedChanges: 0,
    remoteActs: [
      { operationId: id, act: 'held', actor: 'bureau', by: '陈主管' },
      { operationId: id, act: 'released', by: '林主管' },
    ],
  })
  await again.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  const { steps } = await again.counter.looks.case({ operationId: id })
  expect(steps.filter(({ what }) => what === 'acted-elsewhere')).toMatchObject([
    { actor: 'remote', name: '陈主管', detail: 'held' },
    { actor: 'remote', name: '林主管', detail: 'released' },
  ])
})

test('撤回 at another counter before it was sent: cancelled when it comes, named here, asked once there; too late is said as it is', async () => {
  const here = await open({ line: false })
  const [id = '' as OperationId, other = '' as OperationId] = await takeOpenings(here.core, database, 2)
  const there = await anotherCounter()
  const desk = there.counter.counter
  await desk.signIn({ clerk: 'zhoumin', password: 'lianxi2026' })
  const visitId = visitOf(there.counter.core, memberIn(here.core, id))
  const slip = (i: OperationId) =>
    here.core.signer.sign(
      canonicalJson({ ...paper, i, s: here.core.station.id, n: hallName(memberIn(here.core, i).name) }),
    )
  const find = async (jws: string) => {
    const scanId = randomUUID()
    await desk.codeScanned({ scanId, text: jws })
    return desk.looks.findSlip({ scanId })
  }
  const withdraw = (withdrawalId = randomUUID()) => desk.looks.withdrawElsewhere({ visitId, withdrawalId })
  const refused = (code: string) => ({ data: { refusals: [{ code }] } })
  await expect(withdraw()).rejects.toMatchObject(refused('visit.person-not-confirmed'))
  there.counter.core.commit([{ type: 'person-confirmed', visitId, clerk: 'zhoumin' as ClerkId, same: true }])
  await expect(withdraw()).rejects.toMatchObject(refused('operation.no-such'))
  expect(await find(await slip(id))).toMatchObject({ found: 'elsewhere', asked: 'not-known' })
  const same = randomUUID()
  for (let time = 0; time < 2; time++)
    expect(await withdraw(same)).toEqual({ withdrawal: 'waiting', today: null, printed: null })

  await here.round()
  expect(here.core.projection.operation(id)?.operation.state).toBe('cancelled')
  expect(here.core.projection.operation(other)?.operation.state).toBe('done')
  expect(here.view().sync.remoteActs).toMatchObject([
    { operationId: id, act: 'withdrawn', by: expect.stringContaining('周敏') as unknown },
  ])
  await here.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  const { steps } = await here.counter.looks.case({ operationId: id })
  expect(steps.map(({ what, detail }) => `${what} ${detail}`)).toEqual(
    expect.arrayContaining(['acted-elsewhere withdrawn', 'outcome-received cancelled']),
  )
  await find(await slip(other))
  expect(await withdraw()).toMatchObject({ withdrawal: 'other-member', today: null })
  const numberOf = (operationId: OperationId): string => {
    const record = here.core.projection.operation(operationId)
    return record === null ? '' : (operationNumber(here.core, record.operation) ?? '')
  }
  expect(await desk.looks.find({ number: numberOf(id) })).toMatchObject({ today: { state: 'cancelled' } })
  expect(await withdraw()).toMatchObject({ withdrawal: 'cancelled', today: { state: 'cancelled' } })
  there.counter.core.commit([{ type: 'visit-ended', visitId, clerk: 'zhoumin' as ClerkId }])
  expect(there.counter.core.projection.looks.wasShown(same)).toBe(true)
  await there.close()
})

test('a change of a later version is kept, counted, passed over and taken up by the version that knows it; one about an operation that is not here too', async () => {
  const older = await open({ line: false })
  const [id = '' as OperationId] = await takeOpenings(older.core, database, 1)
  await older.round()
  await addCorrection(older.core.station.id, id)
  await inTransaction(database.db, async (tx) => {
    await addChange(tx, older.core.station.id, { type: 'list', list: 'institutions', at })
  })
  // a counter from before corrections reads the very same log
  await older.round({ central: notKnowing(older.central, 'correction') })
  expect(older.view().sync).toMatchObject({ parkedChanges: 1, remoteActs: [] })
  expect(older.core.projection.cursor()).toBe(2)
  await close()

  const newer = await open({ line: false })
  expect(newer.view().sync).toMatchObject({ parkedChanges: 0, remoteActs: [{ operationId: id }] })
  const strange = '0193d2f0-0000-7000-8000-00000000aaaa' as OperationId
  await inTransaction(database.db, (tx) =>
    addChange(tx, newer.core.station.id, { type: 'receipt', operationId: id, receipt: 'received', at }),
  )
  await newer.round({ central: renaming(newer.central, id, strange) })
  expect(newer.view().sync.parkedChanges).toBe(1)
})

/** A slip's statement without what tells one from another. */
const paper = {
  v: 'intl-1',
  r: 'live',
  e: 1,
  k: 'wallet-opening',
  st: 'queued',
  rc: null,
  a: null,
  p: null,
  t: at,
}

/** A second station of the same centre. */
async function anotherCounter(): Promise<{ readonly counter: LiveCounter; close(): Promise<void> }> {
  const itsFolder = liveFolder()
  const itsKeychain = new TestKeychain()
  const desk = await openEnrolment(itsFolder, itsKeychain, at)
  await desk.enrol({ code: await centre.code('town-2'), address: centre.url })
  const its = await live(itsFolder, itsKeychain, at, { line: false })
  return {
    counter: its,
    close: async () => {
      await its.close()
      rmSync(itsFolder, { recursive: true, force: true })
    },
  }
}

function memberIn(core: Core, id: OperationId): { readonly name: string; readonly idNumber: string } {
  const payload = operationPayloadSchema.parse(JSON.parse(core.projection.operation(id)?.canonical ?? ''))
  return payload.member
}

/** The member's card was laid down at the other counter. */
function visitOf(core: Core, member: { readonly name: string; readonly idNumber: string }): VisitId {
  const visitId = randomUUID() as VisitId
  const read = {
    sexCode: '2',
    birthDate: '19400101',
    ethnicCode: '01',
    cardType: 'resident',
    validTo: '长期',
  } as const
  core.commit([
    {
      type: 'visit-opened',
      visitId,
      clerk: 'zhoumin' as ClerkId,
      person: { ...member, ...read },
      evidence: { readId: visitId, samNumber: '1', cardType: 'resident', textHmac: 'a'.repeat(64) },
    },
  ])
  return visitId
}

/** What the centre's correction of a transfer tells the station that took it. */
async function addCorrection(station: StationId, operationId: OperationId): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    const { change_number: number } = await tx
      .updateTable('station')
      .set({ change_number: sql<number>`change_number + 1` })
      .where('id', '=', station)
      .returning('change_number')
      .executeTakeFirstOrThrow()
    const nothing = { receipt: null, outcome: null, list: null }
    await tx
      .insertInto('change')
      .values({ station, number, type: 'correction', operation_id: operationId, ...nothing, at })
      .execute()
  })
}

/** The same centre as a counter hears it that does not know this type. */
function notKnowing(central: Central, type: string): Central {
  return {
    ...central,
    changes: async (station, after) => {
      const answer = await central.changes(station, after)
      if (!answer.ok) return answer
      const changes = answer.value.changes.map((change) =>
        change.known?.type === type ? { ...change, known: null } : change,
      )
      return { ok: true, value: { ...answer.value, changes } }
    },
  }
}

/** Changes about an operation that this counter does not have. */
function renaming(central: Central, from: OperationId, to: OperationId): Central {
  return {
    ...central,
    changes: async (station, after) => {
      const answer = await central.changes(station, after)
      if (!answer.ok) return answer
      const changes = answer.value.changes.map(({ number, known, text }) => ({
        number,
        known: known !== null && 'operationId' in known ? { ...known, operationId: to } : known,
        text: text.replaceAll(from, to),
      }))
      return { ok: true, value: { ...answer.value, changes } }
    },
  }
}
