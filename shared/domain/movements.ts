/** What moved a member's money, or changed the wallet (domain.md 3.8). */
export const movementKinds = [
  'account-begun',
  'transfer-sent',
  'transfer-received',
  'transfer-returned',
  'premium-debited',
  'premium-returned',
  'settlement',
  'settlement-reversed',
  'correction',
  'wallet-opened',
  'place-changed',
  'relation-declared',
  'family-bound',
  'family-unbound',
] as const
export type MovementKind = (typeof movementKinds)[number]

/** What a member asks to be shown: 余额和明细, or 谁看过我的记录. */
export const recordViews = ['movements', 'looks'] as const
export type RecordView = (typeof recordViews)[number]

/** Why somebody looked at a member's records. */
export const lookReasons = [
  'visit',
  'triage',
  'case',
  'payee',
  'movements',
  'looks',
  'approval',
  'no-card',
] as const
export type LookReason = (typeof lookReasons)[number]

/** How somebody came to look here: by a card, a typed number, a visit taken up again; else why. */
export type LookHow = 'card' | 'typed' | 'resumed' | Exclude<LookReason, 'visit' | 'payee'>

/** The reason behind each way a look came about. */
export function reasonOfLook(how: LookHow): LookReason {
  return how === 'card' || how === 'typed' || how === 'resumed' ? 'visit' : how
}
