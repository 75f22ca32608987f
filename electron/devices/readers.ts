import type { CardRead, DevicesEvent, ProfileProblem, ReaderTest } from '../../shared/contract/devices'
import type { Clock, Timer } from './clock'
import { createEventHub } from './event-hub'
import type { Log } from './log'
import { createReaderSlot } from './reader-slot'
import type { ReaderSlot } from './reader-slot'
import type { FoundReader, ReaderSource } from './reader-source'
import type { SamRead } from './sam/session'
import type { ScannerSource } from './scanner/scanner-source'
import { createScanners } from './scanner/scanners'

/** Devices tell nothing about plugging in: the list is asked for again while a known one is missing or faulty. */
const listEveryMs = 2_000
/** While all that is known is open, a further one is looked for at this pace: ready within five seconds of its plug. */
const lookForMoreMs = 4_000
/** Listing is kept away from a card that is being read, and asked about again so soon. */
const afterReadMs = 300
/** After a start, a plug or a request the list may lag: it is asked for again for so long, whatever is open. */
const keepLookingMs = 10_000

export interface ReadersOptions {
  sources: readonly ReaderSource[]
  scannerSources: readonly ScannerSource[]
  profileProblems: readonly ProfileProblem[]
  clock: Clock
  /** Practice: a real reader is asked for cards only, and never what is on them. */
  realReadersFindOnly: boolean
  /** A fresh UUID. */
  newId: () => string
  log: Log
}

/** All card readers and scanners of this counter: found, opened, read from, lost and found again. */
export interface Readers {
  start(): void
  /** Closes all of them. */
  stop(): void
  /** Reads the card that lies there again and looks for what was plugged in meanwhile. */
  readAgain(): void
  /** See `devicesContract.test`. */
  test(readerKey: string): Promise<ReaderTest>
  /** See `EventHub.watch`. */
  watch(closed: AbortSignal): AsyncGenerator<DevicesEvent, void, void>
}

export function createReaders(options: ReadersOptions): Readers {
  const { sources, clock, newId, log } = options
  const slots: ReaderSlot[] = []
  const scanners = createScanners({
    sources: options.scannerSources,
    clock,
    log,
    onChange: () => hub.scannersChanged(),
    onText: (scannerKey, text) => hub.tell({ type: 'code-scanned', scanId: newId(), scannerKey, text }),
  })
  const hub = createEventHub({
    clock,
    readers: () => slots.map((slot) => slot.view()),
    scanners: () => scanners.list(),
    profileProblems: options.profileProblems,
  })
  let stopped = false
  let looking = false
  let ticking: Timer | undefined
  let lookUntilMs = clock.nowMs() + keepLookingMs
  let lookedAtMs = Number.NEGATIVE_INFINITY

  function keepLooking(): void {
    lookUntilMs = clock.nowMs() + keepLookingMs
  }

  function onRead(slot: ReaderSlot, { samNumber, record, textRecord, hasPhoto }: SamRead): void {
    const read: CardRead = {
      readId: newId(),
      readerKey: slot.view().key,
      samNumber,
      record,
      textRecord: Buffer.from(textRecord).toString('base64'),
      hasPhoto,
    }
    hub.cardRead(read)
  }

  function newSlot(found: FoundReader): ReaderSlot {
    const slot: ReaderSlot = createReaderSlot({
      found,
      clock,
      log,
      findOnly: options.realReadersFindOnly && !found.simulated,
      onChange: () => hub.readersChanged(),
      onRead: (read) => onRead(slot, read),
      onFoundOnly: () => hub.tell({ type: 'real-card-in-practice', readerKey: slot.view().key }),
    })
    slots.push(slot)
    keepLooking()
    hub.readersChanged()
    return slot
  }

  /**
   * The slot of a listed reader. After a plug the path can be another one: a reader of the same model and serial
   * number that is missing takes its place again.
   */
  function slotOf(found: FoundReader, listed: ReadonlySet<string>): ReaderSlot {
    const missing = (slot: ReaderSlot): boolean => !slot.isBusy() && !listed.has(slot.found().key)
    return (
      slots.find((slot) => slot.found().key === found.key) ??
      slots.find(
        (slot) => missing(slot) && slot.found().model === found.model && slot.found().serial === found.serial,
      ) ??
      newSlot(found)
    )
  }

  async function listReaders(): Promise<FoundReader[] | undefined> {
    try {
      return (await Promise.all(sources.map((source) => source.list()))).flat()
    } catch {
      log('warn', 'devices.list-failed')
      return undefined
    }
  }

  async function lookForReaders(): Promise<void> {
    const found = await listReaders()
    if (found === undefined || stopped) return
    const listed = new Set(found.map(({ key }) => key))
    const pairs = found.map((one) => [slotOf(one, listed), one] as const)
    const here = new Set(pairs.map(([slot]) => slot))
    for (const slot of slots) if (!here.has(slot)) slot.gone()
    for (const [slot, one] of pairs) if (!slot.isBusy()) slot.serve(one)
  }

  async function look(): Promise<void> {
    if (looking) return
    looking = true
    lookedAtMs = clock.nowMs()
    await Promise.all([lookForReaders(), scanners.look()])
    looking = false
  }

  function isLookDue(): boolean {
    const allReaders = slots.length > 0 && slots.every((slot) => slot.isBusy())
    const nowMs = clock.nowMs()
    return !allReaders || !scanners.allOpen() || nowMs < lookUntilMs || nowMs - lookedAtMs >= lookForMoreMs
  }

  async function tick(): Promise<void> {
    const isReading = slots.some((slot) => slot.isReading())
    if (!isReading && isLookDue()) await look()
    if (!stopped) ticking = clock.setTimer(isReading ? afterReadMs : listEveryMs, () => void tick())
  }

  return {
    start: () => void tick(),
    stop() {
      stopped = true
      ticking?.cancel()
      for (const slot of slots) slot.stop()
      scanners.stop()
    },
    readAgain() {
      for (const slot of slots) slot.readAgain()
      keepLooking()
      void look()
    },
    test: (readerKey) =>
      slots.find((slot) => slot.view().key === readerKey)?.test() ??
      Promise.resolve({ ok: false, cause: 'absent' }),
    watch: (closed) => hub.watch(closed),
  }
}
