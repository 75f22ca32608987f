import type { RecordsView } from '../../shared/contract/movements'
import type { CounterView, ReaderView } from '../../shared/contract/view'
import type { ProfileProblem, Scanner } from '../../shared/contract/devices'
import type { ToCore } from '../../shared/contract/shell'
import type { Slip, SystemPrinter } from '../../shared/contract/slip'
import type { AnswerCard } from '../../shared/domain/answer-cards'
import type { ErrorCode } from '../../shared/domain/errors'
import type { JournalEvent } from '../../shared/domain/events'
import type { OperationId, VisitId } from '../../shared/domain/ids'
import type { PayeeAnswer } from '../../shared/domain/member-facts'
import type { PremiumFacts } from '../../shared/domain/premium-facts'
import type { CardEvidence, Person, Refusal } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { ApprovalSecret } from './approval-secret'
import type { Clerk } from './clerks'
import type { Clock } from './clock'
import type { Signer } from './crypto'
import type { CentreKeys } from './enrolment/centre-keys'
import type { StationFile } from './enrolment/station-file'
import type { InstitutionList } from './institutions/institution-list'
import type { MirrorState } from './mirror/mirror'
import type { ScannedCodes } from './scanned-codes'
import type { SealedPasswords } from './sealed-passwords'
import type { TownshipList } from './township/township-list'
import type { DiskRoom } from './store/disk-guard'
import type { Central, JournalWriter, Papers, PracticeWorld, Readers, Sticks } from './ports'
import type { PaperSetting } from './paper-file'
import type { Projection } from './projection/projection'
import type { Words } from './words'

export type StationSettings = NonNullable<Extract<ToCore, { type: 'start' }>['station']>

/** A card that was read and is nobody's yet: in memory only until the clerk says whose it is. */
export interface OtherCard {
  readonly readId: string
  readonly person: Person
  readonly evidence: CardEvidence
}

/** 先查一下: waiting for a card, or who was looked up and is still on the windows; in memory only. */
export interface TriageMoment {
  readonly armed: boolean
  readonly shown: {
    readonly person: Person
    readonly evidence: CardEvidence
    readonly at: number
    /** The centre is being asked. */
    readonly asking: boolean
  } | null
}

/** What is true only while core runs; everything that must last is in the journal. */
export interface Moment {
  readers: readonly ReaderView[]
  scanners: readonly Scanner[]
  profileProblems: readonly ProfileProblem[]
  devices: CounterView['devices']
  memberWindow: boolean
  /** The member can type on the own window: touch, or a display of its own. */
  keypad: boolean
  otherCard: OtherCard | null
  triage: TriageMoment
  /** The answer card on the member's window. */
  card: AnswerCard | null
  /** What was shown last of the served member's own records, for the paper. */
  records: { readonly lookId: string; readonly view: RecordsView } | null
  /** The case that was opened last, by its operation. */
  caseOpened: OperationId | null
  /** What was found last and is another counter's: by its number, or by the slip that was shown. */
  foundElsewhere: { readonly number: string } | { readonly id: OperationId; readonly proof: string } | null
  cardProblem: Refusal | null
  /** Whom the last search without a card led to, by the reference the window knows them by. */
  peopleFound: ReadonlyMap<string, { readonly idNumber: string; readonly name: string }>
  /** Stick files that were written and not answered, by number. */
  sticksWaiting: readonly number[]
  /** The card of the person who is to receive, per visit. */
  readonly payeeCards: Map<VisitId, Person>
  /** The card of a relative whose premium is paid too, laid down last, per visit. */
  readonly householdCards: Map<VisitId, OtherCard>
  /** The card of the person who is to act for the member, per visit, until the clerk has said how. */
  readonly agentCards: Map<VisitId, OtherCard>
  /** What the centre said of a payee, by ID number, with its age. */
  readonly payeeAnswers: Map<string, { readonly answer: PayeeAnswer; readonly asOf: number }>
  /** What the centre said of other people's premiums, by ID number, with its age. */
  readonly premiums: Map<string, { readonly asOf: number; readonly premiums: readonly PremiumFacts[] }>
  factsAsked: boolean
  /** Nobody answered the last question for the facts of the open visit. */
  factsLost: boolean
  /** The operations whose words stand on the member window: none, one, or a household's premiums. */
  shown: readonly OperationId[]
  line: CounterView['line']
  /** What the practice table has done to the world; of no matter live. */
  practice: NonNullable<CounterView['practice']>
  /** How many lost answers one question asks for; less on a line that lets no long answer through. */
  askAtOnce: number
  /** What the centre says it knows beyond every version's; null = it was not asked yet. */
  centreKnows: ReadonlySet<string> | null
  /** The centre refused another machine that writes as this station. */
  otherWriter: boolean
  /** A newer rule pack that cannot be used; the last good one stays. */
  packProblem: { readonly number: number; readonly code: ErrorCode } | null
  /** The centre told of keys to come that nothing proves. */
  keysProblem: ErrorCode | null
  readonly setAside: string | null
}

/** How the disks stand that everything is written to. */
export interface StoreGuards {
  readonly room: () => DiskRoom
  /** null without a mirror. */
  readonly mirror: () => MirrorState | null
}

/** Everything a service works with; made once in `main.ts`, no service keeps anything of its own. */
export interface Core {
  readonly realm: 'practice' | 'live'
  readonly run: string
  readonly appRun: string
  readonly station: StationSettings
  readonly pack: RulePack
  /** What it changes against the one before it, in words; null without one to compare with. */
  readonly packChanges: readonly string[] | null
  readonly clerks: readonly Clerk[]
  readonly clock: Clock
  readonly journal: JournalWriter
  readonly projection: Projection
  readonly guards: StoreGuards
  /** null until the centre's address is known. */
  readonly central: () => Central | null
  readonly readers: Readers
  /** Prints on the paper of this station. */
  readonly printer: {
    print(name: string, slip: Slip): Promise<string | null>
    list(): Promise<readonly SystemPrinter[]>
  }
  readonly paper: PaperSetting
  readonly approvalSecret: ApprovalSecret
  readonly papers: Papers
  /** Hospitals and pharmacies, as the centre last listed them. */
  readonly institutions: InstitutionList
  /** The people of the township, for days without a line. */
  readonly township: TownshipList
  readonly sticks: Sticks
  readonly practiceWorld: PracticeWorld
  readonly signer: Signer
  /** Where and as what a live counter is enrolled, with the keys the centre has now; null in practice. */
  readonly enrolled: StationFile | null
  /** The centre's keys as they are trusted; null in practice. */
  readonly centreKeys: CentreKeys | null
  readonly words: Words
  /** Key of the day for the HMAC of a text record; `day` is YYYY-MM-DD. */
  readonly dayKey: (day: string) => Uint8Array
  readonly moment: Moment
  readonly wedge: CounterView['wedge']
  readonly permissionFix: string | null
  readonly codes: ScannedCodes
  readonly passwords: SealedPasswords
  /**
   * Journals, folds, and tells the windows: at once, or soon what nobody at the counter waits for.
   * Throws `JournalFault` when the disk refuses.
   */
  readonly commit: (events: readonly JournalEvent[], told?: 'at once' | 'soon') => void
  /** Something of `moment` changed. */
  readonly changed: () => void
  /** Starts the devices process once more, after it had stopped. */
  readonly devicesAgain: () => void
  /** Live: the station file is put aside, and core starts again to be enrolled anew. */
  readonly giveUpEpoch: () => void
  /** New work for the drain. */
  readonly wakeSync: () => void
  log(
    level: 'info' | 'warn' | 'error',
    code: string,
    data?: Readonly<Record<string, string | number | boolean | null>>,
  ): void
}
