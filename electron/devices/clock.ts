/** A running timer. Cancelling one that has fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void
}

/** The one source of time in the devices process: monotonic, no calendar. Tests inject a virtual one. */
export interface Clock {
  /** Milliseconds since some fixed moment, never going back. */
  nowMs(): number
  /** Calls back once after `delayMs` milliseconds (0 means as soon as possible, never at once). */
  setTimer(delayMs: number, callback: () => void): Timer
}

/** The real clock. */
export const monotonicClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, callback) {
    const handle = setTimeout(callback, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}

/** Resolves after `delayMs` milliseconds of the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(delayMs, resolve)
  })
}
