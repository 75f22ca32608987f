import type { Batch } from '../../shared/contract/central'
import type { Waker } from '../changes/waker'
import { claimedHead } from './batch-head'
import type { VerifiedPasswords } from '../verification/member-password'
import type { BatchWork } from './gather'

/** Another instance may have taken the batch before: it says nothing here, so we look again by ourselves. */
const lookAgainMs = 500

/**
 * Works through a batch; one that came before its turn is held for the ones before it (design.md section 5), and answered
 * `sync.expected` when they do not come.
 */
export async function workThroughInTurn(
  work: BatchWork,
  { waker, limits }: { readonly waker: Waker; readonly limits: { readonly holdMs: number } },
  batch: Batch,
  {
    passwords,
    signal,
  }: { readonly passwords?: VerifiedPasswords; readonly signal?: AbortSignal | undefined } = {},
): ReturnType<BatchWork> {
  const head = claimedHead(batch.jws)
  const until = performance.now() + limits.holdMs
  for (;;) {
    const leave = new AbortController()
    const woken =
      head === null
        ? Promise.resolve()
        : waker.next(
            head.station,
            lookAgainMs,
            signal === undefined ? leave.signal : AbortSignal.any([leave.signal, signal]),
          )
    try {
      const answer = await work(batch, passwords)
      if (answer.ok && head !== null) waker.wake(head.station)
      const early =
        !answer.ok &&
        answer.error.code === 'sync.expected' &&
        head !== null &&
        head.first > answer.error.dispatch
      if (!early || performance.now() >= until || signal?.aborted === true) return answer
      await woken
    } finally {
      leave.abort()
    }
  }
}
