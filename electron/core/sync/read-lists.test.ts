import { expect, test } from 'vitest'
import type { TownshipAnswer } from '../../../shared/contract/township'
import type { Core } from '../counter-core'
import type { Central } from '../ports'
import { readLists } from './read-lists'

/** The township's list is long: it is asked for once a day, and never before what waits to be sent. */
const dayMs = 86_400_000
const list: TownshipAnswer = { township: '马家窑镇', asOf: 1, residents: [], more: false }

async function asked(state: {
  readonly readAt: number | null
  readonly waiting: number
  readonly knows: readonly string[]
}): Promise<number> {
  const kept: TownshipAnswer[] = []
  const now = 10 * dayMs
  const core = Object.assign({} as Core, {
    clock: { now: () => now },
    enrolled: null,
    institutions: { readAt: () => now },
    township: { readAt: () => state.readAt, keep: (one: TownshipAnswer) => kept.push(one) },
    projection: { waiting: () => ({ count: state.waiting, oldestAt: null }) },
    moment: { centreKnows: new Set(state.knows) },
    changed: () => undefined,
  })
  const central = Object.assign({} as Central, { township: () => Promise.resolve({ ok: true, value: list }) })
  expect(await readLists(core, central, new Set(), now)).toBeNull()
  return kept.length
}

const knows = ['township-list']

test('asked for once a day, when nothing waits, of a centre that has it', async () => {
  expect(await asked({ readAt: null, waiting: 0, knows })).toBe(1)
  expect(await asked({ readAt: 9 * dayMs, waiting: 0, knows })).toBe(1)
  expect(await asked({ readAt: 9 * dayMs + 1, waiting: 0, knows })).toBe(0)
  expect(await asked({ readAt: null, waiting: 1, knows })).toBe(0)
  expect(await asked({ readAt: null, waiting: 0, knows: ['slip-code'] })).toBe(0)
})
