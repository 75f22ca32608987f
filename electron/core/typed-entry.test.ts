import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import { openVisit, openingForm, refusedCodes, signIn, take } from './testing/clerk-acts'
import { makeStation, openCounter, openTestStore, personOf, startCentre } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'
import { startClock } from './clock'

/** 手工录入 at the counter: domain.md 2, the mark `typed-identity`. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let world: { station: TestStation; centre: PracticeCentre; counter: OpenCounter }
beforeAll(async () => {
  const station = makeStation()
  const centre = await startCentre(station)
  const counter = await openCounter(station, centre)
  world = { station, centre, counter }
})
afterAll(async () => {
  world.counter.stop()
  await world.centre.close()
  world.station.remove()
})

const wang = personOf('wang-xiuying')
const fullWidth = (text: string): string =>
  text.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

test('a typed member is looked up and marked; what is taken says so', async () => {
  const { counter } = world
  const typed = { entryId: randomUUID(), idNumber: wang.idNumber, name: wang.name }
  expect(await refusedCodes(counter.counter.openTyped(typed))).toEqual(['sign-in.needed'])
  await signIn(counter)
  await counter.counter.openTyped(typed)
  await counter.counter.openTyped(typed)
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts of a typed member')
  const visit = counter.view().visit
  expect(visit?.person).toMatchObject({
    name: wang.name,
    identity: 'typed',
    cardType: null,
    validTo: null,
    expired: false,
  })
  expect(visit?.facts).not.toBeNull()
  expect(counter.committed.filter(({ type }) => type === 'typed-visit-opened')).toHaveLength(1)

  const visitId = visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  const operationId = await take(counter, visitId, openingForm())
  expect(await counter.counter.operation({ operationId })).toMatchObject({ typed: true, second: null })
  const record = counter.core.projection.operation(operationId)
  expect(JSON.parse(record?.canonical ?? '{}')).toMatchObject({
    identity: { way: 'typed', entryId: typed.entryId },
  })
  await counter.counter.endVisit({ visitId })
})

test('numbers as people type them: full width, spaces, dashes, a small x; wrong ones are named at their field', async () => {
  const { counter } = world
  const idNumber = ` ${fullWidth(wang.idNumber.slice(0, 6))}-${wang.idNumber.slice(6, 14)} ${wang.idNumber.slice(14).toLowerCase()}`
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber, name: ` ${wang.name}　` })
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
  expect(counter.view().visit?.person.name).toBe(wang.name)
  await counter.counter.endVisit({ visitId: counter.view().visit?.visitId ?? '' })

  const last = wang.idNumber.at(-1) === '1' ? '2' : '1'
  const wrong = { entryId: randomUUID(), idNumber: wang.idNumber.slice(0, 17) + last, name: '' }
  const refused = await counter.counter.openTyped(wrong).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    data: {
      refusals: [
        { code: 'id-number.wrong-check-digit', field: 'idNumber' },
        { code: 'name.empty', field: 'name' },
      ],
    },
  })
  expect(counter.view().visit).toBeNull()
})

test('somebody else is being served: nothing is opened over them', async () => {
  const { counter } = world
  const visitId = await openVisit(counter, 'li-jianguo')
  const typed = { entryId: randomUUID(), idNumber: wang.idNumber, name: wang.name }
  expect(await refusedCodes(counter.counter.openTyped(typed))).toEqual(['visit.other-open'])
  expect(counter.view().visit?.visitId).toBe(visitId)
  await counter.counter.endVisit({ visitId })
})

test("the card of the typed number takes the typing's place, and the same face is compared anew", async () => {
  const { station, counter } = world
  await counter.counter.openTyped({ entryId: randomUUID(), idNumber: wang.idNumber, name: '王秀' })
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  counter.lay('wang-xiuying')
  expect(counter.view().visit).toMatchObject({
    visitId,
    personConfirmedAt: null,
    person: { name: wang.name, identity: 'card', cardType: 'resident' },
  })
  await counter.counter.confirmPerson({ visitId, same: true })
  const daughter = personOf('li-xiaomei')
  await take(counter, visitId, {
    kind: 'relation-declaration',
    otherName: daughter.name,
    otherIdNumber: daughter.idNumber,
    relation: '30',
    commitment: '',
  })
  // another person's card is offered, not taken
  counter.lay('li-jianguo')
  expect(counter.view().otherCard).not.toBeNull()
  await counter.counter.endVisit({ visitId })

  // what was folded and what a new start folds from the journal are the same
  const digest = counter.store.projection.digest()
  counter.stop()
  const store = await openTestStore(station, startClock(counter.clock.now()))
  expect(store.projection.digest()).toBe(digest)
  store.journal.close()
})
