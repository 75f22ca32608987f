import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Endpoint } from './endpoint'
import type { ReaderSource } from './reader-source'
import { quietLine } from './simulated/usb-line'
import { chipTextOf } from './simulated/text-record'
import { createBench, practiceCards } from './testing/bench'
import type { VirtualClock } from './testing/virtual-clock'

/** How long each command may go without an answer, by its bytes (readers.md section 4). */
const deadlineMs: Readonly<Record<string, number>> = {
  '10ff': 500,
  '11ff': 500,
  '12ff': 500,
  '2001': 300,
  '2002': 500,
  '3001': 3000,
}

interface Wire {
  source: (source: ReaderSource, clock: VirtualClock) => ReaderSource
  /** What was seen on the wire that must not be. */
  wrong: string[]
}

/** Listens on the wire: a command is sent only after an answer to the one before, or after its deadline. */
function tapWire(): Wire {
  const wrong: string[] = []
  let flying: { command: string; endsAtMs: number; answered: boolean } | undefined
  const tap = (endpoint: Endpoint, clock: VirtualClock): Endpoint => ({
    ...endpoint,
    onReport: (listener) => {
      endpoint.onReport((report) => {
        if (flying !== undefined) flying.answered = true
        listener(report)
      })
    },
    write(report) {
      const command = Buffer.from(report).toString('hex', 8, 10)
      const limit = deadlineMs[command]
      if (limit === undefined) wrong.push(`unknown command ${command}`)
      if (flying !== undefined && !flying.answered && clock.nowMs() < flying.endsAtMs) {
        wrong.push(`${command} while ${flying.command} is in flight`)
      }
      flying = { command, endsAtMs: clock.nowMs() + (limit ?? 0), answered: false }
      return endpoint.write(report)
    },
    close() {
      flying = undefined
      return endpoint.close()
    },
  })
  const source: Wire['source'] = (inner, clock) => ({
    list: async () =>
      (await inner.list()).map((found) => ({
        ...found,
        createEndpoint: () => tap(found.createEndpoint(), clock),
      })),
  })
  return { source, wrong }
}

const readable = practiceCards.filter(({ card }) => card.layout !== 'unknown-letter')
const cardIds = practiceCards.map(({ id }) => id)

const oneIn = fc.constantFrom(0, 0, 3, 20, 100)
const deed = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...cardIds).map((id) => ['place', id] as const) },
  { weight: 3, arbitrary: fc.constant(['lift'] as const) },
  { weight: 1, arbitrary: fc.constant(['move'] as const) },
  { weight: 2, arbitrary: fc.constantFrom(...cardIds).map((id) => ['swap', id] as const) },
  { weight: 1, arbitrary: fc.boolean().map((on) => ['plug', on] as const) },
  { weight: 1, arbitrary: fc.boolean().map((on) => ['power', on] as const) },
  { weight: 1, arbitrary: fc.constant(['readAgain'] as const) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        ...{ loseOneIn: oneIn, duplicateOneIn: oneIn, swapOneIn: oneIn },
        splitAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 63 })),
        leavesLast: fc.boolean(),
      })
      .map((faults) => ['disturb', faults] as const),
  },
)
const story = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  liftProfile: fc.constantFrom('sw-41', 'sw-47', 'silence', 'truncated'),
  rereadWithoutLift: fc.boolean(),
  deeds: fc.array(fc.record({ deed, thenMs: fc.integer({ min: 0, max: 2_500 }) }), { maxLength: 8 }),
  fresh: fc.constantFrom(...readable),
})

/** Everything about the people that must not be seen in a log. */
const personal = practiceCards.flatMap(({ card }) => [
  card.name,
  card.idNumber,
  ...(card.address ?? '').split(' '),
])

/** Other stories at every run; `SOAK_SEED` tells the same ones again. */
const firstSeed = Number(process.env['SOAK_SEED'] ?? randomInt(2 ** 31))

it(
  'holds its invariants whatever happens to card, reader and cable',
  async () => {
    const chipTexts = new Map(
      practiceCards.map(({ card }) => [Buffer.from(chipTextOf(card)).toString('base64'), card] as const),
    )
    const runs = fc.asyncProperty(story, async ({ seed, liftProfile, rereadWithoutLift, deeds, fresh }) => {
      const wire = tapWire()
      const bench = createBench({ seed, liftProfile, rereadWithoutLift, around: wire.source })
      const { clock, simulated } = bench
      for (const { deed, thenMs } of deeds) {
        switch (deed[0]) {
          case 'place':
          case 'swap':
            simulated[deed[0]](deed[1])
            break
          case 'lift':
          case 'move':
            simulated[deed[0]]()
            break
          case 'plug':
          case 'power':
            simulated[deed[0]](deed[1])
            break
          case 'disturb':
            simulated.disturb(deed[1])
            break
          case 'readAgain':
            bench.readers.readAgain()
            break
        }
        await clock.advance(thenMs)
      }
      simulated.disturb(quietLine)
      simulated.power(true)
      simulated.plug(true)
      simulated.lift()
      await clock.advance(10_000)
      const readsBefore = bench.reads.length
      simulated.place(fresh.id)
      await clock.advance(3_000)

      // After any fault and 10 s of calm a fresh card reads, once.
      expect(bench.reads.slice(readsBefore).map(({ record }) => record.idNumber)).toEqual([
        fresh.card.idNumber,
      ])
      // Nothing is shown that is not, as a whole, what stands on one of the cards.
      for (const read of bench.reads) {
        const card = chipTexts.get(read.textRecord)
        expect(card).toMatchObject({ name: read.record.name, idNumber: read.record.idNumber })
        expect(card?.layout).toBe(read.record.type)
      }
      expect(new Set(bench.reads.map(({ readId }) => readId)).size).toBe(bench.reads.length)
      // One command in flight, every one with an end.
      expect(wire.wrong).toEqual([])
      expect(personal.filter((word) => word !== '' && bench.logs.join().includes(word))).toEqual([])
      bench.stop()
      await clock.advance(500)
    })
    process.stdout.write(`readers' invariants from seed ${String(firstSeed)}\n`)
    await fc.assert(runs, { numRuns: 10_000 * Number(process.env['SOAK_RUNS'] ?? '1'), seed: firstSeed })
  },
  240_000 * Number(process.env['SOAK_RUNS'] ?? '1'),
)
