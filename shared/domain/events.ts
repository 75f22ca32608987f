import type { CentreEvent } from './centre-events'
import type { DayCloseEvent } from './day-close'
import type { ErrorCode } from './errors'
import type { ClerkId, OperationId, StationId, VisitId } from './ids'
import type { OperationKind } from './operation'
import type { LookUpEvent } from './look-up-events'
import type { MemberFacts } from './member-facts'
import type {
  CardEvidence,
  ConsentSubject,
  OperationBody,
  OperationState,
  Outcome,
  PaperKind,
  Person,
  Receipt,
  TypedPerson,
} from './operation'
import type { SecondPersonEvent } from './second-person-events'
import type { SideSlip } from './side-slips'
import type { VisitAgent, VisitNote } from './visit-help'

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
  /** Who acts for the member from now on, or that nobody does; each takes the place of the one before. */
  | {
      readonly type: 'agent-settled'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly agent: VisitAgent | null
    }
  /** What the clerk saw of the member: 有自己的收入, or 答不上来 the three open questions. */
  | {
      readonly type: 'visit-noted'
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly note: VisitNote
      readonly holds: boolean
    }
  /** A paper was picked and lies sealed beside the journal, under a key that is in this event alone (ADR 25). */
  | ({
      readonly type: 'attachment-kept'
      readonly visitId: VisitId
      readonly clerk: ClerkId
    } & KeptAttachment)
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
  /** The member's press on a question that was asked by itself, word for word; `wordsHash` is its SHA-256. */
  | {
      readonly type: 'separate-consent'
      readonly operationId: OperationId
      readonly subject: ConsentSubject
      readonly wordsHash: string
      readonly question: string
      readonly answer: 'agree' | 'decline' | 'help'
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
  /** A paper beside the slip that says how it stands: 申请表, 近亲属关系承诺书, 到期提醒单. `copy` counts those of its kind. */
  | {
      readonly type: 'side-slip-printed'
      readonly operationId: OperationId
      readonly slip: SideSlip
      readonly title: string
      readonly copy: number
      readonly clerk: ClerkId
      readonly file: string
    }
  /** No paper came out; of the operation this says nothing (screens.md 4). */
  | {
      readonly type: 'slip-failed'
      readonly operationId: OperationId
      readonly title: string
      readonly clerk: ClerkId
    }
  /** The member does not want the paper that did not come out. */
  | { readonly type: 'slip-waived'; readonly operationId: OperationId; readonly clerk: ClerkId }
  /** 回告: what became of it was told to the member, or nobody was reached (domain.md 4.2). */
  | {
      readonly type: 'member-told'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly how: ToldHow
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
  /**
   * The counter was enrolled, for the first time or again: an epoch with a key, a number prefix and dispatch numbers of
   * its own begins (design.md 5, ADR 17). `before` is where the chain of the epoch before ended at the centre.
   */
  | {
      readonly type: 'epoch-started'
      readonly station: StationId
      readonly epoch: number
      readonly prefix: string
      readonly keyId: string
      readonly centre: string
      readonly before: { readonly epoch: number; readonly number: number; readonly link: string } | null
      /** link[0] of this epoch, hex. */
      readonly firstLink: string
      /** The first running number that is shown with this epoch's prefix. */
      readonly firstTaken: number
    }
  /**
   * The centre has it, sent by this station in an earlier epoch, and the journal does not: a backup was restored, or the
   * disk is another one. It comes back as the centre has it.
   */
  | {
      readonly type: 'operation-returned'
      readonly operationId: OperationId
      readonly prefix: string
      readonly member: { readonly name: string; readonly idNumber: string }
      readonly body: OperationBody
      readonly wordsHash: string
      readonly assentAt: number
      readonly clerk: ClerkId
      readonly taken: number
      readonly takenAt: number
      readonly dispatch: number | null
      readonly canonical: string
      readonly payloadHash: string
      readonly outcome: Outcome
    }
  /** Everything up to this place in the centre's order was fetched back; `done` when there was no more. */
  | { readonly type: 'operations-fetched'; readonly upTo: number; readonly done: boolean }
  /** Sending stopped until somebody acts: the centre knows less than it has answered, or another machine writes here. */
  | { readonly type: 'sending-stopped'; readonly code: ErrorCode }
  /** Somebody looked into it and lets the counter send again. */
  | { readonly type: 'sending-resumed'; readonly clerk: ClerkId; readonly code: ErrorCode }
  /** A record that travels beside an operation and names its bytes (RFC 8785 text; `shared/contract/record.ts`). */
  | { readonly type: 'record-made'; readonly operationId: OperationId; readonly record: string }
  /** Its number was never used at the centre, and a record joined it since: the chain's link anew. */
  | {
      readonly type: 'operation-relinked'
      readonly operationId: OperationId
      readonly dispatch: number
      readonly link: string
    }
  /** The centre waits for a record and has it now: the operation goes out again under a new number. */
  | { readonly type: 'operation-requeued'; readonly operationId: OperationId }
  /** The centre keeps it; its withdrawal goes out under a new number. The operation stays what it is until the answer. */
  | {
      readonly type: 'withdrawal-dispatched'
      readonly operationId: OperationId
      readonly dispatch: number
      readonly link: string
    }
  | CentreEvent
  | DayCloseEvent
  | LookUpEvent
  | SecondPersonEvent
  /** Beside a purge: the epochs once more, for the days on which they began may go with it. */
  | { readonly type: 'epochs-restated'; readonly epochs: readonly KnownEpoch[] }
  /** Who may sign in here, as the centre says it. */
  | { readonly type: 'clerks-received'; readonly clerks: readonly KnownClerk[] }
  /** A rule pack whose signature, realm, number and date hold; in force from its first day on. */
  | {
      readonly type: 'pack-received'
      readonly number: number
      readonly validFrom: string
      /** The RFC 8785 text that was signed. */
      readonly content: string
      readonly jws: string
    }

/** How a member was told: here at the counter, by telephone, or not at all this time. */
export type ToldHow = 'here' | 'telephone' | 'not-reached'

/** A kept paper: what it is, the SHA-256 (hex) of its bytes, and the key (base64) its file is sealed with. */
export interface KeptAttachment {
  readonly attachmentId: string
  readonly kind: PaperKind
  readonly content: 'image/jpeg' | 'image/png' | 'application/pdf'
  readonly bytes: number
  readonly sha256: string
  readonly key: string
}

/** What the counter must know of an epoch for ever: its slips are found by it. */
export interface KnownEpoch {
  readonly epoch: number
  readonly prefix: string
  readonly firstLink: string
  readonly firstTaken: number
}

/** A clerk with the scrypt verifier (base64) of the password; the password itself is stored nowhere. */
export interface KnownClerk {
  readonly id: ClerkId
  readonly name: string
  readonly role: 'clerk' | 'supervisor'
  readonly verifier: { readonly salt: string; readonly key: string }
}

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
