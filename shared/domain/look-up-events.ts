import type { ClerkId, OperationId, RegionKey, VisitId } from './ids'
import type { RecordView } from './movements'
import type { CardlessReason } from './person-look'
import type { CardEvidence, OperationKind, Person, Refusal } from './operation'

/** Slips that are not about an operation: what is missing, who must open first, where to go, what is on record, an answer. */
export const leafletKinds = [
  'told',
  'invite',
  'guide-tax',
  'guide-cash',
  'movements',
  'looks',
  'answer-card',
  'complaint',
  'withdrawal',
  'day-close',
] as const
export type LeafletKind = (typeof leafletKinds)[number]

/** What a member was told instead of being served (一次性告知): each of these has a slip of its own. */
export const toldSlips = [
  'told',
  'invite',
  'guide-tax',
  'guide-cash',
] as const satisfies readonly LeafletKind[]
export type ToldSlip = (typeof toldSlips)[number]

/**
 * What the centre says to 撤回 at another counter: never carried out; cancelled when it comes; it is at an end already; it has
 * none like it; it is not of whoever's card was read.
 */
export const withdrawalAnswers = ['cancelled', 'waiting', 'too-late', 'not-known', 'other-member'] as const
export type WithdrawalAnswer = (typeof withdrawalAnswers)[number]

/** How a case was come by. */
export type CaseWay = 'number' | 'slip' | 'list'

/** Looking and telling: none of these moves money or changes an operation; who looked at whom is kept all the same. */
export type LookUpEvent =
  /** 先查一下: a card was read to answer one question, and no visit was opened. Journalled before anything is answered. */
  | {
      readonly type: 'looked-up'
      readonly clerk: ClerkId
      readonly person: Person
      /** Its read id names the look-up, here and at the centre. */
      readonly evidence: CardEvidence
    }
  /** 一次性告知: the rules refuse what the member came for; why, all at once, as an outcome that is counted. */
  | {
      readonly type: 'told-beforehand'
      /** Made at the counter (UUID); the same again changes nothing. */
      readonly toldId: string
      readonly toldIn: VisitId
      readonly clerk: ClerkId
      readonly slip: ToldSlip
      readonly kind: OperationKind
      readonly reasons: readonly Refusal[]
    }
  /** A slip without an operation came out of the printer. */
  | {
      readonly type: 'leaflet-printed'
      readonly leaflet: LeafletKind
      /** The visit it was printed in; null = nobody was being served. */
      readonly printedIn: VisitId | null
      readonly clerk: ClerkId
      readonly title: string
      readonly file: string
    }
  /** 医院不收医保钱包, or about a service (then no region): kept here until the centre has it. */
  | {
      readonly type: 'complaint-made'
      readonly complaintId: string
      readonly clerk: ClerkId
      /** Prefix of the station, day and place among the day's complaints. */
      readonly number: string
      /** The list's code of the institution; null = it is not in the list. */
      readonly institution: string | null
      readonly name: string
      readonly region: RegionKey | null
      readonly said: string
    }
  /** The centre has it, under the same id; `centreAt` by its clock. */
  | { readonly type: 'complaint-sent'; readonly complaintId: string; readonly centreAt: number }
  /** Somebody took it elsewhere by hand. */
  | {
      readonly type: 'complaint-handed-on'
      readonly complaintId: string
      readonly clerk: ClerkId
      readonly to: string
    }
  /** A member asked for 余额和明细 or 谁看过我的记录 and was shown it. Journalled before anything is answered. */
  | {
      readonly type: 'records-shown'
      /** Made at the counter (UUID); the same again is the same look. */
      readonly lookId: string
      readonly shownIn: VisitId
      /** The member's ID number. */
      readonly of: string
      readonly clerk: ClerkId
      readonly what: RecordView
    }
  /** Somebody was looked up without a card. Journalled before anything of him or her is shown. */
  | {
      readonly type: 'person-looked-up'
      /** Made at the counter (UUID); the same again is the same look. */
      readonly lookId: string
      /** The ID number of whoever was looked up. */
      readonly of: string
      readonly name: string
      readonly clerk: ClerkId
      readonly reason: CardlessReason
      /** In the clerk's words; only of the reason `other` it must say something. */
      readonly said: string
    }
  /** The centre knows of it, under the same id; `centreAt` by its clock. */
  | { readonly type: 'look-told'; readonly lookId: string; readonly centreAt: number }
  /** 撤回 here of what another counter took, for whoever is being served. Journalled before the centre is asked. */
  | {
      readonly type: 'withdrawal-asked'
      /** Made at the counter (UUID); the same again is the same asking. */
      readonly withdrawalId: string
      readonly askedIn: VisitId
      /** The member's ID number. */
      readonly of: string
      readonly clerk: ClerkId
      /** What it was found by: the operation number that was told, or the operation its slip names. */
      readonly foundBy: string
    }
  /** What the centre said to it. */
  | { readonly type: 'withdrawal-answered'; readonly withdrawalId: string; readonly answer: WithdrawalAnswer }
  /** Somebody looked at the case of an operation whose member is not the one being served. */
  | {
      readonly type: 'case-opened'
      readonly caseOf: OperationId
      /** The member's ID number. */
      readonly of: string
      readonly clerk: ClerkId
      readonly way: CaseWay
    }
