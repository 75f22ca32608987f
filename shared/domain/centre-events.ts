import type { ClerkId, OperationId } from './ids'

/** What the centre tells by itself, and what was made of it (ADR 18, ADR 28). */
export type CentreEvent =
  /** The centre said (by its clock) that the clerks are still these: said at most once a business day. */
  | { readonly type: 'clerks-confirmed'; readonly centreAt: number }
  /**
   * The centre's keys change: `announced` = the keys that come next, signed by the ones before them (compact JWS);
   * `in-use` = the centre was met with them, and with the ones before no more.
   */
  | {
      readonly type: 'centre-keys-noted'
      readonly number: number
      readonly stage: 'announced' | 'in-use'
      readonly jws: string
    }
  /** Somebody saw what a new pack changes. */
  | { readonly type: 'pack-noted'; readonly number: number; readonly clerk: ClerkId }
  /** A change this version does not know, or that is about an operation it does not have: kept as it came. */
  | { readonly type: 'change-parked'; readonly number: number; readonly change: string }
  /** It is known by now, and what it says was applied in the same batch. */
  | { readonly type: 'change-taken-up'; readonly number: number }
  /** Somebody else than this station did something to an operation of it (domain.md 5: every remote act is visible). */
  | ({ readonly type: 'remote-act' } & RemoteAct)
  /** The bureau reversed a transfer by two of its people (domain.md 4.3): this one, or the receiving of its money here. */
  | ({ readonly type: 'corrected-by-centre'; readonly operationId: OperationId } & Correction)
  /** The same, by somebody the centre names: held, let go on, or taken back, on somebody's word; approved or sent back (ADR 34). */
  | {
      readonly type: 'acted-elsewhere'
      readonly operationId: OperationId
      readonly act: ActElsewhere
      /** Who did it, as the centre names them. */
      readonly by: string
      readonly at: number
    }
  | { readonly type: 'remote-acts-seen'; readonly clerk: ClerkId }

/** What the centre says of a correction: the money is where it came from. */
export interface Correction {
  /** As the first of the two wrote it; empty where the centre does not say. */
  readonly reason: string
  /** Who asked and who approved, as the centre names them; empty as above. */
  readonly by: readonly string[]
  readonly at: number
}

/** What somebody the centre names did to an operation. */
export const actsElsewhere = ['held', 'released', 'withdrawn', 'approved', 'sent-back'] as const
export type ActElsewhere = (typeof actsElsewhere)[number]

/** What somebody else than this station did to an operation of it; `actor` as the centre names it. */
export interface RemoteAct {
  readonly operationId: OperationId
  readonly act: 'correction'
  readonly actor: 'bureau'
  readonly at: number
}

/** A remote act as it is shown: `by` where the centre named who did it. */
export interface ShownRemoteAct extends Omit<RemoteAct, 'act'> {
  readonly act: 'correction' | ActElsewhere
  readonly by: string | null
}
