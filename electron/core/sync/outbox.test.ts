import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../../../shared/domain/decide'
import type { DecideContext } from '../../../shared/domain/decide'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import { seededRandom } from '../journal/testing/seeded'
import type { Central } from '../ports'
import { makeStation } from '../testing/practice-counter'
import type { TestStation } from '../testing/practice-counter'
import { drain } from './outbox'
import { ScriptedCentre } from './testing/scripted-centre'
import type { Mishap } from './testing/scripted-centre'
import { openVisit, sendingCounter, takeOperations } from './testing/sending-counter'

let station: TestStation
beforeEach(() => {
  station = makeStation()
})
afterEach(() => {
  station.remove()
})

const at = 1_795_000_000_000
const none: Mishap = { type: 'none' }
const clerk = 'liyulan' as ClerkId
/** A withdrawal asks no rule. */
const unset = undefined as unknown as DecideContext
const calm = (): ScriptedCentre =>
  new ScriptedCentre(
    () => none,
    () => 1,
    () => at,
  )

test('a hundred and seventy operations leave in two batches, each carried out once', async () => {
  const centre = calm()
  const { core, close } = await sendingCounter(station, centre.central)
  takeOperations(core, openVisit(core), 170)
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(centre.batches).toBe(2)
  expect([...centre.effects.values()]).toEqual(Array.from({ length: 170 }, () => 1))
  expect(core.projection.waiting()).toEqual({ count: 0, oldestAt: null })
  expect(core.projection.dispatch()).toBe(170)
  expect(centre.complaints).toEqual([])
  close()
})

test('who is at the counter goes before the backlog', async () => {
  const { core, close } = await sendingCounter(station, calm().central)
  const away = openVisit(core)
  const backlog = takeOperations(core, away, 3)
  core.commit([{ type: 'visit-ended', visitId: away, clerk }])
  const here = takeOperations(core, openVisit(core), 1)
  await drain(core)
  const numbers = [...here, ...backlog].map((id) => core.projection.operation(id)?.operation.dispatch)
  expect(numbers).toEqual([1, 2, 3, 4])
  close()
})

test('the second batch overtakes the first: it is not touched, and both arrive without a failure', async () => {
  const slow = [9, 1]
  const centre = new ScriptedCentre(
    () => none,
    () => slow.shift() ?? 1,
    () => at,
  )
  const { core, close } = await sendingCounter(station, centre.central)
  takeOperations(core, openVisit(core), 200)
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(centre.effects.size).toBe(200)
  expect(centre.complaints).toEqual([])
  close()
})

test('what is taken back while its batch is made ready stays here, and the numbers go on without it', async () => {
  const centre = calm()
  const { core, close } = await sendingCounter(station, centre.central)
  const ids = takeOperations(core, openVisit(core), 60)
  const [first, later] = [ids[0], ids[45]]
  if (first === undefined || later === undefined) throw new Error('nothing was taken')
  // the clerk is heard between two steps
  setImmediate(() => {
    for (const id of [first, later]) {
      const { operation } = core.projection.operation(id) ?? { operation: null }
      const decision = decide(operation, { type: 'withdraw', operationId: id, clerk }, unset)
      if (decision.ok) core.commit(decision.value)
    }
  })
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  const states = [first, later].map((id) => core.projection.operation(id)?.operation.state)
  expect(states).toEqual(['done', 'cancelled'])
  expect(centre.effects.has(later)).toBe(false)
  expect(centre.effects.size).toBe(59)
  expect(core.projection.dispatch()).toBe(59)
  expect(centre.complaints).toEqual([])
  close()
})

test('what waits from an earlier epoch, sixty of them, leaves in one drain once the centre does not know it', async () => {
  const mishaps: Mishap[] = [{ type: 'lost', reaches: false }]
  const centre = new ScriptedCentre(
    () => mishaps.shift() ?? none,
    () => 1,
    () => at,
  )
  const { core, close } = await sendingCounter(station, centre.central)
  const ids = takeOperations(core, openVisit(core), 60)
  await drain(core)
  const { id, epoch } = core.station
  core.commit([
    {
      type: 'epoch-started',
      ...{ station: id, epoch: epoch + 1, prefix: '0000', keyId: 'key-2', centre: 'centre-1', before: null },
      firstLink: '0'.repeat(64),
      firstTaken: 61,
    },
  ])
  const records = ids.map((one) => core.projection.operation(one)?.operation)
  expect(records.every((one) => one?.state === 'unknown' && one.dispatch === null)).toBe(true)
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(centre.batches).toBe(1)
  expect([...centre.effects.values()]).toEqual(ids.map(() => 1))
  expect(core.projection.waiting().count).toBe(0)
  close()
})

describe('an answer that is missing', () => {
  test.each([
    ['and the centre had done it: asked by id, never sent again', true, 1],
    ['and the centre had not: sent again under the same numbers', false, 1],
  ])('%s', async (_, reaches, batches) => {
    const mishaps: Mishap[] = [{ type: 'lost', reaches }]
    const centre = new ScriptedCentre(
      () => mishaps.shift() ?? none,
      () => 1,
      () => at,
    )
    const { core, close } = await sendingCounter(station, centre.central)
    const ids = takeOperations(core, openVisit(core), 10)
    expect(await drain(core)).toMatchObject({ blocked: { kind: 'unanswered' } })
    expect(ids.map((id) => core.projection.operation(id)?.operation.state)).toEqual(ids.map(() => 'unknown'))
    expect(await drain(core)).toEqual({ blocked: null, some: true })
    expect(centre.batches).toBe(batches)
    expect(ids.map((id) => core.projection.operation(id)?.operation.dispatch)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
    expect([...centre.effects.values()]).toEqual(ids.map(() => 1))
    close()
  })
})

test('a line that lets no long answer through: each question is half the last until it comes through, then they grow', async () => {
  const mishaps: Mishap[] = [
    { type: 'lost', reaches: true },
    { type: 'lost', reaches: true },
  ]
  const centre = new ScriptedCentre(
    () => mishaps.shift() ?? none,
    () => 1,
    () => at,
  )
  const asked: number[] = []
  const central: Central = {
    ...centre.central,
    operations: (id, ids) => {
      asked.push(ids.length)
      return ids.length <= 60
        ? centre.central.operations(id, ids)
        : Promise.resolve({ ok: false, failure: { kind: 'unanswered', code: 'central.no-answer' } })
    },
  }
  const { core, close } = await sendingCounter(station, central)
  takeOperations(core, openVisit(core), 200)
  for (let turn = 0; core.projection.waiting().count > 0 && turn < 20; turn++) await drain(core)
  expect(core.projection.waiting().count).toBe(0)
  // fifty come through, a hundred do not
  expect(asked).toEqual([200, 100, 50, 100, 50, 100, 50, 50])
  expect([...centre.effects.values()]).toEqual(Array.from({ length: 200 }, () => 1))
  close()
})

test('a batch the centre refuses whole keeps its numbers and waits', async () => {
  const mishaps: Mishap[] = [{ type: 'coded', code: 'sync.bad-signature' }]
  const centre = new ScriptedCentre(
    () => mishaps.shift() ?? none,
    () => 1,
    () => at,
  )
  const { core, close } = await sendingCounter(station, centre.central)
  const ids = takeOperations(core, openVisit(core), 3)
  expect(await drain(core)).toMatchObject({ blocked: { code: 'sync.bad-signature' } })
  expect(ids.map((id) => core.projection.operation(id)?.operation)).toMatchObject(
    ids.map((_, index) => ({ state: 'queued', dispatch: index + 1 })),
  )
  expect(await drain(core)).toEqual({ blocked: null, some: true })
  expect(centre.complaints).toEqual([])
  close()
})

/** Core is dead after this many answers: no later one comes to it. */
function dyingAfter(answers: number, central: Central): { central: Central; death: Promise<void> } {
  let left = answers
  let die: () => void = () => undefined
  const death = new Promise<void>((resolve) => {
    die = resolve
  })
  const unlessDead = <T>(answer: T): T | Promise<never> => {
    if (left-- > 0) return answer
    die()
    return new Promise<never>(() => undefined)
  }
  return {
    central: {
      ...central,
      batch: async (batch) => unlessDead(await central.batch(batch)),
      operations: async (one, ids) => unlessDead(await central.operations(one, ids)),
    },
    death,
  }
}

/** A line that loses a good third of everything, on which core dies now and then. */
async function stormyLives(seed: number): Promise<{ centre: ScriptedCentre; ids: readonly OperationId[] }> {
  const random = seededRandom(seed)
  let healed = false
  const mishap = (): Mishap => {
    if (healed) return none
    const drawn = random()
    if (drawn < 0.2) return { type: 'lost', reaches: true }
    if (drawn < 0.3) return { type: 'lost', reaches: false }
    if (drawn < 0.36) return { type: 'refused-to-connect' }
    return none
  }
  const centre = new ScriptedCentre(
    mishap,
    () => Math.floor(random() * 4),
    () => at,
  )
  const ids: OperationId[] = []
  for (let life = 0; life < 6; life++) {
    healed = life === 5
    const { central, death } = dyingAfter(healed ? Infinity : 2 + Math.floor(random() * 8), centre.central)
    const { core, close } = await sendingCounter(station, central)
    const visit = openVisit(core)
    const living = async (): Promise<void> => {
      for (let round = 0; round < 8; round++) {
        ids.push(...takeOperations(core, visit, Math.floor(random() * 40)))
        await drain(core)
      }
    }
    const failure = living().then(
      () => null,
      (error: unknown) => error,
    )
    await Promise.race([failure, death])
    // a core that is dead writes nothing more, whatever it was about to do
    if (!healed) {
      close()
      continue
    }
    expect(await failure).toBeNull()
    expect(await drain(core), `seed ${String(seed)}`).toMatchObject({ blocked: null })
    for (const id of ids)
      expect(core.projection.operation(id)?.operation.state, `seed ${String(seed)}`).toBe('done')
  }
  return { centre, ids }
}

test('a line that loses a third and a core that dies: every operation once, no number twice, no hole', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { centre, ids } = await stormyLives(seed)
    expect(centre.complaints, `seed ${String(seed)}`).toEqual([])
    expect([...centre.effects.values()].every((count) => count === 1)).toBe(true)
    expect(new Set(centre.effects.keys())).toEqual(new Set(ids))
    station.remove()
    station = makeStation()
  }
}, 120_000)
