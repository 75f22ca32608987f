import type { ClerkId, OperationId, StationId, VisitId } from './ids'
import type { OperationKind } from './operation'
import type { MemberFacts } from './member-facts'
import type {
  CardEvidence,
  OperationBody,
  OperationState,
  Outcome,
  Person,
  Receipt,
  TypedPerson,
} from './operation'

/** Who did it (domain.md 5: the actor of every act is named). */
export type ActorKind = 'clerk' | 'supervisor' | 'member' | 'system' | 'remote'

/**
 * Everything the journal can hold. Frozen since format 1: a type is never changed, a new version of one gets a type and a code of its own
 * (`electron/core/journal/event-codes.ts`).
 */
export type JournalEvent =
  | { readonly type: 'opened'; readonly station: StationId; readonly epoch: number; readonly appRun: string }
  | {
      readonly type: 'signed-in'
      readonly clerk: ClerkId
      readonly clerkName: string
      readonly role: 'clerk' | 'supervisor'
      readonly appRun: string
    }
  | { readonly type: 'signed-out'; readonly clerk: ClerkId }
  | { readonly type: 'sign-in-failed'; readonly clerk: string }
  | {
      readonly type: 'visit-opened'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly person: Person
      readonly evidence: CardEvidence
    }
  /** The same card laid down again while its visit is open. */
  | { readonly type: 'card-joined'; readonly visitId: VisitId; readonly evidence: CardEvidence }
  /** Number and name were typed, for the card or the reader failed: the visit carries the mark `typed-identity`. */
  | {
      readonly type: 'typed-visit-opened'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly person: TypedPerson
      /** Made at the counter (UUID); the centre records look-ups of this visit under it. */
      readonly entryId: string
    }
  /** The card of a typed visit's own number was read after all: what it says takes the place of what was typed. */
  | {
      readonly type: 'card-replaced-typing'
      readonly visitId: VisitId
      readonly person: Person
      readonly evidence: CardEvidence
    }
  /** What the clerk said of a different card; `mistake` leaves no identity behind. */
  | {
      readonly type: 'other-card-settled'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly choice: 'payee' | 'next-visit' | 'mistake'
    }
  | {
      readonly type: 'person-confirmed'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly same: boolean
    }
  | { readonly type: 'visit-parked'; readonly visitId: VisitId; readonly clerk: ClerkId }
  | { readonly type: 'visit-resumed'; readonly visitId: VisitId; readonly clerk: ClerkId }
  | { readonly type: 'visit-ended'; readonly visitId: VisitId; readonly clerk: ClerkId }
  | { readonly type: 'facts-received'; readonly facts: MemberFacts }
  | {
      readonly type: 'operation-proposed'
      readonly operationId: OperationId
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly body: OperationBody
      readonly wordsHash: string
    }
  /** Exactly what stood on the member's own window, word for word; `wordsHash` is its SHA-256 (domain.md 2: 申请). */
  | {
      readonly type: 'words-shown'
      readonly operationId: OperationId
      readonly wordsHash: string
      readonly question: string
      readonly facts: readonly {
        readonly label: string
        readonly value: string
        readonly small: string | null
      }[]
    }
  | {
      readonly type: 'assent-recorded'
      readonly operationId: OperationId
      readonly answer: 'agree' | 'decline' | 'help'
      readonly wordsHash: string
    }
  | { readonly type: 'operation-withdrawn'; readonly operationId: OperationId; readonly clerk: ClerkId }
  | {
      readonly type: 'operation-taken'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly taken: number
      /** The frozen RFC 8785 text; the bytes sent are its UTF-8. */
      readonly canonical: string
      /** SHA-256 (hex) of those bytes. */
      readonly payloadHash: string
    }
  | {
      readonly type: 'operation-dispatched'
      readonly operationId: OperationId
      readonly dispatch: number
      /** link[n] of the dispatch chain, hex. */
      readonly link: string
    }
  /** The item went out once more under its own number, after the centre said it does not know it. */
  | { readonly type: 'operation-resent'; readonly operationId: OperationId; readonly dispatch: number }
  | { readonly type: 'operation-not-sent'; readonly operationId: OperationId }
  | { readonly type: 'operation-unanswered'; readonly operationId: OperationId; readonly cause: string }
  | {
      readonly type: 'outcome-received'
      readonly operationId: OperationId
      readonly outcome: Outcome
      readonly via: 'answer' | 'query' | 'changes'
    }
  /** From the change feed; the cursor and what it carried stand in one batch. */
  | {
      readonly type: 'receipt-changed'
      readonly operationId: OperationId
      readonly receipt: Receipt
      readonly at: number
    }
  | { readonly type: 'changes-read'; readonly cursor: number }
  | {
      readonly type: 'slip-printed'
      readonly operationId: OperationId
      readonly title: string
      readonly copy: number
      readonly clerk: ClerkId
      readonly file: string
    }
  /** 有异议: the evidence of a case is kept until it is settled; its day is not purged. */
  | {
      readonly type: 'dispute-raised'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly reason: string
    }
  | {
      readonly type: 'dispute-settled'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly words: string
    }
  /** Through which day the centre holds everything of this station in its archive, by the centre's clock. */
  | { readonly type: 'archive-confirmed'; readonly throughDay: string; readonly centreAt: number }
  /**
   * The personal rows of these business days left the counter; what stays of them is said here in full, together with
   * what earlier purges told on days that go now. `visits` counts all purged so far.
   */
  | {
      readonly type: 'days-purged'
      readonly days: readonly string[]
      readonly centreAt: number
      readonly operations: readonly PurgedOperation[]
      readonly visits: number
      readonly counters: {
        readonly taken: number
        readonly dispatch: number
        readonly link: string | null
        readonly cursor: number
      }
    }
  /** What an opening found and what was done about it; `frames` as [first, last]. */
  | {
      readonly type: 'store-mended'
      readonly cause: string
      readonly from: 'mirror' | 'centre' | 'given-up'
      readonly frames: readonly [number, number] | null
      readonly quarantined: readonly string[]
    }
  /** Somebody said that this folder, moved or copied here, is the one to go on with. */
  | { readonly type: 'folder-adopted'; readonly cause: string }
  | {
      readonly type: 'backup-made'
      readonly name: string
      readonly days: readonly string[]
      readonly frame: number
    }
  | { readonly type: 'restored'; readonly backup: string; readonly frame: number }

/** What stays of an operation whose day was purged: nothing that names a person. */
export interface PurgedOperation {
  readonly id: OperationId
  readonly day: string
  readonly kind: OperationKind
  readonly state: OperationState
  readonly receipt: Receipt | null
  readonly taken: number | null
  readonly dispatch: number | null
  /** The dispatch chain's link[n], hex: the item after it is sent, or sent again, on top of it. */
  readonly link: string | null
}

export type JournalEventType = JournalEvent['type']
