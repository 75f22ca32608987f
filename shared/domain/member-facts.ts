import type { Fen, OperationId, RegionKey } from './ids'
import type { PremiumFacts } from './premium-facts'

/** What the centre says of a member at `asOf`; every figure on the screen carries this age. */
export interface MemberFacts {
  readonly idNumber: string
  readonly asOf: number
  /** `unknown` = the centre has nobody of this number. */
  readonly status: 'active' | 'suspended' | 'deceased' | 'unknown'
  /** NHSA `insutype`: 310 employee, 390 resident. */
  readonly insurances: readonly ('310' | '390')[]
  readonly insuredRegion: RegionKey | null
  readonly personalAccountFen: Fen | null
  readonly wallet: { readonly placeOfUse: RegionKey; readonly balanceFen: Fen } | null
  /** The member's own transfers of today that count against the day's number. */
  readonly transfersToday: number
  /** The member's own transfers nobody has received yet. */
  readonly transfersPending: number
  /** Money waiting for this member: 有一笔钱等您收. */
  readonly waitingToReceive: readonly WaitingMoney[]
  /** The resident premiums registered for the member, the newest year first; absent in answers from before premiums. */
  readonly premiums?: readonly PremiumFacts[] | undefined
  /** 家庭共济绑定 in force; absent in answers from before them: not known, which is not the same as none. */
  readonly familyBindings?: readonly FamilyBinding[] | undefined
}

/** Whose personal account pays for whom (domain.md 3.9): the money stays the owner's. */
export interface FamilyBinding {
  /** What the member is in it: `owner` = the member's account pays, `user` = somebody else's pays for the member. */
  readonly role: 'owner' | 'user'
  /** The other one under the confirm mask, and the last four of the ID number. */
  readonly other: string
  readonly last4: string
  readonly region: RegionKey
  /** YYYY-MM-DD. */
  readonly since: string
  /** The register it stands in, null = this centre's own. */
  readonly source: string | null
}

export interface WaitingMoney {
  readonly transferId: OperationId
  readonly amountFen: Fen
  /** The payer under the confirm mask, e.g. *秀英. */
  readonly from: string
  readonly deadlineAt: number
}

/** Of a payee the centre answers no more than this (domain.md 3.8). */
export type PayeeAnswer = 'can-receive' | 'cannot-receive' | 'ask-online'
