import { describe, expect, it } from 'vitest'
import { cardReadSchema, readerSchema } from '../../shared/contract/devices'
import type { DevicesEvent } from '../../shared/contract/devices'
import type { Endpoint } from './endpoint'
import { chipTextOf } from './simulated/text-record'
import { createBench, practiceCards } from './testing/bench'

describe('a card on the reader', () => {
  it.each(practiceCards.filter(({ card }) => card.layout !== 'unknown-letter'))(
    'is read within two seconds: $label',
    async ({ id, card }) => {
      const bench = createBench()
      await bench.clock.advance(2_000)
      bench.simulated.place(id)
      await bench.clock.advance(2_000)
      expect(bench.reads).toHaveLength(1)
      const [read] = bench.reads
      expect(cardReadSchema.safeParse(read).success).toBe(true)
      expect(read).toMatchObject({
        readerKey: 'simulated:0',
        samNumber: expect.stringMatching(/^05\.01-20240101-\d{10}-\d{10}$/) as string,
        record: { type: card.layout, name: card.name, idNumber: card.idNumber, validTo: card.validTo },
        textRecord: Buffer.from(chipTextOf(card)).toString('base64'),
      })
      expect(bench.states).toEqual(['starting', 'ready', 'card-present', 'reading', 'ready'])
    },
  )

  it('is read once for as long as it lies there, and again when it is laid down again', async () => {
    const bench = createBench()
    bench.simulated.place('wang-xiuying')
    await bench.clock.advance(30_000)
    expect(bench.reads).toHaveLength(1)
    bench.simulated.lift()
    await bench.clock.advance(1_000)
    bench.simulated.place('wang-xiuying')
    await bench.clock.advance(5_000)
    expect(bench.reads.map(({ record }) => record.name)).toEqual(['王秀英', '王秀英'])
    expect(bench.reads[0]?.readId).not.toBe(bench.reads[1]?.readId)
  })

  it('is read once on a model that keeps finding it', async () => {
    const bench = createBench({ rereadWithoutLift: true })
    bench.simulated.place('wang-xiuying')
    await bench.clock.advance(30_000)
    expect(bench.reads).toHaveLength(1)
    expect(bench.states.at(-1)).toBe('card-present')
    bench.simulated.lift()
    await bench.clock.advance(1_000)
    expect(bench.states.at(-1)).toBe('ready')
    bench.simulated.place('zhang-jun')
    await bench.clock.advance(5_000)
    expect(bench.reads.map(({ record }) => record.name)).toEqual(['王秀英', '张军'])
  })

  it.each([false, true])(
    'is read again on request (a model that keeps finding it: %s)',
    async (rereadWithoutLift) => {
      const bench = createBench({ rereadWithoutLift })
      bench.simulated.place('wang-xiuying')
      await bench.clock.advance(5_000)
      bench.readers.readAgain()
      bench.readers.readAgain()
      await bench.clock.advance(5_000)
      expect(bench.reads.map(({ record }) => record.name)).toEqual(['王秀英', '王秀英'])
      expect(new Set(bench.reads.map(({ readId }) => readId)).size).toBe(2)
    },
  )

  it('that is not there changes nothing when it is to be read again', async () => {
    const bench = createBench()
    await bench.clock.advance(3_000)
    bench.readers.readAgain()
    await bench.clock.advance(3_000)
    expect(bench.states).toEqual(['starting', 'ready'])
    expect(bench.reads).toHaveLength(0)
  })

  it('with a type letter that nobody knows is refused by name and not read over and over', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.place('unknown-type-letter')
    await bench.clock.advance(3_000)
    expect(bench.states.slice(2)).toEqual(['card-present', 'reading', 'card-error:unknown-type-letter'])
    await bench.clock.advance(20_000)
    expect(bench.states.at(-1)).toBe('ready')
    expect(bench.states.filter((state) => state === 'reading')).toHaveLength(1)
    expect(bench.reads).toHaveLength(0)
  })

  it('swapped for another one gives both, each whole', async () => {
    const bench = createBench()
    bench.simulated.place('wang-xiuying')
    await bench.clock.advance(4_000)
    bench.simulated.swap('zhang-jun')
    await bench.clock.advance(4_000)
    expect(bench.reads.map(({ record }) => [record.name, record.idNumber])).toEqual([
      ['王秀英', '990101195003124214'],
      ['张军', '990101196207301256'],
    ])
  })
})

describe('a card taken away while it is being read', () => {
  /** Lays a card down and acts when the reader is in the middle of reading it. */
  async function whileReading(bench: ReturnType<typeof createBench>, act: () => void): Promise<void> {
    await bench.clock.advance(2_000)
    bench.simulated.place('wang-xiuying')
    while (bench.states.at(-1) !== 'reading') await bench.clock.advance(10)
    await bench.clock.advance(100)
    act()
  }

  it.each([
    ['sw-41', 'card-moved'],
    ['sw-47', 'card-moved'],
    ['silence', 'no-answer'],
    ['truncated', 'bad-frame'],
  ] as const)('%s: nothing is read, %s is said, and the next card reads', async (liftProfile, cause) => {
    const bench = createBench({ liftProfile })
    await whileReading(bench, () => bench.simulated.lift())
    await bench.clock.advance(4_000)
    expect(bench.reads).toHaveLength(0)
    expect(bench.states.slice(2)).toEqual(['card-present', 'reading', `card-error:${cause}`])
    await bench.clock.advance(10_000)
    expect(bench.states.at(-1)).toBe('ready')
    bench.simulated.place('zhang-jun')
    await bench.clock.advance(3_000)
    expect(bench.reads.map(({ record }) => record.name)).toEqual(['张军'])
  })

  it.each(['sw-41', 'sw-47', 'silence', 'truncated'] as const)(
    '%s: swapped for another, only the other one is read',
    async (liftProfile) => {
      const bench = createBench({ liftProfile })
      await whileReading(bench, () => bench.simulated.swap('zhang-jun'))
      await bench.clock.advance(8_000)
      expect(bench.reads.map(({ record }) => record.name)).toEqual(['张军'])
    },
  )

  it('three times in a row by moving: the person is told, and the hint stays until a read is good', async () => {
    const bench = createBench()
    await whileReading(bench, () => bench.simulated.move())
    for (let times = 0; times < 3; times += 1) {
      await bench.clock.advance(500)
      bench.simulated.move()
    }
    const told = bench.states.indexOf('card-error:card-moved')
    expect(told).toBeGreaterThan(0)
    expect(bench.states).toHaveLength(told + 1)
    await bench.clock.advance(3_000)
    expect(bench.reads).toHaveLength(1)
    expect(bench.states.at(-1)).toBe('ready')
  })
})

describe('the hands', () => {
  it('leave a card alone that lies there already', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    expect(bench.simulated.place('wang-xiuying')).toBe('placed')
    await bench.clock.advance(2_500)
    expect(bench.simulated.place('wang-xiuying')).toBe('placed')
    await bench.clock.advance(1_000)
    expect(bench.reads).toHaveLength(1)
    expect(bench.simulated.place('nobody')).toBe('no-such-card')
  })

  it('take a card away while it is being read, whenever the reader finds it', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const bench = createBench({ seed })
      await bench.clock.advance(2_000 + seed * 13)
      bench.simulated.place('wang-xiuying', true)
      await bench.clock.advance(3_000)
      expect(bench.reads).toEqual([])
      expect(bench.states).toContain('card-error:card-moved')
    }
  })
})

describe('a reader', () => {
  it('that is unplugged is absent, and ready within five seconds after it is plugged in again', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = createBench({ seed })
      await bench.clock.advance(2_000 + seed * 37)
      bench.simulated.unplug()
      await bench.clock.advance(400)
      expect(bench.states.at(-1)).toBe('absent')
      await bench.clock.advance(seed * 450)
      bench.simulated.plug(true)
      await bench.clock.advance(5_000)
      expect(bench.states).toEqual(['starting', 'ready', 'absent', 'starting', 'ready'])
      bench.stop()
    }
  })

  it('that is unplugged in the middle of a read gives no read, and reads after it is back', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.place('wang-xiuying')
    while (bench.states.at(-1) !== 'reading') await bench.clock.advance(10)
    bench.simulated.unplug()
    await bench.clock.advance(4_000)
    expect(bench.reads).toHaveLength(0)
    bench.simulated.plug(true)
    await bench.clock.advance(7_000)
    expect(bench.reads.map(({ record }) => record.name)).toEqual(['王秀英'])
  })

  it('with bad power is a fault that is looked at again, and comes back by itself', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    bench.simulated.power(false)
    await bench.clock.advance(20_000)
    expect(bench.states.slice(2)).toEqual(['fault:device-fault', 'fault:self-test-failed'])
    bench.simulated.power(true)
    await bench.clock.advance(5_000)
    expect(bench.states.at(-1)).toBe('ready')
  })

  it.each([
    ['cannot open device with path /dev/hidraw0: Permission denied', 'no-permission'],
    ['Device or resource busy', 'busy'],
    ['something else', 'fault:device-fault'],
  ])('that cannot be opened (%s) shows %s and is tried again', async (message, state) => {
    let refuse = true
    const bench = createBench({
      around: (source) => ({
        list: async () =>
          (await source.list()).map((found) => ({
            ...found,
            createEndpoint: (): Endpoint =>
              refuse
                ? { ...found.createEndpoint(), open: () => Promise.reject(new Error(message)) }
                : found.createEndpoint(),
          })),
      }),
    })
    await bench.clock.advance(5_000)
    expect(bench.states).toEqual(['starting', state])
    refuse = false
    await bench.clock.advance(3_000)
    expect(bench.states.at(-1)).toBe('ready')
  })

  it('that cannot be listed for a moment is found later', async () => {
    let calls = 0
    const bench = createBench({
      around: (source) => ({
        list: () => ((calls += 1) === 1 ? Promise.reject(new Error('hub in a mood')) : source.list()),
      }),
    })
    await bench.clock.advance(5_000)
    expect(bench.states.at(-1)).toBe('ready')
    expect(bench.logs).toEqual(['warn devices.list-failed'])
  })

  it('shows itself in the form of the contract', async () => {
    const bench = createBench()
    await bench.clock.advance(2_000)
    const first = (await bench.readers.watch(new AbortController().signal).next()).value as DevicesEvent
    if (first.type !== 'readers') throw new Error('the readers come first')
    expect(first.readers.map((reader) => readerSchema.safeParse(reader).success)).toEqual([true])
    expect(first.readers[0]).toMatchObject({ key: 'simulated:0', simulated: true, state: { name: 'ready' } })
  })
})
