import type {
  ClerkId,
  Fen,
  OperationId,
  Party,
  Realm,
  RegionKey,
  RelationCode,
  StationId,
  VisitId,
} from './ids'
import type { Correction } from './centre-events'
import type { Clause } from './rule-pack'
import type { ErrorCode } from './errors'
import type { VerificationCode } from './verification-codes'

/** The states of domain.md 4.1. */
export const operationStates = [
  'draft',
  'awaiting-approval',
  'awaiting-verification',
  'queued',
  'awaiting-hours',
  'in-flight',
  'unknown',
  'done',
  'refused',
  'cancelled',
] as const
export type OperationState = (typeof operationStates)[number]

/** The services (domain.md 3). */
export const operationKinds = [
  'wallet-opening',
  'transfer',
  'receive',
  'premium-payment',
  'place-of-use-change',
  'relation-declaration',
  'family-binding',
] as const
export type OperationKind = (typeof operationKinds)[number]

/** What became of a transfer's money (domain.md 4.2). */
export const transferReceipts = ['pending', 'received', 'returned'] as const
export type TransferReceipt = (typeof transferReceipts)[number]

/**
 * What became of the money of what is done; shown instead of 办结 (domain.md 4.2). A premium is debited first and then
 * confirmed by the collecting authority, or not taken by it and given back.
 */
export const receipts = [...transferReceipts, 'tax-pending', 'tax-confirmed', 'tax-returned'] as const
export type Receipt = (typeof receipts)[number]

export interface OpeningBody {
  readonly kind: 'wallet-opening'
  readonly placeOfUse: RegionKey
  /** Eleven digits or null: a member without a phone may open a wallet. */
  readonly phone: string | null
  readonly phoneOwner: 'self' | 'relative' | 'none'
  /** What the phone's owner is to the member, where it is a relative's; absent in texts from before it was asked. */
  readonly phoneRelation?: RelationCode | undefined
  readonly noticeVersion: string
  /** How the member was told: the notice was read by oneself or read aloud; absent as above. */
  readonly noticeGiven?: NoticeGiven | undefined
  /** Why the wallet is used elsewhere than in the insured region; it asks for a consent of its own. Absent = it is not. */
  readonly placeReason?: string | undefined
}

/** 告知: how the notice was given (domain.md 2). */
export const noticeWays = ['read-by-oneself', 'read-aloud'] as const
export type NoticeGiven = (typeof noticeWays)[number]

export interface TransferBody {
  readonly kind: 'transfer'
  readonly source: 'personal-account' | 'wallet'
  readonly payee: {
    readonly name: string
    readonly idNumber: string
    readonly insuredRegion: RegionKey
    readonly party: Party
    /** How the clerk came to know the payee. */
    readonly identity: 'card' | 'typed'
  }
  readonly relation: RelationCode
  /** The fact the payer commits to, where the pack asks for one of this relation (domain.md 3.4); absent = none. */
  readonly commitment?: string | undefined
  readonly amountFen: Fen
}

export interface ReceiveBody {
  readonly kind: 'receive'
  /** The operation id of the transfer that is received. */
  readonly transferId: OperationId
  readonly amountFen: Fen
}

export interface Named {
  readonly name: string
  readonly idNumber: string
}

/** One line of 居民医保缴费: one person's premium of one insured year; a household is several operations. */
export interface PremiumBody {
  readonly kind: 'premium-payment'
  /** The insured year, e.g. 2027. */
  readonly year: number
  readonly person: Named
  /** The insured person seen from the payer; null = the payer's own premium. */
  readonly relation: RelationCode | null
  readonly source: TransferBody['source']
  readonly amountFen: Fen
}

/** 使用地变更 (domain.md 3.6). */
export interface PlaceChangeBody {
  readonly kind: 'place-of-use-change'
  readonly from: RegionKey
  readonly to: RegionKey
}

/** A relation declared for later transfers; `commitment` names the fact where the pack asks for one (domain.md 3.4). */
export interface RelationBody {
  readonly kind: 'relation-declaration'
  readonly other: Named
  readonly relation: RelationCode
  readonly commitment: string | null
}

/**
 * 家庭共济绑定 (domain.md 3.9): the relative's bills draw on the member's account, the money stays the member's. Behind the
 * pack's `familyBinding.taken`.
 */
export interface BindingBody {
  readonly kind: 'family-binding'
  readonly change: 'bind' | 'end'
  readonly other: Named
  /** The relative seen from the member; null where a binding ends. */
  readonly relation: RelationCode | null
  /** As of a transfer; absent = none. */
  readonly commitment?: string | undefined
}

export type OperationBody =
  OpeningBody | TransferBody | ReceiveBody | PremiumBody | PlaceChangeBody | RelationBody | BindingBody

/** A person as a card shows them. */
export interface Person {
  readonly name: string
  readonly idNumber: string
  readonly sexCode: string
  /** YYYYMMDD. */
  readonly birthDate: string
  readonly ethnicCode: string | null
  readonly cardType: 'resident' | 'hk-mo-tw-permit' | 'foreign-2017' | 'foreign-2023'
  /** YYYYMMDD or 长期. */
  readonly validTo: string
}

/** A person as a clerk typed them in (手工录入): what the number tells by itself, and nothing a card would prove. */
export interface TypedPerson {
  readonly name: string
  readonly idNumber: string
  /** GB/T 2261.1; 9 = the number does not tell it. */
  readonly sexCode: string
  /** YYYYMMDD; empty = the number does not tell it. */
  readonly birthDate: string
}

/** The trace a card read leaves: never the record itself. */
export interface CardEvidence {
  readonly readId: string
  readonly samNumber: string
  readonly cardType: Person['cardType']
  /** HMAC-SHA256 (hex) of the text record with the day key. */
  readonly textHmac: string
}

/** What shows that somebody may act for a member: 委托书, 户口簿, 出生医学证明 (domain.md 2). */
export const paperKinds = ['authority-letter', 'household-register', 'birth-certificate'] as const
export type PaperKind = (typeof paperKinds)[number]

/** How the member was known: by a card, or by number and name as a clerk typed them in (手工录入). */
export type PersonIdentity =
  | { readonly way: 'card'; readonly evidence: CardEvidence; readonly personConfirmedAt: number }
  /** `entryId` names the entry that was typed; look-ups are recorded under it. */
  | { readonly way: 'typed'; readonly entryId: string; readonly personConfirmedAt: number }

/** Who acts for the member with an own ID and authority (domain.md 2). */
export interface Agent {
  readonly name: string
  readonly idNumber: string
  /** Eleven digits or null. */
  readonly phone: string | null
  readonly authority: 'letter' | 'guardian'
  /** The member is at the counter too and pressed 同意. */
  readonly memberPresent: boolean
  /** The agent seen from the member (GB/T 4761); absent in texts from before counters had agents. */
  readonly relation?: RelationCode | undefined
  /** The paper kept at the counter, by the SHA-256 (hex) of its bytes; absent = none was needed. */
  readonly paper?: { readonly kind: PaperKind; readonly sha256: string } | undefined
}

/** Consents of their own, each asked by itself on the member's window (domain.md 2: 单独同意). */
export const consentSubjects = ['place-of-use', 'child-data'] as const
export type ConsentSubject = (typeof consentSubjects)[number]

/**
 * The frozen content of an operation: its RFC 8785 bytes and their SHA-256 are journalled when it is taken. Absent
 * optional fields are absent in the bytes too, so every text written before them stays valid.
 */
export interface PayloadOf<Body> {
  readonly v: 1
  readonly suite: 'intl-1'
  readonly realm: Realm
  readonly station: StationId
  readonly epoch: number
  readonly id: OperationId
  /** The running number shown to people (`taken`). */
  readonly taken: number
  /** Milliseconds since 1970, station time. */
  readonly takenAt: number
  readonly clerk: ClerkId
  readonly pack: number
  readonly member: Named
  readonly identity: PersonIdentity
  readonly assent: { readonly way: 'own-window'; readonly at: number; readonly wordsHash: string }
  /** Absent = the member acts. */
  readonly agent?: Agent | undefined
  /** The clerk recorded 有自己的收入 of a member who is not of age; absent = not. */
  readonly ownIncome?: true | undefined
  /** 同意 on the questions asked by themselves; absent = none was. */
  readonly consents?:
    | readonly { readonly subject: ConsentSubject; readonly at: number; readonly wordsHash: string }[]
    | undefined
  /** Carried out only after this one was (domain.md 4.4). */
  readonly dependsOn?: OperationId | undefined
  readonly body: Body
}

export type OperationPayload = PayloadOf<OperationBody>

/** Why not: a closed code with the data its words need, and the clause of the rule pack that bit. */
export interface Refusal {
  readonly code: ErrorCode
  readonly data: Readonly<Record<string, string | number>>
  readonly clause: Clause | null
  /** The field of the form the refusal belongs to, null = the whole. */
  readonly field: string | null
}

/** The centre's answer to one operation (design.md 5). Only done, refused and cancelled are final. */
export type Outcome =
  | {
      readonly type: 'done'
      readonly at: number
      readonly receipt: TransferReceipt | null
      readonly deadlineAt: number | null
    }
  | { readonly type: 'refused'; readonly at: number; readonly refusals: readonly Refusal[] }
  | { readonly type: 'deferred'; readonly at: number; readonly opensAt: number }
  | { readonly type: 'twin-suspected'; readonly at: number }
  | { readonly type: 'cancelled'; readonly at: number }
  | { readonly type: 'waiting-for'; readonly at: number; readonly operationId: OperationId }
  /** Nothing was done: a second person has to look first; carried out when it comes again with an approval. */
  | { readonly type: 'approval-needed'; readonly at: number; readonly refusals: readonly Refusal[] }
  /** Nothing was done: the member's verification is missing or did not hold; it comes again with one. */
  | {
      readonly type: 'verification-needed'
      readonly at: number
      readonly code: VerificationCode
      /** How often the password may still be wrong, null where that is of no matter. */
      readonly triesLeft: number | null
    }
  /** 已扣款·待税务确认 (domain.md 3.5): the wallet is debited, the collecting authority has not confirmed yet. */
  | { readonly type: 'debited'; readonly at: number }
  /** The centre keeps it and does not know its kind or version yet; nothing was done, nothing is lost. */
  | { readonly type: 'parked'; readonly at: number; readonly code: ErrorCode }

/** The newest answer to one question that was asked by itself. */
export interface SeparateConsent {
  readonly subject: ConsentSubject
  readonly wordsHash: string
  readonly answer: 'agree' | 'decline' | 'help'
  readonly at: number
}

/** One operation as the journal tells it. */
export interface Operation {
  readonly id: OperationId
  readonly visitId: VisitId
  readonly state: OperationState
  readonly body: OperationBody
  /** SHA-256 (hex) of what was shown to the member; an assent names it. */
  readonly wordsHash: string
  readonly assent: { readonly answer: 'agree' | 'decline' | 'help'; readonly at: number } | null
  /** What was answered to the questions asked by themselves after that; absent = none was answered. */
  readonly consents?: readonly SeparateConsent[]
  readonly taken: {
    readonly number: number
    readonly at: number
    readonly payloadHash: string
    readonly clerk: ClerkId
    /** Of one that came back from the centre: the digits its number was shown with. */
    readonly prefix?: string
  } | null
  readonly dispatch: number | null
  /** True from the first dispatch on: words that promise 钱没有动 need the centre's confirmation then. */
  readonly sent: boolean
  readonly outcome: Outcome | null
  readonly receipt: Receipt | null
  /** The bureau reversed it: whatever was said of it before does not hold. Absent = never. */
  readonly corrected?: Correction
  /** Why a second person has to look first, as the counter knew it at taking; the centre's reasons stand in `outcome`. */
  readonly approvalReasons: readonly Refusal[]
  /** The newest 复核 or attestation, null while there is none. */
  readonly second: SecondPerson | null
  /** A second person said no. */
  readonly rejection: {
    readonly by: ClerkId
    readonly reason: string
    readonly at: number
    /** At another counter; absent = here. */
    readonly elsewhere?: { readonly name: string; readonly place: string }
  } | null
  /** 电话复核码: when its challenge was read out last, and how many codes were wrong. Absent = never. */
  readonly code?: { readonly askedAt: number | null; readonly failed: number }
  /**
   * The member's own password: `given` for exactly the frozen bytes (what was typed is nowhere here), `gone` unused,
   * `forgotten` said by the member, `asked` once more by the clerk. Absent = never.
   */
  readonly password?: { readonly state: PasswordState; readonly at: number }
  /** Put by on a telephone call: not sent until a clerk lets it go on. */
  readonly held: { readonly clerk: ClerkId; readonly caller: string; readonly at: number } | null
}

export const passwordStates = ['given', 'gone', 'forgotten', 'asked'] as const
export type PasswordState = (typeof passwordStates)[number]

/** Who acted as the second person (domain.md 2). */
export interface SecondPerson {
  readonly by: ClerkId
  readonly role: 'clerk' | 'supervisor'
  /** He or she has spoken with the member. */
  readonly memberSpoken: boolean
  /** He or she saw the member agree, together with `witness`. */
  readonly witness: ClerkId | null
  readonly at: number
  /** Not here: at another counter, or by a code on the telephone; `name` as the centre or the list has it. Absent = here. */
  readonly elsewhere?: {
    readonly name: string
    readonly through: 'counter' | 'code'
    readonly place: string
  }
}

/** The money an operation moves; null = it moves none. */
export function amountOf(body: OperationBody): Fen | null {
  return 'amountFen' in body ? body.amountFen : null
}
