import type { JournalEvent, JournalEventType } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'

/** One frame as the journal gives it back. */
export interface JournalFrame {
  /** Counted over all segments from 1. */
  readonly frame: number
  /** Milliseconds since 1970; never earlier than the frame before. */
  readonly at: number
  readonly type: JournalEventType
  /** The operation it is about, from the clear header. */
  readonly operationId: OperationId | null
  /** null = its day was purged: only the clear header can still be read. */
  readonly event: JournalEvent | null
}

/** A frame that can be read, or was just written: it is on the disk. */
export interface AppendedEvent extends JournalFrame {
  readonly event: JournalEvent
}

/** The chain's end: the newest frame and its hash (64 lower-case hex digits). Frame 0 with 64 zeros is an empty journal. */
export interface JournalHead {
  readonly frame: number
  readonly hash: string
}

/** Where reading may begin: a frame, its hash, and the segment it was first written to. */
export interface JournalPosition extends JournalHead {
  readonly segment: number
}
