import type { Clock } from '../clock'

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Moves on, firing every timer at its own time and letting all promises settle in between. */
  advance(ms: number): Promise<void>
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createVirtualClock(): VirtualClock {
  let now = 0
  let order = 0
  const timers = new Map<number, { atMs: number; callback: () => void }>()

  function nextDue(untilMs: number): number | undefined {
    let best: number | undefined
    let bestAt = untilMs
    for (const [id, timer] of timers) {
      if (timer.atMs < bestAt || (timer.atMs === bestAt && best === undefined)) {
        best = id
        bestAt = timer.atMs
      }
    }
    return best
  }

  return {
    nowMs: () => now,
    setTimer(delayMs, callback) {
      order += 1
      const id = order
      timers.set(id, { atMs: now + delayMs, callback })
      return { cancel: () => void timers.delete(id) }
    },
    async advance(ms) {
      const untilMs = now + ms
      await settle()
      for (let id = nextDue(untilMs); id !== undefined; id = nextDue(untilMs)) {
        const timer = timers.get(id)
        timers.delete(id)
        if (timer !== undefined) {
          now = timer.atMs
          timer.callback()
        }
        await settle()
      }
      now = untilMs
    },
  }
}
