import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import type { SeededRandom } from './seeded-random'

const reportBytes = 64

/** What goes wrong with input reports. `…OneIn`: each happens once in so many reports, 0 is never. */
export interface LineFaults {
  loseOneIn: number
  duplicateOneIn: number
  swapOneIn: number
  /** Every report comes in two pieces, the first of so many bytes; 0 is whole. */
  splitAt: number
  /** Who opens the device first gets the last report that the opening before was sent. */
  leavesLast: boolean
}

export const quietLine: LineFaults = {
  ...{ loseOneIn: 0, duplicateOneIn: 0, swapOneIn: 0 },
  ...{ splitAt: 0, leavesLast: false },
}

/** Another program holds the device, or the system does not let us have it. */
export type Refusal = 'busy' | 'no-permission'

const refusalTexts: Readonly<Record<Refusal, string>> = {
  busy: 'Device or resource busy',
  'no-permission': 'Permission denied',
}

/** The cable and the operating system between the host and the module, with the manners of node-hid. */
export interface UsbLine {
  createEndpoint(): Endpoint
  /** Cuts an answer into input reports and delivers them one after another. */
  deliver(bytes: Uint8Array): void
  setPlugged(plugged: boolean): void
  setFaults(faults: LineFaults): void
  /** Something keeps us from opening the device, and from going on with it when it is open. */
  setRefusal(refusal: Refusal | undefined): void
  /** The operating system's list, a second behind the plug. */
  isListed(): boolean
}

interface Opening {
  take(report: Uint8Array): void
  fail(message: string): void
}

/** `toDevice` gets each written report without its report id. */
export function createUsbLine(options: {
  clock: Clock
  random: SeededRandom
  toDevice: (report: Uint8Array) => void
}): UsbLine {
  const { clock, random, toDevice } = options
  const openings = new Set<Opening>()
  let plugged = true
  let refusal: Refusal | undefined
  let listed = true
  let faults = quietLine
  let stale: Uint8Array = random.bytes(reportBytes)
  let queue: Uint8Array[] = []
  let moving = false
  let lastSent: Uint8Array | undefined

  function give(report: Uint8Array): void {
    lastSent = report
    const { splitAt } = faults
    const pieces = splitAt === 0 ? [report] : [report.slice(0, splitAt), report.slice(splitAt)]
    for (const piece of pieces) for (const opening of openings) opening.take(Uint8Array.from(piece))
  }

  /** Reports are never cleared: what a short one does not fill is left over from the one before. */
  function reportWith(bytes: Uint8Array): Uint8Array {
    const report = Uint8Array.from(stale)
    report.set(bytes)
    stale = report
    return report
  }

  function moveOn(): void {
    if (queue.length === 0) {
      moving = false
      return
    }
    moving = true
    clock.setTimer(random.between(1, 10), () => {
      if (random.onceIn(faults.swapOneIn) && queue.length > 1)
        queue.splice(0, 2, ...queue.slice(0, 2).reverse())
      const report = queue[0]
      if (report !== undefined) {
        if (!random.onceIn(faults.duplicateOneIn)) queue.shift()
        if (!random.onceIn(faults.loseOneIn)) give(report)
      }
      moveOn()
    })
  }

  function createEndpoint(): Endpoint {
    let onReport: ((report: Uint8Array) => void) | undefined
    let onError: ((message: string) => void) | undefined
    let early: Uint8Array | undefined
    let closed = false
    const opening: Opening = {
      take(report) {
        if (onReport === undefined) early ??= report
        else onReport(report)
      },
      fail(message) {
        openings.delete(opening)
        if (closed) return
        if (onError === undefined) throw new Error(`unhandled error event: ${message}`)
        onError(message)
      },
    }
    const later = (lowMs: number, highMs: number): Promise<void> =>
      new Promise((resolve) => {
        clock.setTimer(random.between(lowMs, highMs), resolve)
      })
    return {
      async open() {
        await later(1, 10)
        if (!plugged) throw new Error('cannot open device with path simulated:0')
        if (refusal !== undefined)
          throw new Error(`cannot open device with path simulated:0: ${refusalTexts[refusal]}`)
        openings.add(opening)
        if (!faults.leavesLast || lastSent === undefined) return
        queue.unshift(lastSent)
        if (!moving) moveOn()
      },
      write(report) {
        if (!plugged || !openings.has(opening)) {
          return Promise.reject(new Error('Cannot write to hid device: No such device'))
        }
        toDevice(report.slice(1))
        return Promise.resolve()
      },
      onReport(listener) {
        if (onReport !== undefined) throw new Error('read is already running')
        onReport = listener
        if (early !== undefined) listener(early)
        early = undefined
      },
      onError(listener) {
        onError = listener
      },
      async close() {
        if (closed) throw new Error('device has been closed already')
        closed = true
        openings.delete(opening)
        await later(5, 85)
      },
    }
  }

  function breakOpenings(): void {
    for (const opening of openings) {
      clock.setTimer(random.between(1, 55), () => opening.fail('could not read from HID device'))
    }
  }

  return {
    createEndpoint,
    deliver(bytes) {
      for (let at = 0; at < bytes.length; at += reportBytes) {
        queue.push(reportWith(bytes.subarray(at, at + reportBytes)))
      }
      if (!moving) moveOn()
    },
    setPlugged(now) {
      plugged = now
      clock.setTimer(1000, () => {
        listed = plugged
      })
      if (plugged) return
      queue = []
      breakOpenings()
    },
    setRefusal(next) {
      refusal = next
      if (refusal !== undefined) breakOpenings()
    },
    setFaults(next) {
      faults = next
    },
    isListed: () => listed,
  }
}
