import type { StationId } from '../../shared/domain/ids'
import type { Database } from '../database'

/** Wakes what waits for news of a station, whichever instance made the news. */
export interface Waker {
  /** Something of this station is new, here and now. */
  wake(station: StationId): void
  /** Resolves at the next news of the station, when the time is over or when the signal says so, whichever is first. */
  next(station: StationId, timeoutMs: number, signal?: AbortSignal): Promise<void>
  /** Lets everybody go who waits, and whoever comes to wait after. */
  close(): Promise<void>
}

/** The channel the database's trigger on the change log speaks on; the payload is the station. */
const channel = 'station_change'

/** Listens to the database for news of every instance. */
export async function openWaker(database: Pick<Database, 'listen'>): Promise<Waker> {
  const waiting = new Map<string, Set<() => void>>()
  let closed = false
  const wake = (station: string): void => {
    for (const go of [...(waiting.get(station) ?? [])]) go()
  }
  const stop = await database.listen(channel, wake)
  return {
    wake,
    next: (station, timeoutMs, signal) =>
      new Promise((resolve) => {
        if (closed || signal?.aborted === true) {
          resolve()
          return
        }
        const here = waiting.get(station) ?? new Set()
        waiting.set(station, here)
        const go = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', go)
          here.delete(go)
          if (here.size === 0) waiting.delete(station)
          resolve()
        }
        const timer = setTimeout(go, timeoutMs)
        signal?.addEventListener('abort', go)
        here.add(go)
      }),
    close: async () => {
      closed = true
      for (const station of [...waiting.keys()]) wake(station)
      await stop()
    },
  }
}
