/** The centre's time, in milliseconds since 1970; every rule and every row uses this and nothing else. */
export interface Clock {
  now(): number
}

/** A clock whose owner may move it forward (practice, demo, tests: design.md section 7). */
export interface SettableClock extends Clock {
  /** Moves on to `at` when that is later than now; a clock never goes back. */
  forwardTo(at: number): void
}

/** A clock that shows `baseAt` now and goes on with the machine's monotonic time, whatever the wall clock does. */
export function clockFrom(
  baseAt: number,
  monotonicMs: () => number = () => performance.now(),
): SettableClock {
  let base = baseAt
  let started = monotonicMs()
  const now = (): number => Math.floor(base + monotonicMs() - started)
  return {
    now,
    forwardTo: (at) => {
      if (at <= now()) return
      base = at
      started = monotonicMs()
    },
  }
}

/** The wall clock, read once when a centre starts by itself: the only place that asks the machine for the date. */
export function wallClockAt(): number {
  return Date.now()
}
