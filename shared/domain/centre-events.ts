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
  /** The same, by somebody the centre names: held, or let go on, on somebody's word. */
  | {
      readonly type: 'acted-elsewhere'
      readonly operationId: OperationId
      readonly act: 'held' | 'released'
      /** Who did it, as the centre names them. */
      readonly by: string
      readonly at: number
    }
  | { readonly type: 'remote-acts-seen'; readonly clerk: ClerkId }

/** What somebody else than this station did to an operation of it; `actor` as the centre names it. */
export interface RemoteAct {
  readonly operationId: OperationId
  readonly act: 'correction'
  readonly actor: 'bureau'
  readonly at: number
}

/** A remote act as it is shown: `by` where the centre named who did it. */
export interface ShownRemoteAct extends Omit<RemoteAct, 'act'> {
  readonly act: 'correction' | 'held' | 'released'
  readonly by: string | null
}
