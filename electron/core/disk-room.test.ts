import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import { agreed, openingForm, openVisit, refusedCodes, signIn } from './testing/clerk-acts'
import { makeStation, openCounter, prepareCentres, startCentre } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

beforeAll(prepareCentres)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

interface Disk {
  room: 'ok' | 'low' | 'full'
}

async function desk(): Promise<{ counter: OpenCounter; disk: Disk }> {
  const station = makeStation()
  ends.push(() => {
    station.remove()
  })
  const centre = await startCentre(station)
  ends.push(() => centre.close())
  const disk: Disk = { room: 'ok' }
  const counter = await openCounter(station, centre, 2_000, { room: () => disk.room, mirror: () => null })
  ends.push(() => {
    counter.stop()
  })
  await signIn(counter)
  return { counter, disk }
}

test('a low disk: no new visit, what is open goes on to its end', async () => {
  const { counter, disk } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  disk.room = 'low'
  expect(counter.view().store.disk).toBe('low')
  const id = await agreed(counter, visitId, openingForm())
  await counter.counter.take({ operationId: id })
  await counter.until(() => counter.core.projection.operation(id)?.operation.state === 'done', 'done')
  counter.lay('li-xiaomei')
  const readId = counter.view().otherCard?.readId ?? ''
  expect(await refusedCodes(counter.counter.otherCard({ readId, choice: 'next-visit' }))).toEqual([
    'disk.low',
  ])
  expect(counter.view().visit?.visitId).toBe(visitId)
  await counter.counter.otherCard({ readId, choice: 'mistake' })
  await counter.counter.endVisit({ visitId })
  counter.lay('li-xiaomei')
  expect(counter.view()).toMatchObject({ visit: null, cardProblem: { code: 'disk.low' } })
  disk.room = 'ok'
  counter.lay('li-xiaomei')
  expect(counter.view()).toMatchObject({ visit: { person: {} }, cardProblem: null })
})

test('a full disk: nothing is taken, and the answer to what was sent is still written', async () => {
  const { counter, disk } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  await counter.counter.practice.line({ up: false })
  await counter.until(() => counter.view().line.state === 'down', 'no line')
  const sent = await agreed(counter, visitId, openingForm())
  const draft = await agreed(counter, visitId, openingForm())
  await counter.counter.take({ operationId: sent })
  disk.room = 'full'
  expect(await refusedCodes(counter.counter.take({ operationId: draft }))).toEqual(['disk.full'])
  expect(
    await refusedCodes(counter.counter.propose({ operationId: v7(), visitId, form: openingForm() })),
  ).toEqual(['disk.full'])
  await counter.counter.practice.line({ up: true })
  await counter.until(() => counter.core.projection.operation(sent)?.operation.state === 'done', 'done')
  await counter.counter.endVisit({ visitId })
  counter.lay('li-xiaomei')
  expect(counter.view()).toMatchObject({ visit: null, cardProblem: { code: 'disk.full' } })
})
