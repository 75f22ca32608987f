import { createRouterClient, ORPCError } from '@orpc/server'
import { afterEach, expect, test } from 'vitest'
import type { StoreState } from '../../../shared/contract/store'
import type { StartedCore } from '../core'
import { fakeDesk, frontOf } from '../testing/open-front'
import { createChangesSignal } from './changes-signal'
import { counterRouter } from './counter-router'
import type { Served } from './front'
import { memberRouter } from './member-router'

const opening: StoreState = { state: 'opening', phase: 'folding', done: 1_000, of: 20_000 }
const trouble: StoreState = {
  state: 'trouble',
  code: 'journal.damaged',
  data: {},
  damage: { file: '00000003.segment', firstFrame: 412, lastFrame: 415, quarantined: [] },
  safe: { frame: 411, at: 1_795_590_000_000 },
  check: [],
  acts: ['mend-from-mirror', 'try-again', 'go-on-without'],
}
const open: StoreState = { state: 'open', notices: [{ code: 'mirror.cannot-write', data: {} }] }

const ending = new AbortController()
afterEach(() => {
  ending.abort()
})

function scene(first: StoreState, served: () => Served | null = () => null) {
  const desk = fakeDesk(first)
  const context = { front: frontOf(desk, served), portClosed: new AbortController().signal }
  return {
    desk,
    counter: createRouterClient(counterRouter, { context }),
    member: createRouterClient(memberRouter, { context }),
  }
}

async function refusedAs(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error
    const { code, defined, data } = error as ORPCError<string, unknown>
    return { code, defined, data }
  }
  throw new Error('nothing was refused')
}
const refusal = (code: string) => ({
  code: 'refused',
  defined: true,
  data: { refusals: [{ code, data: {}, clause: null, field: null }] },
})

async function next<T>(stream: AsyncIterator<T, unknown>): Promise<T> {
  const result = await stream.next()
  if (result.done === true) throw new Error('the stream ended')
  return result.value
}

test('the store is watched from the first moment, through trouble, until it is open', async () => {
  const { counter, desk } = scene(opening)
  const states = await counter.store.watch()
  const station = { hall: '马家窑镇便民服务中心', desk: '2号窗口' }
  const view = { realm: 'practice', station, at: 1_795_600_000_000 }
  expect(await next(states)).toEqual({ ...view, store: opening })
  desk.to(trouble)
  expect(await next(states)).toEqual({ ...view, store: trouble })
  desk.to(open)
  expect(await next(states)).toEqual({ ...view, store: open })
})

test('until the store is open everything else of the counter is refused, and said to be on its way', async () => {
  const { counter, member } = scene(trouble)
  const answers = [
    counter.signIn({ clerk: 'liyulan', password: 'x' }),
    counter.waitingList({}),
    counter.practice.lift({}),
    member.answer({
      operationId: '01900000-0000-7000-8000-000000000000',
      wordsHash: 'f'.repeat(64),
      answer: 'agree',
    }),
  ]
  for (const answer of answers) expect(await refusedAs(answer)).toEqual(refusal('core.restarting'))
})

test('acts reach the store only while it is in trouble, and only those it offers', async () => {
  const { counter, desk } = scene(opening)
  await counter.store.act({ type: 'mend-from-mirror' })
  desk.to(trouble)
  await counter.store.act({ type: 'try-again' })
  expect(await refusedAs(counter.store.act({ type: 'use-this-folder' }))).toEqual(
    refusal('message.not-allowed'),
  )
  desk.to(open)
  await counter.store.act({ type: 'try-again' })
  expect(desk.acts).toEqual([{ type: 'try-again' }])
})

test('frames are given up only when they are the ones that stood on the screen', async () => {
  const { counter, desk } = scene(trouble)
  const others = { type: 'go-on-without', firstFrame: 300, lastFrame: 415 } as const
  expect(await refusedAs(counter.store.act(others))).toEqual(refusal('message.not-allowed'))
  expect(desk.acts).toEqual([])
  const these = { type: 'go-on-without', firstFrame: 412, lastFrame: 415 } as const
  await counter.store.act(these)
  expect(desk.acts).toEqual([these])
})

test('malformed acts are refused before they reach the store', async () => {
  const { counter, desk } = scene(trouble)
  const loose = counter.store.act as unknown as (input: unknown) => Promise<unknown>
  for (const input of [
    null,
    1,
    {},
    { type: 'delete' },
    { type: 'passphrase' },
    { type: 'passphrase', passphrase: 'x'.repeat(401) },
    { type: 'go-on-without' },
    { type: 'try-again', more: 1 },
  ])
    expect(await refusedAs(loose(input))).toMatchObject({ code: 'BAD_REQUEST' })
  expect(desk.acts).toEqual([])
})

test('the member window is sent to the next desk in trouble, and hears nothing while the store only opens', async () => {
  const { member, desk } = scene(opening)
  const views = await member.watch({ keypad: false })
  const first = next(views)
  desk.to({ ...opening, done: 2_000 })
  desk.to(trouble)
  expect(await first).toMatchObject({ hall: '马家窑镇便民服务中心', screen: { name: 'next-desk' } })
})

test('the counter’s views wait on the same port until the store is open', async () => {
  const changes = createChangesSignal()
  let served: Served | null = null
  const { counter, desk } = scene(opening, () => served)
  const views = await counter.watch()
  const first = next(views)
  desk.to(trouble)
  served = { core: { projection: null } as unknown as StartedCore['core'], changes }
  desk.to(open)
  // the made-up core can show nothing: that it is asked is the point
  await expect(first).rejects.toThrow()
})
