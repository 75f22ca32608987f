import { expect, test } from 'vitest'
import type { StoreState } from '../../../shared/contract/store'
import { KeyLocked } from '../keys/master-keys'
import { damaged, JournalFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import type { Decisions, OpenStore } from './open-store'
import { runStore } from './run-store'
import type { Mended, StoreWorks } from './run-store'

const damage: Damage = {
  kind: 'batch',
  file: '00000003.segment',
  segment: 3,
  firstFrame: 7,
  lastFrame: 9,
  goodFrame: 6,
  goodAt: 1_780_000_000_000,
}

/** A store whose openings end as listed, then well. */
function deskOf(endings: readonly Error[], change: Partial<StoreWorks> = {}) {
  const left = [...endings]
  const decided: Decisions[] = []
  const told: (readonly Mended[])[] = []
  const desk = runStore({
    open(decisions) {
      decided.push(decisions)
      const next = left.shift()
      return next === undefined ? Promise.resolve({} as OpenStore) : Promise.reject(next)
    },
    mendFromMirror: null,
    giveUp: ({ firstFrame, lastFrame }) => ({
      frames: [firstFrame, lastFrame ?? firstFrame],
      quarantined: ['20261123-093000-00000003.segment'],
    }),
    operationsInDoubt: () => Promise.resolve(['000000000425']),
    opened: (_store, mended) => {
      told.push(mended)
      return Promise.resolve([])
    },
    log: () => undefined,
    ...change,
  })
  const trouble = (): Extract<StoreState, { state: 'trouble' }> => {
    const state = desk.state()
    if (state.state !== 'trouble') throw new Error(`the store is ${state.state}`)
    return state
  }
  return { desk, decided, told, trouble }
}

test('damage is named with its frames and what is safe; without a mirror nothing offers one', async () => {
  const { desk, trouble } = deskOf([damaged(damage)])
  await desk.begin()
  expect(trouble()).toMatchObject({
    code: 'journal.damaged',
    damage: { file: '00000003.segment', firstFrame: 7, lastFrame: 9, quarantined: [] },
    safe: { frame: 6, at: 1_780_000_000_000 },
    acts: ['try-again', 'go-on-without'],
  })
  expect(await desk.act({ type: 'mend-from-mirror' })).toMatchObject({ ok: false })
  await desk.act({ type: 'try-again' })
  expect(desk.state()).toEqual({ state: 'open', notices: [] })
})

test('mending comes first where there is a mirror, and is told when the store is open', async () => {
  const mended = { cause: 'journal.damaged', from: 'mirror', frames: [7, 9], quarantined: ['kept'] }
  const { desk, told, trouble } = deskOf([damaged(damage)], { mendFromMirror: () => ['kept'] })
  await desk.begin()
  expect(trouble().acts[0]).toBe('mend-from-mirror')
  await desk.act({ type: 'mend-from-mirror' })
  expect(told).toEqual([[mended]])
})

test('a mirror that cannot mend leaves the trouble standing, by its own name', async () => {
  const { desk, trouble } = deskOf([damaged(damage)], {
    mendFromMirror: () => {
      throw new JournalFault('journal.cannot-write', 'the disk is gone')
    },
  })
  await desk.begin()
  await desk.act({ type: 'mend-from-mirror' })
  expect(trouble().code).toBe('journal.cannot-write')
})

test('frames are given up once, by decision; the next opening is not told so again', async () => {
  const given: Damage[] = []
  const { desk, told, trouble } = deskOf([damaged(damage)], {
    giveUp(one) {
      given.push(one)
      return { frames: [7, 9], quarantined: [] }
    },
  })
  await desk.begin()
  expect(trouble().check).toEqual(['000000000425'])
  await desk.act({ type: 'go-on-without', firstFrame: 7, lastFrame: 9 })
  await desk.act({ type: 'go-on-without', firstFrame: 7, lastFrame: 9 })
  expect(given).toEqual([damage])
  expect(told[0]?.[0]).toMatchObject({ from: 'given-up', frames: [7, 9] })
})

test('a passphrase is tried once and forgotten; wrong ones are counted', async () => {
  const wrong = new KeyLocked('key.wrong-passphrase', ['passphrase'])
  const { desk, decided, trouble } = deskOf([
    new KeyLocked('key.passphrase-needed', ['passphrase']),
    wrong,
    wrong,
  ])
  await desk.begin()
  expect(trouble().acts[0]).toBe('passphrase')
  await desk.act({ type: 'passphrase', passphrase: 'no' })
  await desk.act({ type: 'passphrase', passphrase: 'neither' })
  expect(trouble()).toMatchObject({ code: 'key.wrong-passphrase', data: { tries: 2 } })
  await desk.act({ type: 'try-again' })
  expect(decided.map(({ passphrase }) => passphrase)).toEqual([null, 'no', 'neither', null])
})

test('a keychain that is gone offers the passphrase only where there is one', async () => {
  for (const [ways, acts] of [
    [
      ['keychain', 'passphrase'],
      ['try-again', 'passphrase'],
    ],
    [['keychain'], ['try-again']],
  ] as const) {
    const { desk, trouble } = deskOf([new KeyLocked('key.keychain-gone', ways)])
    await desk.begin()
    expect(trouble().acts).toEqual(acts)
  }
})

test('a folder that was moved is adopted by decision', async () => {
  const { desk, decided } = deskOf([new JournalFault('journal.moved', 'elsewhere')])
  await desk.begin()
  await desk.act({ type: 'use-this-folder' })
  expect(decided.at(-1)?.adoptFolder).toBe(true)
  expect(desk.state().state).toBe('open')
})

test("a full disk is called one, a bug is called one, and neither is called the other's", async () => {
  const full = deskOf([Object.assign(new Error('no space'), { code: 'ENOSPC' })])
  await full.desk.begin()
  expect(full.trouble().code).toBe('disk.full')
  const bug = deskOf([new TypeError('undefined is not a function')])
  await bug.desk.begin()
  expect(bug.trouble()).toMatchObject({ code: 'internal.fault', acts: ['try-again'] })
})
