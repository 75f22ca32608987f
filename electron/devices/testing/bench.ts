import { readFileSync } from 'node:fs'
import type { CardRead, DevicesEvent, Reader } from '../../../shared/contract/devices'
import { createReaders } from '../readers'
import type { Readers } from '../readers'
import type { ReaderSource } from '../reader-source'
import { parsePracticePeople } from '../simulated/practice-cards'
import type { LabelledCard } from '../simulated/practice-cards'
import { createSimulatedReader } from '../simulated/simulated-reader'
import type { SimulatedReader, SimulatedReaderOptions } from '../simulated/simulated-reader'
import { createVirtualClock } from './virtual-clock'
import type { VirtualClock } from './virtual-clock'

/** The people of practice as they are shipped. */
export const practiceCards: LabelledCard[] = parsePracticePeople(
  readFileSync(new URL('../../../resources/practice-people.json', import.meta.url), 'utf8'),
)

/** A fresh UUID for the n-th read of a test. */
export function numberedIds(): () => string {
  let count = 0
  return () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`
}

/** The simulated reader and the readers on a virtual clock, with someone watching from the start. */
export interface Bench {
  clock: VirtualClock
  simulated: SimulatedReader
  readers: Readers
  reads: CardRead[]
  /** The states of the (only) reader in the order they were shown, a cause after a colon. */
  states: string[]
  /** What came besides reads and the readers' list. */
  others: DevicesEvent[]
  logs: string[]
  /** The list of readers as a new watch gets it. */
  listed(): Promise<Reader[]>
  /** Stops watching. */
  leave(): void
  stop(): void
}

function stateText({ state }: Reader): string {
  return 'cause' in state ? `${state.name}:${state.cause}` : state.name
}

export function createBench(
  options: Partial<Omit<SimulatedReaderOptions, 'clock'>> & {
    realReadersFindOnly?: boolean
    around?: (source: ReaderSource, clock: VirtualClock) => ReaderSource
  } = {},
): Bench {
  const clock = createVirtualClock()
  const simulated = createSimulatedReader({
    clock,
    seed: options.seed ?? 1,
    cards: options.cards ?? practiceCards,
    liftProfile: options.liftProfile ?? 'sw-41',
    rereadWithoutLift: options.rereadWithoutLift ?? false,
  })
  const logs: string[] = []
  const source = options.around?.(simulated, clock) ?? simulated
  const readers = createReaders({
    sources: [source],
    scannerSources: [simulated.scanners],
    profileProblems: [],
    realReadersFindOnly: options.realReadersFindOnly ?? false,
    clock,
    newId: numberedIds(),
    log: (level, code) => logs.push(`${level} ${code}`),
  })
  const reads: CardRead[] = []
  const states: string[] = []
  const others: DevicesEvent[] = []
  const watching = new AbortController()
  const take = (event: DevicesEvent): void => {
    if (event.type === 'card-read') reads.push(event.read)
    else if (event.type !== 'readers') others.push(event)
    else states.push(...event.readers.map(stateText).filter((text) => text !== states.at(-1)))
  }
  const watch = async (): Promise<void> => {
    for await (const event of readers.watch(watching.signal)) take(event)
  }
  void watch()
  readers.start()
  return {
    clock,
    simulated,
    readers,
    reads,
    states,
    others,
    logs,
    async listed() {
      const first = (await readers.watch(new AbortController().signal).next()).value
      return first?.type === 'readers' ? first.readers : []
    },
    leave: () => watching.abort(),
    stop() {
      watching.abort()
      readers.stop()
    },
  }
}
