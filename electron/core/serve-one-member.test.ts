import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import type { OperationForm } from '../../shared/contract/counter'
import type { OperationView } from '../../shared/contract/view'
import type { OperationId } from '../../shared/domain/ids'
import { startClock } from './clock'
import {
  makeStation,
  morning,
  openCounter,
  openTestStore,
  personOf,
  prepareCentres,
  startCentre,
} from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

beforeAll(prepareCentres)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function world(): Promise<{ station: TestStation; centre: PracticeCentre }> {
  const station = makeStation()
  ends.push(() => station.remove())
  const centre = await startCentre(station)
  ends.push(() => centre.close())
  return { station, centre }
}

async function live(station: TestStation, centre: PracticeCentre | null): Promise<OpenCounter> {
  const counter = await openCounter(station, centre)
  ends.push(() => {
    counter.stop()
  })
  return counter
}

async function signedIn(counter: OpenCounter): Promise<void> {
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
}

async function visit(counter: OpenCounter, personId: string): Promise<string> {
  counter.lay(personId)
  await counter.until(() => counter.view().visit?.factsState === 'current', `facts of ${personId}`)
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId: visitId, same: true })
  return visitId
}

/** The whole of one operation at the counter: words shown, 同意, taken. */
async function take(counter: OpenCounter, visitId: string, form: OperationForm): Promise<OperationId> {
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.counter.propose({ operationId, visitId: visitId, form })
  const screen = counter.memberView().screen
  expect(screen).toMatchObject({ name: 'confirm', operationId })
  // the clerk reads word for word what the member is looking at
  const { shown } = await operation(counter, operationId)
  expect(shown).not.toBeNull()
  expect(screen).toMatchObject({ ...shown })
  await counter.member.answer({ operationId, wordsHash, answer: 'agree' })
  await counter.counter.take({ operationId })
  return operationId
}

function operation(counter: OpenCounter, id: OperationId): Promise<OperationView> {
  return counter.counter.operation({ operationId: id })
}

function opening(): OperationForm {
  return {
    kind: 'wallet-opening',
    placeOfUse: '620000/临夏回族自治州',
    phone: '138 0000 1234',
    phoneOwner: 'self',
    phoneRelation: '',
    noticeGiven: 'read-by-oneself',
    placeReason: '',
  }
}

function transfer(amount: string): OperationForm {
  const payee = personOf('li-xiaomei')
  return {
    kind: 'transfer',
    source: 'personal-account',
    payeeName: payee.name,
    payeeIdNumber: payee.idNumber,
    payeeRegion: '320000/苏州市',
    payeeIdentity: 'typed',
    relation: '30',
    commitment: '',
    amount,
  }
}

async function refusalCodes(work: Promise<unknown>): Promise<string[]> {
  try {
    await work
  } catch (error) {
    const { data } = error as { data?: { refusals?: { code: string; field: string | null }[] } }
    return (data?.refusals ?? []).map(({ code, field }) => (field === null ? code : `${code}@${field}`))
  }
  throw new Error('nothing was refused')
}

const stateOf = (counter: OpenCounter, id: OperationId): string =>
  counter.core.projection.operation(id)?.operation.state ?? ''
const receiptOf = (counter: OpenCounter, id: OperationId) =>
  counter.core.projection.operation(id)?.operation.receipt

test('the main job: wallet, transfer, line cut, transfer taken, line back, received', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  const visitId = await visit(counter, 'wang-xiuying')
  expect(counter.memberView().screen).toMatchObject({ name: 'greeting', member: '王**' })

  const walletId = await take(counter, visitId, opening())
  await counter.until(() => stateOf(counter, walletId) === 'done', 'wallet open')
  await counter.until(() => counter.view().visit?.facts?.wallet !== null, 'wallet in the facts')

  const first = await take(counter, visitId, transfer('650.00'))
  await counter.until(() => receiptOf(counter, first) === 'pending', 'first transfer out')
  await counter.counter.printSlip({ operationId: first })
  expect(counter.slips.at(-1)).toMatchObject({
    title: '转出单',
    banner: '钱已转出，等家人收款',
    border: 'single',
  })
  expect((await operation(counter, first)).deadlineAt).not.toBeNull()

  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'line down')
  const second = await take(counter, visitId, transfer('120.50'))
  expect(stateOf(counter, second)).toBe('queued')
  await counter.counter.printSlip({ operationId: second })
  expect(counter.slips.at(-1)).toMatchObject({
    title: '受理登记单',
    banner: '还没办好，钱没有动',
    border: 'dashed',
  })

  await centre.obey({ type: 'line', up: true })
  await counter.until(() => receiptOf(counter, second) === 'pending', 'second transfer carried out by itself')
  await counter.counter.endVisit({ visitId: visitId })

  const daughter = await visit(counter, 'li-xiaomei')
  const waiting = counter.view().visit?.facts?.waitingToReceive ?? []
  expect(waiting.map(({ amountFen }) => amountFen).sort()).toEqual([12050, 65000])
  const money = waiting.find(({ amountFen }) => amountFen === 65000)
  const received = await take(counter, daughter, { kind: 'receive', transferId: money?.transferId ?? '' })
  await counter.until(() => stateOf(counter, received) === 'done', 'received')
  await counter.until(() => receiptOf(counter, first) === 'received', 'payer side told')
  expect(receiptOf(counter, second)).toBe('pending')

  const ledger = await centre.obey({ type: 'ledger' })
  expect(ledger).toMatchObject({ type: 'ledger', ok: true, sum: 0 })
})

test('core killed between taken and answered: unknown, asked for by its id, exactly one effect', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  const visitId = await visit(counter, 'wang-xiuying')
  const walletId = await take(counter, visitId, opening())
  await counter.until(() => stateOf(counter, walletId) === 'done', 'wallet open')
  await counter.until(() => counter.view().visit?.facts?.wallet !== null, 'wallet in the facts')

  await centre.obey({ type: 'fault', mode: 'no-answer-after-work' })
  const id = await take(counter, visitId, transfer('650.00'))
  await counter.until(() => stateOf(counter, id) === 'unknown', 'no answer')
  expect(counter.memberView().screen).toMatchObject({ name: 'result', headline: '已经发出，结果还没回来' })
  counter.stop()

  await centre.obey({ type: 'fault', mode: 'none' })
  const again = await live(station, centre)
  expect(again.view().session?.clerk).toBe('liyulan')
  expect(again.view().visit?.visitId).toBe(visitId)
  await again.until(() => receiptOf(again, id) === 'pending', 'answer found by id')
  await again.until(() => again.view().visit?.facts?.personalAccountFen === 328640 - 65000, 'debited once')
  expect(again.view().visit?.facts?.transfersPending).toBe(1)
  // the answer came by asking: nothing went out a second time
  const about = again.committed.filter((event) => 'operationId' in event && event.operationId === id)
  expect(about.find(({ type }) => type === 'outcome-received')).toMatchObject({ via: 'query' })
  expect(about.map(({ type }) => type)).not.toContain('operation-resent')
  expect(await centre.obey({ type: 'ledger' })).toMatchObject({ ok: true, sum: 0 })
})

test.each([
  ['failing', 'central.failed'],
  ['rubbish', 'central.rubbish'],
  ['slow', 'central.slow'],
] as const)(
  'a centre that is %s: the line is down with a code, what was taken waits and loses nothing',
  async (mode, code) => {
    const { station, centre } = await world()
    const counter = await live(station, centre)
    await signedIn(counter)
    const visitId = await visit(counter, 'wang-xiuying')
    await centre.obey({ type: 'fault', mode })
    await counter.until(() => counter.view().line.cause === code, `cause ${code}`)
    const id = await take(counter, visitId, opening())
    await centre.obey({ type: 'fault', mode: 'none' })
    await counter.until(() => stateOf(counter, id) === 'done', 'carried out afterwards')
  },
)

test('every bad input is refused with its code at its field, and the visit stays', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  expect(await refusalCodes(counter.counter.signIn({ clerk: 'liyulan', password: 'wrong' }))).toEqual([
    'sign-in.wrong@password',
  ])
  expect(await refusalCodes(counter.counter.waitingList({}))).toEqual(['sign-in.needed'])
  await signedIn(counter)
  const visitId = (await visit(counter, 'li-jianguo')) as never
  const propose = (form: OperationForm) =>
    refusalCodes(counter.counter.propose({ operationId: v7(), visitId, form }))
  const good = transfer('650.00') as Extract<OperationForm, { kind: 'transfer' }>

  expect(await propose({ ...good, amount: '2000.01' })).toEqual(['transfer.over-limit@amount'])
  expect(await propose({ ...good, amount: '0' })).toEqual(['amount.not-positive@amount'])
  expect(await propose({ ...good, amount: '六百' })).toEqual(['amount.malformed@amount'])
  expect(await propose({ ...good, relation: '38' })).toEqual(['relation.not-near@relation'])
  expect(await propose({ ...good, payeeIdNumber: '990203197406085820' })).toEqual([
    'id-number.wrong-check-digit@payeeIdNumber',
  ])
  expect(await propose({ ...good, payeeRegion: '990000/练习二市' })).toContain(
    'payee.place-closed@payeeRegion',
  )
  expect(await propose({ ...good, payeeIdNumber: '990203', amount: 'x', payeeName: ' ' })).toEqual([
    'name.empty@payeeName',
    'id-number.malformed@payeeIdNumber',
    'amount.malformed@amount',
  ])
  expect(await propose({ ...opening(), phone: '1380000' } as OperationForm)).toEqual([
    'phone.malformed@phone',
  ])

  // A place nobody knows is no refusal before the centre was asked.
  const lines = await counter.counter.checkForm({
    visitId,
    form: { ...good, payeeRegion: '210000/名单外的地区' },
  })
  expect(lines.find(({ rule }) => rule === 'payee.place')).toMatchObject({ verdict: 'unknown' })
  expect(counter.view().visit?.visitId).toBe(visitId)
})

test('a different card changes nothing until the clerk chooses; a wrong check digit opens nothing', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  counter.lay('wrong-check-digit')
  expect(counter.view().cardProblem?.code).toBe('card.wrong-number')
  expect(counter.view().visit).toBeNull()
  const visitId = await visit(counter, 'wang-xiuying')
  counter.lay('li-xiaomei')
  expect(counter.view().visit?.visitId).toBe(visitId)
  const other = counter.view().otherCard
  expect(other?.name).toBe('李晓梅')
  expect(counter.memberView().screen).toMatchObject({ name: 'greeting', member: '王**' })
  expect(await refusalCodes(counter.counter.otherCard({ readId: randomUUID(), choice: 'mistake' }))).toEqual([
    'visit.no-other-card',
  ])
  await counter.counter.otherCard({ readId: other?.readId ?? '', choice: 'mistake' })
  expect(counter.view().otherCard).toBeNull()
  expect(counter.core.projection.rows().join('\n')).not.toContain(personOf('li-xiaomei').idNumber)
  counter.lay('li-xiaomei')
  await counter.counter.otherCard({ readId: counter.view().otherCard?.readId ?? '', choice: 'payee' })
  expect(counter.view().visit?.payeeCard?.name).toBe('李晓梅')
})

test('nothing is taken without 同意 on exactly these words and 人证一致', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  counter.lay('wang-xiuying')
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
  const visitId = counter.view().visit?.visitId ?? ('' as never)
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.counter.propose({ operationId, visitId, form: opening() })
  expect(await refusalCodes(counter.counter.take({ operationId }))).toEqual([
    'visit.person-not-confirmed',
    'assent.missing',
  ])
  expect(
    await refusalCodes(counter.member.answer({ operationId, wordsHash: 'f'.repeat(64), answer: 'agree' })),
  ).toEqual(['assent.stale'])
  await counter.counter.confirmPerson({ visitId, same: true })
  await counter.member.answer({ operationId, wordsHash, answer: 'decline' })
  expect(await refusalCodes(counter.counter.take({ operationId }))).toEqual(['assent.declined'])
  await counter.counter.withdraw({ operationId })
  expect(stateOf(counter, operationId)).toBe('cancelled')
  expect(counter.view().attention.waiting).toBe(0)
})

test('the next start of the app: nobody is signed in, the visit waits on home, what was taken is still there', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  const visitId = await visit(counter, 'wang-xiuying')
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'line down')
  const id = await take(counter, visitId, opening())
  counter.stop()

  await centre.obey({ type: 'line', up: true })
  const tomorrow = { ...station, start: { ...station.start, appRun: randomUUID() } }
  const again = await live(tomorrow, centre)
  expect(again.view()).toMatchObject({ session: null, visit: null })
  expect(again.memberView().screen).toEqual({ name: 'please-wait' })
  await again.until(() => stateOf(again, id) === 'done', 'carried out before anybody signed in')
  await signedIn(again)
  expect(again.view().parked).toMatchObject([{ visitId, name: '王**', fromEarlierRun: true }])
  await again.counter.resumeVisit({ visitId: visitId })
  expect(again.view().visit).toMatchObject({ visitId, personConfirmedAt: null })
})

test('a projection folded anew from the journal equals the running one', async () => {
  const { station, centre } = await world()
  const counter = await live(station, centre)
  await signedIn(counter)
  const visitId = await visit(counter, 'wang-xiuying')
  const id = await take(counter, visitId, opening())
  await counter.until(() => stateOf(counter, id) === 'done', 'done')
  const before = counter.core.projection.rows()
  counter.stop()
  const { projection, journal } = await openTestStore(station, startClock(morning))
  journal.close()
  expect(projection.rows()).toEqual(before)
})
