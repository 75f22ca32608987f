import { expect, it } from 'vitest'
import type { Endpoint } from '../endpoint'
import { practiceCards } from '../testing/bench'
import { createVirtualClock } from '../testing/virtual-clock'
import type { VirtualClock } from '../testing/virtual-clock'
import { createSimulatedReader } from './simulated-reader'
import type { SimulatedReader } from './simulated-reader'

interface Line {
  clock: VirtualClock
  reader: SimulatedReader
  endpoint: Endpoint
  reports: string[]
  errors: string[]
  /** Writes the bytes as one padded report. */
  write(hex: string): Promise<void>
}

async function openLine(): Promise<Line> {
  const clock = createVirtualClock()
  const reader = createSimulatedReader({
    clock,
    seed: 7,
    cards: practiceCards,
    liftProfile: 'sw-41',
    rereadWithoutLift: false,
  })
  const [found] = await reader.list()
  if (found === undefined) throw new Error('not listed')
  const endpoint = found.createEndpoint()
  const opened = endpoint.open()
  await clock.advance(500)
  await opened
  const reports: string[] = []
  const errors: string[] = []
  endpoint.onReport((report) => reports.push(Buffer.from(report).toString('hex')))
  endpoint.onError((message) => errors.push(message))
  return {
    clock,
    reader,
    endpoint,
    reports,
    errors,
    write(hex) {
      const report = new Uint8Array(65)
      report.set(Buffer.from(hex, 'hex'), 1)
      return endpoint.write(report)
    },
  }
}

it.each([
  ['a find without a card', 'aaaaaa96690003200122', 'aaaaaa9669000400008084'],
  ['a wrong checksum', 'aaaaaa96690003200121', 'aaaaaa9669000400001014'],
  ['a wrong length', 'aaaaaa9669000420010025', 'aaaaaa9669000400001115'],
  ['a length of nothing', 'aaaaaa96690000', 'aaaaaa9669000400001115'],
  ['an unknown command', 'aaaaaa9669000377770303', 'aaaaaa9669000400002125'],
  ['a select before a find', 'aaaaaa96690003200221', '(aaaaaa9669000400008185|aaaaaa9669000401008184)'],
])('answers %s', async (_, command, answer) => {
  const { clock, reports, write } = await openLine()
  await write(command)
  await clock.advance(200)
  expect(reports).toHaveLength(1)
  expect(reports[0]).toMatch(new RegExp(`^${answer}`))
  expect(reports[0]).toHaveLength(128)
})

it('takes its time: find 30–120 ms, read 400–1200 ms and then the reports one by one', async () => {
  const { clock, reader, reports, write } = await openLine()
  reader.place('wang-xiuying')
  await write('aaaaaa96690003200122')
  await clock.advance(30)
  expect(reports).toHaveLength(0)
  await clock.advance(100)
  await write('aaaaaa96690003200221')
  await clock.advance(100)
  await write('aaaaaa96690003300132')
  await clock.advance(400)
  expect(reports).toHaveLength(2)
  await clock.advance(1100)
  expect(reports).toHaveLength(2 + 21)
})

it('does not find a card again that it has read, before it is lifted', async () => {
  const { clock, reader, reports, write } = await openLine()
  const find = async (): Promise<string | undefined> => {
    await write('aaaaaa96690003200122')
    await clock.advance(150)
    return reports.at(-1)?.slice(18, 20)
  }
  reader.place('wang-xiuying')
  expect(await find()).toBe('9f')
  await write('aaaaaa96690003200221')
  await clock.advance(100)
  await write('aaaaaa96690003300132')
  await clock.advance(1500)
  expect(await find()).toBe('80')
  reader.lift()
  reader.place('wang-xiuying')
  expect(await find()).toBe('9f')
})

it('has the manners of node-hid: texts for errors, one listener, one close, a list that lags', async () => {
  const { clock, reader, endpoint, errors, write } = await openLine()
  expect(() => {
    endpoint.onReport(() => undefined)
  }).toThrow('read is already running')
  reader.unplug()
  await expect(write('aaaaaa96690003200122')).rejects.toThrow('No such device')
  expect(await reader.list()).toHaveLength(1)
  await clock.advance(60)
  expect(errors).toEqual(['could not read from HID device'])
  await clock.advance(1000)
  expect(await reader.list()).toHaveLength(0)
  const closed = endpoint.close()
  await clock.advance(100)
  await closed
  await expect(endpoint.close()).rejects.toThrow()
})

it('runs the same way twice with the same seed', async () => {
  const run = async (): Promise<string[]> => {
    const { clock, reader, reports, write } = await openLine()
    reader.place('hk-permit')
    for (const command of ['12ffee', '200122', '200221', '300132']) {
      await write(`aaaaaa96690003${command}`)
      await clock.advance(1500)
    }
    return reports
  }
  expect(await run()).toEqual(await run())
})
