import type { JournalEvent } from '../../../shared/domain/events'
import { eventTypeOf } from './event-codes'
import { damaged, JournalFault } from './fault'
import { headersOf, openFrame } from './frame'
import type { JournalFrame, JournalHead, JournalPosition } from './journal-frame'
import type { KeyRing } from './key-ring'
import { walk } from './walk'
import type { JournalFolder, Tail, WalkedBatch } from './walk'

/** What opens the frames of a journal: its key ring, read only. */
export type SegmentKeys = Pick<KeyRing, 'segmentKey' | 'lost'>

/**
 * The frames after `from` (null: from the first), batch by batch, up to and including `upTo` (null: to the end). Reads
 * only; may run beside the one writer when `upTo` is a frame that is durable. Returns the tail it reached.
 * @throws JournalFault
 */
export function* readJournal(
  journal: JournalFolder,
  keys: SegmentKeys,
  from: JournalPosition | null,
  upTo: JournalHead | null,
): Generator<readonly JournalFrame[], Tail | null> {
  const batches = walk(journal, from, upTo === null ? [] : [upTo], keys.lost())
  for (;;) {
    if (upTo !== null && upTo.frame <= (from?.frame ?? 0)) return null
    const next = batches.next()
    if (next.done === true) return next.value
    const frames = framesOf(next.value, keys)
    yield frames
    if (upTo !== null && (frames.at(-1)?.frame ?? 0) >= upTo.frame) return null
  }
}

/** Decrypts a batch. A purged segment gives its clear headers only. */
export function framesOf(
  { bytes, batch, origin, file }: WalkedBatch,
  keys: Pick<KeyRing, 'segmentKey'>,
): JournalFrame[] {
  const key = keys.segmentKey(origin.segment)
  return headersOf(bytes, batch).map(({ header, offset, hashBefore }) => {
    const type = eventTypeOf(header.code)
    if (type === null)
      throw new JournalFault(
        'journal.too-new',
        `event ${String(header.code)} in ${file} is of a later version`,
      )
    const text =
      key === null || key === 'purged' ? null : openFrame(bytes, offset, header, key, origin, hashBefore)
    if (text === null && key !== 'purged') {
      throw damaged({
        kind: 'key',
        file,
        segment: origin.segment,
        firstFrame: header.number,
        lastFrame: null,
        goodFrame: header.number - 1,
        goodAt: header.at,
      })
    }
    return {
      frame: header.number,
      at: header.at,
      type,
      operationId: header.operationId,
      // The tag proves that these are the bytes we wrote, of an event that was checked before it was written.
      event: text === null ? null : (JSON.parse(text) as JournalEvent),
    }
  })
}
