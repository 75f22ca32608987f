import { afterEach, expect, test } from 'vitest'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import type { Outcome } from '../../../shared/domain/operation'
import { sha256 } from '../crypto'
import { makeStation } from '../testing/practice-counter'
import { openVisit, sendingCounter, takeOperations } from '../sync/testing/sending-counter'
import { seededRandom } from '../journal/testing/seeded'
import { reportAll } from '../sync/report'
import type { Core } from '../counter-core'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

async function opened(): Promise<Core> {
  const station = makeStation()
  ends.push(() => {
    station.remove()
  })
  const { core, close } = await sendingCounter(station, {} as never)
  ends.push(close)
  return core
}

/** Looked for anew among everything there is, by the states' own names. */
function expected(core: Core, visitId: ReturnType<typeof openVisit>): readonly string[] {
  return core.projection
    .operationsOfVisit(visitId)
    .filter(({ operation: { taken, state, receipt } }) => {
      if (taken === null) return false
      if (state !== 'done' && state !== 'cancelled') return true
      return ['pending', 'returned', 'tax-pending', 'tax-returned'].includes(receipt ?? '')
    })
    .sort((a, b) => (b.operation.taken?.number ?? 0) - (a.operation.taken?.number ?? 0))
    .map((record) => JSON.stringify({ ...record, told: core.projection.afterCare.told(record.operation.id) }))
}

const howTold = (draw: number) => (draw < 0.5 ? 'here' : 'not-reached')

let numbers = 0
const dispatching = (core: Core, operationId: OperationId): SendingCommand => {
  numbers = core.projection.dispatch() + 1
  return { type: 'dispatch', operationId, dispatch: numbers, link: sha256(String(numbers)) }
}

function answer(core: Core, operationId: OperationId, draw: number): SendingCommand {
  const at = core.clock.now()
  const receipts = ['received', 'pending', 'returned'] as const
  if (draw > 0.7)
    return { type: 'receipt', operationId, receipt: receipts[Math.floor(draw * 100) % 3] ?? 'pending', at }
  const receipt = draw < 0.3 ? 'pending' : null
  const outcome: Outcome =
    draw < 0.5
      ? { type: 'done', at, receipt, deadlineAt: null }
      : draw < 0.6
        ? { type: 'refused', at, refusals: [] }
        : { type: 'deferred', at, opensAt: at + 1 }
  return { type: 'answer', operationId, outcome, via: 'answer' }
}

/** A new epoch takes the numbers of everything that has no answer: rows change that no event names. */
const epoch = (core: Core): JournalEvent => ({
  type: 'epoch-started',
  station: core.station.id,
  epoch: (core.projection.epoch()?.epoch ?? 1) + 1,
  prefix: '0000',
  keyId: 'key',
  centre: 'centre-1',
  before: null,
  firstLink: sha256('first'),
  firstTaken: core.projection.taken() + 1,
})

test('what is not settled is the same as looked for anew, after whatever was written', async () => {
  const core = await opened()
  const visitId = openVisit(core)
  const random = seededRandom(7)
  const ids: OperationId[] = []
  const seen = new Set<string>()
  for (let step = 0; step < 300; step++) {
    const id = ids[Math.floor(random() * ids.length)]
    const draw = random()
    if (id === undefined || draw < 0.2)
      ids.push(...takeOperations(core, visitId, 1 + Math.floor(random() * 3)))
    else if (draw < 0.4) reportAll(core, [dispatching(core, id)])
    else if (draw < 0.5) reportAll(core, [{ type: 'unanswered', operationId: id, cause: 'central.slow' }])
    else if (draw < 0.8) reportAll(core, [answer(core, id, random())])
    else if (draw < 0.83) core.commit([epoch(core)])
    else if (draw < 0.92)
      core.commit([
        { type: 'member-told', operationId: id, clerk: 'liyulan' as ClerkId, how: howTold(random()) },
      ])
    else
      core.commit([
        { type: 'slip-failed', operationId: id, title: '受理登记单', clerk: 'liyulan' as ClerkId },
      ])
    const known = core.projection.unsettled()
    for (const { operation } of known) seen.add(`${operation.state} ${String(operation.receipt)}`)
    expect(known.map((record) => JSON.stringify(record))).toEqual(expected(core, visitId))
  }
  expect(seen.size).toBeGreaterThanOrEqual(5)
})
