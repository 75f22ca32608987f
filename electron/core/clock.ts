/** Time of day in milliseconds since 1970. Never goes back while it runs. */
export interface Clock {
  now(): number
}

/** A clock that can be told it is later than it thought (never earlier). */
export interface SettableClock extends Clock {
  notBefore(at: number): void
}

/**
 * The one home of the computer's time in core. A live core follows the wall clock; a practice core is handed the
 * injected clock of design.md section 7 as `startAt` and runs on from there by the monotonic counter.
 */
export function startClock(startAt: number | null): SettableClock {
  const base = startAt ?? Date.now()
  const started = performance.now()
  let ahead = 0
  const running = (): number => Math.floor(base + (performance.now() - started))
  return {
    now: () => running() + ahead,
    notBefore(at) {
      ahead = Math.max(ahead, at - running())
    },
  }
}

/** What the computer itself says the time is: only to notice that it is wrong. */
export function computerTime(): number {
  return Date.now()
}
