import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import { openVisit, openingForm, refusedCodes, signIn, transferForm } from './testing/clerk-acts'
import { makeStation, openCounter, personOf, startCentre } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'

/** 一次性告知 (domain.md 3.8): what is missing is an outcome with a slip, counted once. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let world: { station: TestStation; centre: PracticeCentre; counter: OpenCounter }
beforeAll(async () => {
  const station = makeStation()
  const centre = await startCentre(station)
  const counter = await openCounter(station, centre)
  world = { station, centre, counter }
  await signIn(counter)
})
afterAll(async () => {
  world.counter.stop()
  await world.centre.close()
  world.station.remove()
})

const toldEvents = () => world.counter.committed.filter((event) => event.type === 'told-beforehand')

test('all reasons at once, what to bring and where, on paper without number or signature; counted once', async () => {
  const { counter } = world
  const visitId = await openVisit(counter, 'wang-xiuying')
  // no wallet, too much at once, and no near relative
  const form = { ...transferForm('2500'), relation: '01' }
  const asked = { toldId: randomUUID(), visitId, slip: 'told', form } as const
  const printed = await counter.counter.tellBeforehand(asked)
  expect(printed.title).toBe('一次性告知单')
  await counter.counter.tellBeforehand(asked)
  expect(toldEvents()).toHaveLength(1)
  expect(counter.view().attention.toldToday).toBe(1)
  const codes = toldEvents()[0]?.reasons.map(({ code }) => code)
  expect(codes).toEqual(
    expect.arrayContaining(['wallet.not-open', 'transfer.over-limit', 'relation.not-near']),
  )
  const slip = counter.slips.at(-1)
  expect(slip).toMatchObject({ number: '', qr: null, border: 'single' })
  const text = JSON.stringify(slip)
  expect(text).toMatch(
    /第 1 条[\s\S]*第 2 条[\s\S]*第 3 条[\s\S]*请带[\s\S]*到哪里[\s\S]*马家窑镇便民服务中心/,
  )
  // no name, number or promise of money on it
  expect(text).not.toMatch(/王秀英|990101195003124214|钱没有动|已经办好/)
  expect(counter.committed.filter(({ type }) => type === 'leaflet-printed')).toHaveLength(2)
  expect(counter.view().visit?.operations).toEqual([])

  // nothing stops an opening: there is nothing to tell
  const fine = { toldId: randomUUID(), visitId, slip: 'told', form: openingForm() } as const
  expect(await refusedCodes(counter.counter.tellBeforehand(fine))).toEqual(['told.nothing-refused'])
  // a form that is only half typed is no refusal of the rules either
  const empty = { ...openingForm(), placeOfUse: '', phone: '１２３' }
  expect(
    await refusedCodes(counter.counter.tellBeforehand({ ...fine, toldId: randomUUID(), form: empty })),
  ).toEqual(['told.nothing-refused'])
  await counter.counter.endVisit({ visitId })
  expect(await refusedCodes(counter.counter.tellBeforehand(asked))).toEqual(['visit.none-open'])
})

test('cash and the tax office have a guide of their own, whatever the rules say', async () => {
  const { counter } = world
  const visitId = await openVisit(counter, 'zhou-yulan')
  const form = {
    kind: 'premium-payment',
    year: '2027',
    personName: '',
    personIdNumber: '',
    relation: '',
    source: 'personal-account',
  } as const
  for (const slip of ['guide-cash', 'guide-tax'] as const)
    expect((await counter.counter.tellBeforehand({ toldId: randomUUID(), visitId, slip, form })).title).toBe(
      '指引单',
    )
  expect(JSON.stringify(counter.slips.at(-2))).toContain('这个窗口不收现金')
  expect(counter.slips.at(-1)?.rows.some(({ value }) => value.includes(personOf('zhou-yulan').name))).toBe(
    false,
  )
  await counter.counter.endVisit({ visitId })
})
