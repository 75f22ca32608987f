import type { AliasKind } from './place-aliases'
import type { Fen, Realm, RegionKey, RelationCode, StationId } from './ids'

/** A span of calendar days (Asia/Shanghai, YYYY-MM-DD) in which a region offers a feature; `to` is the last day, null = still open. */
export interface OpenInterval {
  readonly from: string
  readonly to: string | null
}

export type RegionFeature = 'wallet' | 'place-of-use-change'

export interface PackRegion {
  readonly name: string
  readonly intervals: Readonly<Record<RegionFeature, readonly OpenInterval[]>>
}

export interface PackProvince {
  readonly code: string
  readonly name: string
  /** The list names every region of the province that is open: an absent one is closed while the table is young. */
  readonly complete: boolean
  readonly regions: readonly PackRegion[]
}

export interface RegionTable {
  /** YYYY-MM-DD, the day the list was valid. */
  readonly asOf: string
  readonly source: string
  readonly maxDays: number
  readonly provinces: readonly PackProvince[]
}

/** What GB/T 4761 relation may receive money (domain.md 3.4). */
export type RelationRule = 'allow' | 'commitment' | 'supervisor' | 'refuse'

export interface PackRelation {
  readonly code: RelationCode
  readonly name: string
  readonly rule: RelationRule
  /** `female` or `male` where the word says so; used for a warning only. */
  readonly sex: 'male' | 'female' | null
  /** The payee is of an earlier / the same / a later generation than the payer; used for a warning only. */
  readonly generation: 'earlier' | 'same' | 'later' | null
}

/** `member-assent` = 同意 on the own window + the clerk's 人证一致; it exists in practice packs only. */
export type VerificationWay = 'member-assent' | 'member-password' | 'attestation'

export interface TransferRules {
  readonly maxFen: Fen
  readonly maxPerDay: number
  /** `calendar-day` = Asia/Shanghai midnight. */
  readonly countDayBoundary: 'calendar-day'
  readonly returnedCounts: boolean
  /** HH:MM Asia/Shanghai; open from `opens` (inclusive) to `closes` (exclusive). */
  readonly hours: { readonly opens: string; readonly closes: string }
  /** No new transfer while one of the payer's is not yet received. */
  readonly onePendingOnly: boolean
  readonly minKeptFen: Fen
  readonly payeeNotOpen: 'refuse' | 'pend'
  readonly alsoCheckPlaceOfUse: boolean
  /** HH:MM; later sends that need receiving are offered as 明早再转. */
  readonly lastSendBefore: string
}

/** What is over a cap is refused, or waits for a second person. */
export type OverCap = 'refuse' | 'second-person'

/** Caps on money taken without a line (domain.md 4.4). */
export interface OfflineCaps {
  readonly perItemFen: Fen
  readonly perMemberDayFen: Fen
  readonly perStationDayFen: Fen
  /** Facts older than this many hours stop money that is taken on them. */
  readonly factsMaxHours: number
  /** Absent in packs from before it: refused. */
  readonly overCap?: OverCap
}

/** The lower caps of money out for a person who is known by a typed number only (domain.md 2). */
export interface TypedCaps {
  readonly perItemFen: Fen
  readonly perMemberDayFen: Fen
}

/**
 * What one insured person pays for one insured year (domain.md 3.5). Without a plan of a signed pack nothing is charged;
 * whether it is due, and paid, the collecting authority says.
 */
export interface PremiumPlan {
  /** The insured year, e.g. 2027. */
  readonly year: number
  /** Null = the national base, for regions without a plan of their own. */
  readonly region: RegionKey | null
  /** 档次, e.g. `base`. */
  readonly tier: string
  /** 人群, e.g. `resident`, `student`. */
  readonly group: string
  readonly amountFen: Fen
  /** First and last day of payment, YYYY-MM-DD. */
  readonly payableFrom: string
  readonly payableTo: string
  readonly source: string
}

export interface PremiumRules {
  readonly cashAllowed: boolean
  readonly plans: readonly PremiumPlan[]
}

export interface GuardRules {
  /** One agent for more unrelated members than this on a day needs a second look. */
  readonly agentMembersPerDay: number
  /** One payee from more payers than this within the days below needs a second look. */
  readonly payeePayers: number
  readonly payeePayersDays: number
  /** After waiting this long any transfer to the same payee is suspected as a twin, not only one of the same amount. */
  readonly twinHours: number
}

/** One station may use sticks on these days, both included; only media named here are taken. */
export interface StickRule {
  readonly station: StationId
  /** YYYY-MM-DD, Asia/Shanghai. */
  readonly from: string
  readonly to: string
  readonly media: readonly string[]
}

/** When an office works, Monday to Friday but for the days named: holidays, and weekends that are worked for them. */
export interface WorkingTime {
  /** HH:MM Asia/Shanghai. */
  readonly opens: string
  readonly closes: string
  /** YYYY-MM-DD. */
  readonly closedDays: readonly string[]
  readonly openDays: readonly string[]
}

/** Another name of a region (domain.md 3.8); the list names regions only. */
export interface PlaceAlias {
  readonly alias: string
  readonly region: RegionKey
  readonly kind: AliasKind
  readonly source: string
}

/** A second person's consent by a code on the telephone, where the counter has no line (ADR 34). */
export interface TelephoneCodeRules {
  /** Wrong codes for one operation; then only somebody who comes to look can approve it. */
  readonly tries: number
  /** How long the challenge that was read out can be answered. */
  readonly lifeMinutes: number
  /** Codes one supervisor gives on a day. */
  readonly perDay: number
}

/** The dated, signed rules. Everything a rule needs to know that is not about the people at hand comes from here. */
export interface RulePack {
  readonly suite: 'intl-1'
  readonly realm: Realm
  readonly number: number
  /** What people see, e.g. 练习规则 2 号. */
  readonly title: string
  /** YYYY-MM-DD. */
  readonly validFrom: string
  readonly source: string
  readonly regionTable: RegionTable
  readonly relations: readonly PackRelation[]
  readonly transfer: TransferRules
  readonly opening: { readonly walletsPerPhone: number; readonly noticeVersion: string }
  readonly status: { readonly maxHours: number }
  readonly ages: {
    readonly guardianUnder: number
    readonly ownIncomeFrom: number
    /** Below it a guardian consents to the use of the child's data by itself; absent: {@link cautiousDataConsentUnder}. */
    readonly dataConsentUnder?: number
  }
  readonly verification: Readonly<
    Record<'wallet-opening' | 'transfer' | 'receive', readonly VerificationWay[]>
  >
  readonly offline: OfflineCaps
  /** Absent in packs from before it: `cautiousTyped`. */
  readonly typed?: TypedCaps
  /** Absent in packs from before premiums: no plan, nothing is charged. */
  readonly premium?: PremiumRules
  /** What a second person looks at first (domain.md 3.3). */
  readonly guards: GuardRules
  /** Where what was taken may be carried to the centre by hand; empty = nowhere. */
  readonly sticks: readonly StickRule[]
  /** Whole days the counter keeps people's data after a day that the centre holds in its archive. */
  readonly retention: { readonly localCopyDays: number }
  /**
   * Sign-in without a line: for how many days after the centre last confirmed the clerks, and after how many wrong
   * passwords of a day a clerk is locked out for how long. Absent in packs from before it: `cautiousSignIn`.
   */
  readonly signIn?: { readonly offlineDays: number; readonly tries: number; readonly lockMinutes: number }
  /** Counties, old names and pools; absent = none is known. `asOf` YYYY-MM-DD. */
  readonly placeAliases?: { readonly asOf: string; readonly aliases: readonly PlaceAlias[] }
  /** 家庭共济绑定 (domain.md 3.9): absent or not taken = told where it is done. */
  readonly familyBinding?: { readonly taken: boolean }
  /** Look-ups without a card (domain.md 3.8), a clerk a day: absent = none. */
  readonly lookUp?: { readonly withoutCardPerDay: number }
  /** 电话复核码 (domain.md 2): absent = none is taken. */
  readonly telephoneCode?: TelephoneCodeRules
  readonly office: {
    readonly phone: string
    /** As it stands on slips. */
    readonly hours: string
    /** By then a member who waits is called; whoever was not is the supervisor's to call. */
    readonly callBackWorkingDays: number
    /** What waits is counted in it; absent in packs from before it: {@link cautiousWorking}. */
    readonly working?: WorkingTime
  }
}

/** Where a rule comes from, shown with every refusal: the pack's title and the clause of the pack that bit. */
export interface Clause {
  readonly pack: number
  /** The pack's path, e.g. `transfer.maxFen`. */
  readonly path: string
}

export type Openness = 'open' | 'closed' | 'unknown'

/** A region's openness with the date the answer rests on. */
export interface OpennessAnswer {
  readonly region: RegionKey
  readonly openness: Openness
  readonly asOf: string
}

/** What holds where a pack says nothing of sign-in. */
export const cautiousSignIn: NonNullable<RulePack['signIn']> = { offlineDays: 14, tries: 5, lockMinutes: 10 }

/** What holds where a pack says nothing of it (个人信息保护法 31). */
export const cautiousDataConsentUnder = 14

/** What holds where a pack says nothing of the office's working time. */
export const cautiousWorking: WorkingTime = { opens: '09:00', closes: '17:00', closedDays: [], openDays: [] }

/** What holds where a pack says nothing of typed numbers: 500 yuan, however often. */
export const cautiousTyped: TypedCaps = { perItemFen: 50_000 as Fen, perMemberDayFen: 50_000 as Fen }
