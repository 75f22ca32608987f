import type { StationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { findStation } from '../stations/batch'
import type { Db } from '../schema'
import type { ChangesPage } from './changes'
import { changesAfter } from './changes'
import type { Waker } from './waker'

/** News may get lost with the connection that brings it: whoever waits looks by itself now and then. */
const lookAgainMs = 5000

/**
 * The changes after a cursor; while there are none the question is held until there are, the wait is over, or whoever
 * asked has hung up.
 */
export async function changesInTime(
  db: Db,
  waker: Waker,
  asked: { readonly station: StationId; readonly after: number; readonly waitMs: number },
  signal?: AbortSignal,
): Promise<Result<ChangesPage, { readonly newest: number }> | null> {
  const until = performance.now() + asked.waitMs
  for (;;) {
    const leave = new AbortController()
    const left = until - performance.now()
    const woken = waker.next(
      asked.station,
      Math.max(0, Math.min(left, lookAgainMs)),
      signal === undefined ? leave.signal : AbortSignal.any([leave.signal, signal]),
    )
    try {
      const station = await findStation(db, asked.station)
      if (station === null) return null
      const page = await changesAfter(db, station, asked.after)
      if (!page.ok || page.value.changes.length > 0 || left <= 0 || signal?.aborted === true) return page
      await woken
    } finally {
      leave.abort()
    }
  }
}
