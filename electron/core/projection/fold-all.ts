import type { JournalFrame } from '../journal/journal-frame'
import type { Projection } from './projection'

/** Folded in one transaction, between two breaths of the process. */
const framesAtOnce = 2_000

/**
 * Folds everything, pausing often enough that the process answers when it is asked whether it lives.
 * @param progress frames folded so far
 */
export async function foldAll(
  projection: Pick<Projection, 'apply'>,
  batches: Iterable<readonly JournalFrame[]>,
  progress: (done: number) => void,
): Promise<void> {
  let done = 0
  let waiting: JournalFrame[] = []
  const foldWaiting = (): void => {
    projection.apply(waiting)
    done += waiting.length
    waiting = []
    progress(done)
  }
  for (const batch of batches) {
    waiting.push(...batch)
    if (waiting.length < framesAtOnce) continue
    foldWaiting()
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (waiting.length > 0) foldWaiting()
}
