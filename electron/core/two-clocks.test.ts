import { afterEach, beforeAll, test, vi } from 'vitest'
import { openVisit, signIn, take, transferForm } from './testing/clerk-acts'
import { makeStation, openCounter, prepareCentres, startCentre } from './testing/practice-counter'

/** The counter's clock and the centre's are never the same: what is judged by both is told in the centre's time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const ends: (() => unknown)[] = []
beforeAll(prepareCentres)
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const minuteMs = 60_000

test.each([-2 * minuteMs, 2 * minuteMs])(
  'one wish taken twice without a line is seen as a twin with a centre %i ms beside the counter',
  async (beside) => {
    const station = makeStation()
    ends.push(() => station.remove())
    const centre = await startCentre(station, (station.start.clockAt ?? 0) + beside)
    ends.push(() => centre.close())
    const counter = await openCounter(station, centre)
    ends.push(() => counter.stop())
    await signIn(counter)
    await counter.until(() => Math.abs(counter.view().line.clockDifferenceMs - beside) < 5_000, 'measured')
    const visitId = await openVisit(counter, 'li-jianguo')
    await centre.obey({ type: 'line', up: false })
    await counter.until(() => counter.view().line.state === 'down', 'the line is down')
    const first = await take(counter, visitId, transferForm('50'))
    const second = await take(counter, visitId, transferForm('50'))
    await centre.obey({ type: 'line', up: true })
    const stateOf = (id: typeof first) => counter.core.projection.operation(id)?.operation.state
    await counter.until(() => stateOf(first) === 'done', 'the first is done')
    await counter.until(() => stateOf(second) === 'awaiting-approval', 'the second waits')
    // taken once the first was done, the same is meant: nobody is asked
    const third = await take(counter, visitId, { ...transferForm('51') })
    await counter.until(() => stateOf(third) === 'done', 'another one is done')
  },
)
