import { shanghaiMidnight } from '../../shared/domain/china-time'

/** The injected clock of practice, in milliseconds since 1970. It never goes back. */
export interface PracticeClock {
  now(): number
  /**
   * Moves the clock on to `at` if it is not there yet.
   * @returns whether it moved
   */
  notBefore(at: number): boolean
}

const halfPastNineMs = 9.5 * 3_600_000

/**
 * Starts at 09:30 Asia/Shanghai of today, whatever the hour: practice has its counter open and the centre within
 * its hours. From there it runs by the monotonic counter (design.md section 7).
 * @param wallMs the computer's time, used for the day only
 */
export function startPracticeClock(
  wallMs: number = Date.now(),
  monotonicMs: () => number = () => performance.now(),
): PracticeClock {
  const startedMs = monotonicMs()
  let base = shanghaiMidnight(wallMs) + halfPastNineMs
  const now = (): number => Math.floor(base + (monotonicMs() - startedMs))
  return {
    now,
    notBefore(at) {
      const behind = at - now()
      if (behind <= 0) return false
      base += behind
      return true
    },
  }
}
