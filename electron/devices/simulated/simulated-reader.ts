import type { Clock, Timer } from '../clock'
import type { ReaderSource } from '../reader-source'
import type { Simulator } from '../simulator'
import { createCardModule } from './card-module'
import type { LiftProfile } from './card-module'
import type { LabelledCard } from './practice-cards'
import { createSeededRandom } from './seeded-random'
import { chipTextOf } from './text-record'
import { createUsbLine } from './usb-line'
import type { LineFaults } from './usb-line'

/** Well before the shortest read ends. */
const liftIntoReadMs = 150

export interface SimulatedReaderOptions {
  clock: Clock
  seed: number
  cards: readonly LabelledCard[]
  liftProfile: LiftProfile
  rereadWithoutLift: boolean
}

/** A card reader made of bytes, for practice, tests and the demo, with the hands that use and misuse it. */
export interface SimulatedReader extends ReaderSource, Simulator {
  /** Lays a card in place of the one that lies there, with no moment without a card. */
  swap(cardId: string): void
  /** The card stays but loses its contact for a moment. */
  move(): void
  unplug(): void
  power(good: boolean): void
  disturb(faults: LineFaults): void
}

export function createSimulatedReader(options: SimulatedReaderOptions): SimulatedReader {
  const { clock, cards, liftProfile, rereadWithoutLift } = options
  const random = createSeededRandom(options.seed)
  const line = createUsbLine({ clock, random, toDevice: (report) => cardModule.receive(report) })
  const cardModule = createCardModule({
    clock,
    random,
    liftProfile,
    rereadWithoutLift,
    send: (bytes) => line.deliver(bytes),
    onReadBegun: () => {
      if (liftOnceRead) liftTimer = clock.setTimer(liftIntoReadMs, lift)
    },
  })
  cardModule.powerOn()

  let plugged = true
  let lying: string | undefined
  /** The hand that laid the card takes it away as soon as it is being read. */
  let liftOnceRead = false
  let liftTimer: Timer | undefined

  function put(cardId: string, chipText: Uint8Array): void {
    liftTimer?.cancel()
    lying = cardId
    cardModule.setCard(chipText)
  }

  function lift(): void {
    liftTimer?.cancel()
    if (lying === undefined) return
    lying = undefined
    cardModule.setCard(undefined)
  }

  function place(cardId: string, liftWhileReading = false): 'placed' | 'no-such-card' {
    const found = cards.find((card) => card.id === cardId)
    if (found === undefined) return 'no-such-card'
    if (lying === cardId) return 'placed'
    put(cardId, chipTextOf(found.card))
    liftOnceRead = liftWhileReading
    return 'placed'
  }

  function plug(now: boolean): void {
    if (now === plugged) return
    plugged = now
    line.setPlugged(now)
    if (now) cardModule.powerOn()
    else cardModule.powerOff()
  }

  return {
    list: () =>
      Promise.resolve(
        line.isListed()
          ? [
              {
                key: 'simulated:0',
                model: '模拟读卡器',
                simulated: true,
                carrier: 'raw64',
                rereadWithoutLift,
                createEndpoint: () => line.createEndpoint(),
              },
            ]
          : [],
      ),
    cards: () => cards.map(({ id, label }) => ({ id, label })),
    place,
    lift,
    swap: (cardId) => {
      place(cardId)
    },
    move: () => cardModule.moveCard(),
    plug,
    unplug: () => plug(false),
    power: (good) => cardModule.setPowerGood(good),
    disturb: (faults) => line.setFaults(faults),
  }
}
