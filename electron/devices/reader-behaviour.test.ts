import { describe, expect, it } from 'vitest'
import type { DevicesEvent, SimulatedFault } from '../../shared/contract/devices'
import type { Endpoint } from './endpoint'
import type { FoundReader } from './reader-source'
import { quietLine } from './simulated/usb-line'
import { createBench } from './testing/bench'
import type { Bench } from './testing/bench'

const names = (bench: Bench): string[] => bench.reads.map(({ record }) => record.name)

async function newestReader(bench: Bench) {
  const [reader] = await bench.listed()
  if (reader === undefined) throw new Error('no reader')
  return reader
}

describe('a card swapped between two finds, with no moment without a card', () => {
  it.each([false, true])(
    'is read (a model that keeps finding what lies there: %s)',
    async (rereadWithoutLift) => {
      const bench = createBench({ rereadWithoutLift })
      bench.simulated.place('wang-xiuying')
      await bench.clock.advance(10_000)
      bench.simulated.swap('zhang-jun')
      await bench.clock.advance(5_000)
      expect(names(bench)).toEqual(['王秀英', '张军'])
      await bench.clock.advance(20_000)
      expect(names(bench)).toHaveLength(2)
    },
  )

  it('is read after one that was refused', async () => {
    const bench = createBench({ rereadWithoutLift: true })
    bench.simulated.place('unknown-type-letter')
    await bench.clock.advance(6_000)
    expect(bench.states.at(-1)).toBe('card-error:unknown-type-letter')
    bench.simulated.swap('zhang-jun')
    await bench.clock.advance(4_000)
    expect(names(bench)).toEqual(['张军'])
  })

  it('gives no error when it is taken away while it is looked at again', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = createBench({ seed, rereadWithoutLift: true })
      bench.simulated.place('wang-xiuying')
      await bench.clock.advance(6_000 + seed * 130)
      bench.simulated.lift()
      await bench.clock.advance(2_000)
      expect(names(bench)).toEqual(['王秀英'])
      expect(bench.states.filter((state) => state.startsWith('card-error'))).toEqual([])
      expect(bench.states.at(-1)).toBe('ready')
      bench.stop()
    }
  })
})

describe('a fault on request', () => {
  const lasting: [SimulatedFault['kind'], string][] = [
    ['bcc', 'card-error:bad-frame'],
    ['truncate', 'card-error:bad-frame'],
    ['silence', 'card-error:no-answer'],
    ['power', 'fault:self-test-failed'],
    ['busy', 'busy'],
    ['no-permission', 'no-permission'],
  ]
  it.each(lasting)('%s shows %s until it is cleared, and then the card reads', async (kind, state) => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.fault({ kind } as SimulatedFault)
    bench.simulated.place('zhang-jun')
    await bench.clock.advance(20_000)
    expect(bench.states).toContain(state)
    expect(bench.reads).toEqual([])
    bench.simulated.clear()
    await bench.clock.advance(15_000)
    expect(names(bench)).toEqual(['张军'])
  })

  const once: [SimulatedFault['kind'], string][] = [
    ['lift-in-read', 'card-error:card-moved'],
    ['unplug-in-read', 'absent'],
  ]
  it.each(once)('%s happens in the next read: %s', async (kind, state) => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.fault({ kind } as SimulatedFault)
    bench.simulated.place('zhang-jun')
    await bench.clock.advance(4_000)
    expect(bench.states).toContain(state)
    expect(bench.reads).toEqual([])
  })

  it('move costs a moment and no read; swap changes the card at once', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.fault({ kind: 'move' })
    bench.simulated.place('zhang-jun')
    await bench.clock.advance(5_000)
    expect(bench.simulated.fault({ kind: 'swap', cardId: 'wang-xiuying' })).toBe('done')
    expect(bench.simulated.fault({ kind: 'swap', cardId: 'nobody' })).toBe('no-such-card')
    await bench.clock.advance(3_000)
    expect(names(bench)).toEqual(['张军', '王秀英'])
  })
})

describe('a cable', () => {
  it('that cuts every report in two, at any byte: the card reads, whole and once', async () => {
    for (let splitAt = 1; splitAt < 64; splitAt += 1) {
      const bench = createBench({ seed: splitAt })
      bench.simulated.disturb({ ...quietLine, splitAt })
      bench.simulated.place('zhang-jun')
      await bench.clock.advance(5_000)
      expect(names(bench), `cut at ${splitAt}`).toEqual(['张军'])
      expect(
        bench.states.filter((state) => /error|fault/.test(state)),
        `cut at ${splitAt}`,
      ).toEqual([])
      bench.stop()
    }
  })

  it.each([1, 2, 3, 4])(
    'that still holds a report of the session before (%i): the reader comes back and reads the fresh card only',
    async (seed) => {
      // whatever was the last thing sent before the cable was pulled: a status, a find, the end of a read
      for (const afterMs of [30, 400, 1_000, 1_700, 2_300, 3_100]) {
        const bench = createBench({ seed })
        bench.simulated.disturb({ ...quietLine, leavesLast: true })
        bench.simulated.place('wang-xiuying')
        await bench.clock.advance(afterMs)
        bench.simulated.lift()
        bench.simulated.unplug()
        await bench.clock.advance(3_000)
        const before = bench.reads.length
        bench.simulated.plug(true)
        await bench.clock.advance(5_000)
        expect(bench.states.at(-1), `pulled after ${afterMs} ms`).toBe('ready')
        bench.simulated.place('zhang-jun')
        await bench.clock.advance(3_000)
        expect(names(bench).slice(before), `pulled after ${afterMs} ms`).toEqual(['张军'])
        bench.stop()
      }
    },
  )
})

describe('counters, last fault and times', () => {
  it('tell what happened since the start', async () => {
    const bench = createBench()
    bench.simulated.place('wang-xiuying')
    await bench.clock.advance(4_000)
    bench.simulated.power(false)
    await bench.clock.advance(4_000)
    bench.simulated.power(true)
    await bench.clock.advance(4_000)
    bench.simulated.unplug()
    await bench.clock.advance(3_000)
    bench.simulated.plug(true)
    await bench.clock.advance(6_000)
    const reader = await newestReader(bench)
    expect(reader.counters).toMatchObject({ cardErrors: 0, plugs: 2 })
    expect(reader.counters.reads).toBeGreaterThanOrEqual(1)
    expect(reader.counters.faults).toBeGreaterThanOrEqual(1)
    expect(reader.lastFault?.atMs).toBeGreaterThan(4_000)
    expect(reader.lastFault?.atMs).toBeLessThan(8_000)
    expect(reader.lastReadMs).toBeGreaterThan(400)
    expect(reader.lastReadMs).toBeLessThan(1_500)
    expect(reader.sinceMs).toBeGreaterThan(11_000)
  })
})

describe('the test of a reader', () => {
  async function tested(bench: Bench, key = 'simulated:0') {
    const asked = bench.readers.test(key)
    await bench.clock.advance(2_500)
    return asked
  }

  it('answers with its number and how long it took, with a card on it too', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    for (const lay of [false, true]) {
      if (lay) bench.simulated.place('wang-xiuying')
      await bench.clock.advance(4_000)
      const test = await tested(bench)
      if (!test.ok) throw new Error(test.cause)
      expect(test.samNumber).toMatch(/^05\.01-20240101-/)
      for (const ms of [test.statusMs, test.samNumberMs]) expect(ms > 0 && ms < 100).toBe(true)
    }
    expect(bench.reads).toHaveLength(1)
  })

  it('names what is wrong', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    expect(await tested(bench, 'nobody')).toEqual({ ok: false, cause: 'absent' })
    bench.simulated.place('wang-xiuying')
    while (bench.states.at(-1) !== 'reading') await bench.clock.advance(10)
    expect(await tested(bench)).toEqual({ ok: false, cause: 'reading' })
    bench.simulated.fault({ kind: 'no-permission' })
    await bench.clock.advance(5_000)
    expect(await tested(bench)).toEqual({ ok: false, cause: 'no-permission' })
    bench.simulated.clear()
    bench.simulated.unplug()
    await bench.clock.advance(5_000)
    expect(await tested(bench)).toEqual({ ok: false, cause: 'absent' })
  })

  it('ends within two seconds when the reader has gone silent', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.disturb({ ...quietLine, loseOneIn: 1 })
    expect(await tested(bench)).toEqual({ ok: false, cause: 'no-answer' })
  })
})

describe('practice with a real reader', () => {
  it('asks find only: a card is told of once for as long as it lies, and never selected or read', async () => {
    const commands = new Set<string>()
    const tap = (endpoint: Endpoint): Endpoint => ({
      ...endpoint,
      write(report) {
        commands.add(Buffer.from(report).toString('hex', 8, 10))
        return endpoint.write(report)
      },
    })
    const real = (found: FoundReader): FoundReader => ({
      ...found,
      simulated: false,
      createEndpoint: () => tap(found.createEndpoint()),
    })
    const bench = createBench({
      realReadersFindOnly: true,
      around: (source) => ({ list: async () => (await source.list()).map(real) }),
    })
    await bench.clock.advance(2_000)
    for (let times = 1; times <= 2; times += 1) {
      bench.simulated.place('wang-xiuying')
      bench.readers.readAgain()
      await bench.clock.advance(10_000)
      const told = bench.others.filter(({ type }) => type === 'real-card-in-practice')
      expect(told).toHaveLength(times)
      expect(bench.states.at(-1)).toBe('card-present')
      bench.simulated.lift()
      await bench.clock.advance(1_000)
    }
    expect(bench.reads).toEqual([])
    expect([...commands].sort()).toEqual(['11ff', '12ff', '2001'])
  })
})

describe('the simulated scanner', () => {
  const codes = ({ others }: Bench): string[] =>
    others.flatMap((event: DevicesEvent) => (event.type === 'code-scanned' ? [event.text] : []))

  it.each([
    ['the AIM identifier in its place', 2],
    ['the AIM identifier a byte further back', 3],
  ])('gives a code as it is, with %s', async (_, seed) => {
    const bench = createBench({ seed })
    await bench.clock.advance(1_000)
    const long = '1234567890'.repeat(51) + '~!'
    for (const text of [']Q1abc', long, long]) {
      bench.simulated.scan(text)
      await bench.clock.advance(1_000)
    }
    expect(codes(bench)).toEqual([']Q1abc', long, long])
    expect(
      new Set(bench.others.flatMap((one) => (one.type === 'code-scanned' ? [one.scanId] : []))).size,
    ).toBe(3)
    expect(bench.logs.join()).not.toContain('1234567890')
  })

  it('gives nothing that is no code, and says so without its text', async () => {
    const bench = createBench()
    await bench.clock.advance(1_000)
    for (const text of ['12345', 'a\u0007bcdef', 'x'.repeat(513)]) bench.simulated.scan(text)
    await bench.clock.advance(2_000)
    expect(codes(bench)).toEqual([])
    expect(bench.logs).toEqual(Array.from({ length: 3 }, () => 'warn devices.scan-refused'))
  })

  it('drops a code that nobody watches for: it is kept nowhere', async () => {
    const bench = createBench()
    await bench.clock.advance(1_000)
    bench.leave()
    bench.simulated.scan('1234567')
    await bench.clock.advance(1_000)
    const later = bench.readers.watch(new AbortController().signal)
    const first = [(await later.next()).value, (await later.next()).value]
    expect(JSON.stringify(first)).not.toContain('1234567')
  })
})
