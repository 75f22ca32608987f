import type { SimulatedFault } from '../../../shared/contract/devices'
import type { Clock, Timer } from '../clock'
import type { ReaderSource } from '../reader-source'
import type { ScannerSource } from '../scanner/scanner-source'
import type { Simulator } from '../simulator'
import { createCardModule } from './card-module'
import type { LiftProfile } from './card-module'
import type { LabelledCard } from './practice-cards'
import { createSeededRandom } from './seeded-random'
import { createSimulatedScanner } from './simulated-scanner'
import { chipTextOf } from './text-record'
import { createUsbLine } from './usb-line'
import type { LineFaults } from './usb-line'

/** Well before the shortest read ends. */
const intoReadMs = 150

export interface SimulatedReaderOptions {
  clock: Clock
  seed: number
  cards: readonly LabelledCard[]
  liftProfile: LiftProfile
  rereadWithoutLift: boolean
}

/** A card reader and a scanner made of bytes, for practice, tests and the demo, with the hands that (mis)use them. */
export interface SimulatedReader extends ReaderSource, Simulator {
  scanners: ScannerSource
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
  const scanner = createSimulatedScanner({
    clock,
    random: createSeededRandom(options.seed + 1),
    shiftedAim: options.seed % 2 === 1,
  })
  const cardModule = createCardModule({
    clock,
    random,
    liftProfile,
    rereadWithoutLift,
    send: (bytes) => line.deliver(bytes),
    onReadBegun: () => {
      if (inRead !== undefined) doSoon(inRead)
      inRead = undefined
    },
  })
  cardModule.powerOn()

  let plugged = true
  let lying: string | undefined
  /** What the hands do as soon as a card is being read. */
  let inRead: (() => void) | undefined
  let handTimer: Timer | undefined

  function doSoon(act: () => void): void {
    handTimer?.cancel()
    handTimer = clock.setTimer(intoReadMs, act)
  }

  /** In the read that is under way, else in the next one. */
  function doInRead(act: () => void): void {
    if (cardModule.isReading()) act()
    else inRead = act
  }

  function put(cardId: string, chipText: Uint8Array): void {
    handTimer?.cancel()
    lying = cardId
    cardModule.setCard(chipText)
  }

  function lift(): void {
    handTimer?.cancel()
    if (lying === undefined) return
    lying = undefined
    cardModule.setCard(undefined)
  }

  function place(cardId: string, liftWhileReading = false): 'placed' | 'no-such-card' {
    const found = cards.find((card) => card.id === cardId)
    if (found === undefined) return 'no-such-card'
    if (lying === cardId) return 'placed'
    put(cardId, chipTextOf(found.card))
    if (liftWhileReading) inRead = lift
    return 'placed'
  }

  function plug(now: boolean): void {
    if (now === plugged) return
    plugged = now
    line.setPlugged(now)
    if (now) cardModule.powerOn()
    else cardModule.powerOff()
  }

  function fault(wanted: SimulatedFault): 'done' | 'no-such-card' {
    switch (wanted.kind) {
      case 'lift-in-read':
        doInRead(lift)
        return 'done'
      case 'move':
        doInRead(() => cardModule.moveCard())
        return 'done'
      case 'unplug-in-read':
        doInRead(() => plug(false))
        return 'done'
      case 'swap':
        return place(wanted.cardId) === 'placed' ? 'done' : 'no-such-card'
      case 'bcc':
      case 'truncate':
      case 'silence':
        cardModule.setReadFault(wanted.kind)
        return 'done'
      case 'power':
        cardModule.setPowerGood(false)
        return 'done'
      case 'busy':
      case 'no-permission':
        line.setRefusal(wanted.kind)
        return 'done'
    }
  }

  return {
    scanners: scanner,
    list: () =>
      Promise.resolve(
        line.isListed()
          ? [
              {
                key: 'simulated:0',
                model: '模拟读卡器',
                simulated: true,
                carrier: { kind: 'raw64', reportSize: 64, reportId: 0 },
                rereadWithoutLift,
                createEndpoint: () => line.createEndpoint(),
              },
            ]
          : [],
      ),
    cards: () => cards.map(({ id, label, card }) => ({ id, label, type: card.layout })),
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
    fault,
    clear() {
      cardModule.setReadFault(undefined)
      cardModule.setPowerGood(true)
      line.setRefusal(undefined)
    },
    scan: (text) => scanner.scan(text),
  }
}
