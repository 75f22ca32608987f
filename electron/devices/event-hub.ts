import type { CardRead, DevicesEvent, ProfileProblem, Reader, Scanner } from '../../shared/contract/devices'
import type { Clock, Timer } from './clock'

/** A read that nobody has taken is forgotten after this time: the person has gone on. */
const keepReadMs = 60_000
/** A hung core is killed after 5 s without an answer: what it was handed within that time may never have been seen. */
const takenForGoodMs = 6_000

interface KeptRead {
  read: CardRead
  timers: Timer[]
}

interface Subscription {
  queue: DevicesEvent[]
  ended: boolean
  wake: (() => void) | undefined
}

export interface EventHub {
  /** The list of readers has changed. */
  readersChanged(): void
  scannersChanged(): void
  cardRead(read: CardRead): void
  /** Said to the watch of now, if there is one, and to no later one: a code is dropped rather than kept. */
  tell(event: Extract<DevicesEvent, { type: 'code-scanned' | 'real-card-in-practice' }>): void
  /**
   * The events for core: first the lists and what is wrong with the profiles, then reads that nobody has taken, then what happens. A new watch ends
   * the one before, and so does `closed`; it never throws.
   *
   * Each read is given once. Only when the watch it was given to ends within seconds, so that core may never have
   * seen it, the next watch gets it again under the same read id.
   */
  watch(closed: AbortSignal): AsyncGenerator<DevicesEvent, void, void>
}

export interface EventHubOptions {
  clock: Clock
  readers: () => Reader[]
  scanners: () => Scanner[]
  profileProblems: readonly ProfileProblem[]
}

export function createEventHub(options: EventHubOptions): EventHub {
  const { clock } = options
  const kept = new Map<string, KeptRead>()
  let current: Subscription | undefined

  const readersEvent = (): DevicesEvent => ({
    type: 'readers',
    nowMs: clock.nowMs(),
    readers: options.readers(),
  })
  const scannersEvent = (): DevicesEvent => ({ type: 'scanners', scanners: options.scanners() })

  function firstEvents(): DevicesEvent[] {
    const problems = [...options.profileProblems]
    return [
      readersEvent(),
      scannersEvent(),
      ...(problems.length === 0 ? [] : [{ type: 'profile-problems' as const, problems }]),
    ]
  }

  function forget(readId: string): void {
    kept.get(readId)?.timers.forEach((timer) => timer.cancel())
    kept.delete(readId)
  }

  function push(subscription: Subscription, event: DevicesEvent): void {
    // Only the newest list matters to someone who has not looked yet.
    if (event.type === 'readers' || event.type === 'scanners')
      subscription.queue = subscription.queue.filter(({ type }) => type !== event.type)
    subscription.queue.push(event)
    subscription.wake?.()
  }

  function end(subscription: Subscription): void {
    subscription.ended = true
    subscription.wake?.()
  }

  function handOver(readId: string, subscription: Subscription): void {
    const timer = clock.setTimer(takenForGoodMs, () => {
      if (!subscription.ended) forget(readId)
    })
    kept.get(readId)?.timers.push(timer)
  }

  async function* watch(closed: AbortSignal): AsyncGenerator<DevicesEvent, void, void> {
    if (current !== undefined) end(current)
    const reads = [...kept.values()].map(({ read }): DevicesEvent => ({ type: 'card-read', read }))
    const mine: Subscription = { queue: [...firstEvents(), ...reads], ended: closed.aborted, wake: undefined }
    current = mine
    const onClosed = (): void => end(mine)
    closed.addEventListener('abort', onClosed)
    try {
      while (!mine.ended) {
        const event = mine.queue.shift()
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            mine.wake = resolve
          })
          mine.wake = undefined
        } else {
          if (event.type === 'card-read') handOver(event.read.readId, mine)
          yield event
        }
      }
    } finally {
      closed.removeEventListener('abort', onClosed)
      mine.ended = true
    }
  }

  return {
    readersChanged() {
      if (current !== undefined) push(current, readersEvent())
    },
    scannersChanged() {
      if (current !== undefined) push(current, scannersEvent())
    },
    tell(event) {
      if (current !== undefined) push(current, event)
    },
    cardRead(read) {
      const timer = clock.setTimer(keepReadMs, () => forget(read.readId))
      kept.set(read.readId, { read, timers: [timer] })
      if (current !== undefined) push(current, { type: 'card-read', read })
    },
    watch,
  }
}
