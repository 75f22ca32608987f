import type { Attachments } from './attachments/attachments'
import type { readPickedFile } from './attachments/picked-file'
import type { StickFolder } from './stick/stick-folder'
import type { AppendedEvent, JournalHead } from './journal/journal-frame'
import type { JournalEvent, KnownClerk } from '../../shared/domain/events'
import type { ClerkId, StationId, RegionKey, OperationId } from '../../shared/domain/ids'
import type { MemberFacts, PayeeAnswer } from '../../shared/domain/member-facts'
import type { PremiumFacts } from '../../shared/domain/premium-facts'
import type { Outcome } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import type { ErrorCode } from '../../shared/domain/errors'
import type {
  ApprovalAsked,
  ApprovalRequests,
  CodeAnswer,
  SentCodeRequest,
  SentDecision,
} from '../../shared/contract/approvals'
import type { Batch } from '../../shared/contract/central'
import type { EncryptionKey } from '../../shared/contract/enrolment'
import type { Passwords } from '../../shared/contract/verification'
import type { Change } from '../../shared/contract/changes'
import type { OwnOperation } from '../../shared/contract/own-operations'
import type {
  FindOperationAnswer,
  FindOperationInput,
  WithdrawElsewhereAnswer,
  WithdrawElsewhereInput,
} from '../../shared/contract/find-operation'
import type { SentComplaint } from '../../shared/contract/complaints'
import type { SentLook } from '../../shared/contract/told-looks'
import type { TownshipAnswer } from '../../shared/contract/township'
import type { DayCloseAnswer, DayCloseInput } from '../../shared/contract/day-close'
import type { Institution } from '../../shared/domain/institutions'
import type { LooksAnswer, MovementsAnswer, OwnRecordsInput } from '../../shared/contract/movements'
import type { SignedPack } from '../../shared/contract/centre-lists'
import type { CentreFault } from '../../shared/contract/practice'
import type { Slip, SlipPaper, SystemPrinter } from '../../shared/contract/slip'
import type {
  CardRead,
  PracticeCard,
  ProfileProblem,
  Reader,
  ReaderTest,
  Scanner,
  SimulatedFault,
} from '../../shared/contract/devices'

/** Core's doors to the outside. What stands behind each is chosen in `main.ts` alone. */

/** Makes a batch durable and gives it back numbered; throws `JournalFault` when the disk refused, and ever after. */
export interface JournalWriter {
  append(events: readonly JournalEvent[]): readonly AppendedEvent[]
  head(): JournalHead
}

/** How a request to the centre failed. `untouched` = no byte left, or a coded answer that nothing was done. */
export type CentralFailure =
  | { readonly kind: 'untouched'; readonly code: ErrorCode; readonly expected: number | null }
  | { readonly kind: 'unanswered'; readonly code: ErrorCode }

export type CentralAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: CentralFailure }

/** A change of the station's log; `known` null = of a type, or in a form, that this version does not know. */
export interface ReadChange {
  readonly number: number
  readonly known: Change | null
  /** As it came, RFC 8785. */
  readonly text: string
}

/** What the centre knows of an operation; `outcome` null = it says so in a way that this version does not know. */
export type AnswerAbout =
  | { readonly known: false }
  | { readonly known: true; readonly payloadHash: string; readonly outcome: Outcome | null }

export interface Central {
  /** What the members' passwords are sealed to; absent = nothing can be. */
  readonly encryption?: () => EncryptionKey
  /** @param passwords sealed, beside this request alone; undefined = none */
  batch(
    batch: Batch,
    passwords?: Passwords,
  ): Promise<CentralAnswer<readonly { id: OperationId; outcome: Outcome }[]>>
  /** What became of operations, at most 200 at once, in the order they were asked for. */
  operations(station: StationId, ids: readonly OperationId[]): Promise<CentralAnswer<readonly AnswerAbout[]>>
  changes(
    station: StationId,
    after: number,
  ): Promise<CentralAnswer<{ cursor: number; changes: readonly ReadChange[] }>>
  /** What this station sent, after a place in the centre's order; nothing older than `since` (ms since 1970). */
  ownOperations(
    station: StationId,
    after: number,
    since: number,
  ): Promise<CentralAnswer<readonly OwnOperation[]>>
  member(station: StationId, idNumber: string, readId: string): Promise<CentralAnswer<MemberFacts>>
  payee(
    station: StationId,
    payee: { idNumber: string; name: string; insuredRegion: RegionKey; readId: string },
  ): Promise<CentralAnswer<{ answer: PayeeAnswer; asOf: number }>>
  /** What is registered of a person's premiums; `readId` is the card read of whoever pays. */
  premiums(
    station: StationId,
    person: { idNumber: string; name: string; readId: string },
  ): Promise<CentralAnswer<{ asOf: number; premiums: readonly PremiumFacts[] }>>
  /** What a member asks to be shown of the own records; the centre records who looked. */
  movements(asked: OwnRecordsInput): Promise<CentralAnswer<MovementsAnswer>>
  looks(asked: OwnRecordsInput): Promise<CentralAnswer<LooksAnswer>>
  /** Of another station: by the number somebody tells, or by the slip somebody shows. */
  findOperation(asked: FindOperationInput): Promise<CentralAnswer<FindOperationAnswer>>
  /** 撤回 of what another station took, for the member whose card was read here; the same again is answered the same. */
  withdrawElsewhere(asked: WithdrawElsewhereInput): Promise<CentralAnswer<WithdrawElsewhereAnswer>>
  /** What this station took on a day, line by line against the centre's own; each asking is counted there. */
  closeDay(asked: DayCloseInput): Promise<CentralAnswer<DayCloseAnswer>>
  status(station: StationId): Promise<
    CentralAnswer<{
      at: number
      expected: number
      archivedThrough: string | null
      otherWriter?: boolean | undefined
      knows?: readonly string[] | undefined
    }>
  >
  institutions(): Promise<CentralAnswer<readonly Institution[]>>
  /** The station's own list (domain.md 3.8). */
  township(): Promise<CentralAnswer<TownshipAnswer>>
  /** A look without a card, kept once under its id. */
  tellLook(sent: SentLook): Promise<CentralAnswer<{ arrivedAt: number }>>
  /** A complaint, kept once under its id. */
  complaint(sent: SentComplaint): Promise<CentralAnswer<{ arrivedAt: number }>>
  /** Everything that waits here for a supervisor at another counter (ADR 34). */
  askApprovals(
    station: StationId,
    requests: readonly ApprovalAsked[],
  ): Promise<CentralAnswer<{ waiting: number }>>
  approvalRequests(station: StationId, clerk: ClerkId): Promise<CentralAnswer<ApprovalRequests>>
  decideApproval(sent: SentDecision): Promise<CentralAnswer<{ at: number }>>
  approvalCode(sent: SentCodeRequest): Promise<CentralAnswer<CodeAnswer>>
  /** What this station checks telephone codes with, base64url. */
  approvalSecret(station: StationId): Promise<CentralAnswer<string>>
  clerks(): Promise<CentralAnswer<readonly KnownClerk[]>>
  /** Signed packs from a number on. */
  rulePacks(from: number): Promise<CentralAnswer<readonly SignedPack[]>>
  /** Every change of its keys the centre ever announced, compact JWS each; none from a centre that knows of no such thing. */
  centreKeys(): Promise<CentralAnswer<readonly string[]>>
  close(): void
}

/** The devices process as core sees it; every call ends by a deadline with a coded failure. */
export interface Readers {
  readAgain(): Promise<ErrorCode | null>
  test(readerKey: string): Promise<ReaderTest | ErrorCode>
  cards(): Promise<readonly PracticeCard[] | ErrorCode>
  place(cardId: string, liftWhileReading: boolean): Promise<ErrorCode | null>
  lift(): Promise<ErrorCode | null>
  plug(plugged: boolean): Promise<ErrorCode | null>
  fault(fault: SimulatedFault): Promise<ErrorCode | null>
  clear(): Promise<ErrorCode | null>
  scan(text: string): Promise<ErrorCode | null>
}

export interface ReaderEvents {
  /** `nowMs` is the devices process's own time, which the readers' times are to be compared with. */
  readers(readers: readonly Reader[], nowMs: number): void
  scanners(scanners: readonly Scanner[]): void
  profileProblems(problems: readonly ProfileProblem[]): void
  cardRead(read: CardRead): void
  codeScanned(scanId: string, text: string): void
  /** Practice: a real card lies on a real reader; nothing of it was read. */
  realCardInPractice(): void
}

/** Puts a slip on paper (practice: saves it as PDF); null when it could not. */
export interface Printer {
  /** @param printer the system's name of it; null = the slip is only saved. Answers null when it did not come out. */
  print(name: string, slip: Slip, paper: SlipPaper, printer: string | null): Promise<string | null>
  /** The system's printers. */
  list(): Promise<readonly SystemPrinter[]>
}

/** Papers: picked through the system's dialog, kept sealed (ADR 25). */
export interface Papers {
  /** The path somebody picked; null = nobody picked any. */
  pick(): Promise<string | null>
  read(path: string): ReturnType<typeof readPickedFile>
  readonly attachments: Attachments
}

/** Sticks: picked through the system's dialog, written durably, the counter's own copies beside the journal (ADR 31). */
export interface Sticks {
  /** The path of the label or the answer somebody picked; null = nobody picked any. */
  pick(what: 'label' | 'answer'): Promise<string | null>
  /** A picked text, null where it cannot be read or is larger. */
  read(path: string, mostBytes: number): string | null
  /** null = it stands there, whole and synced. */
  write(path: string, bytes: Uint8Array): 'stick.full' | 'stick.unwritable' | null
  folder(epoch: number): StickFolder
}

/** Practice only: what can be done to the practice centre, its line and everybody's clock. */
export interface PracticeWorld {
  line(up: boolean): void
  centre(fault: CentreFault): void
  /** @param at ms since 1970, later than now */
  clock(at: number): void
}

/** Why the operating system's keychain did not do it: there is none that keeps a secret, or it is another one. */
export type KeychainFailure = 'key.keychain-gone' | 'key.keychain-changed'

/** What the keychain sealed, and which one it was. */
export interface Sealed {
  readonly backend: string
  /** base64 */
  readonly sealed: string
}

/** The operating system's keychain; only main may ask it. */
export interface Keychain {
  seal(text: string): Promise<Result<Sealed, KeychainFailure>>
  open(sealed: Sealed): Promise<Result<string, KeychainFailure>>
}
