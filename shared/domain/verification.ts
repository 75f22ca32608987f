import type { Agent, Operation, OperationKind } from './operation'
import type { RulePack, VerificationWay } from './rule-pack'
import type { VerificationCode } from './verification-codes'

/** Whose ways of verification a kind goes by: a pack lists three, money out, money in and everything else. */
const like: Readonly<Record<OperationKind, keyof RulePack['verification']>> = {
  'wallet-opening': 'wallet-opening',
  transfer: 'transfer',
  receive: 'receive',
  'premium-payment': 'transfer',
  'place-of-use-change': 'wallet-opening',
  'relation-declaration': 'wallet-opening',
  // no money moves now, but others may spend it from then on
  'family-binding': 'transfer',
}

/** The ways in which a member may confirm an operation of this kind, and the path of the pack that says so. */
export function verificationOf(
  { verification }: Pick<RulePack, 'verification'>,
  kind: OperationKind,
): { readonly ways: readonly VerificationWay[]; readonly path: string } {
  return { ways: verification[like[kind]], path: `verification.${like[kind]}` }
}

/** After these no password is asked for any more: attestation is the way out. */
const pastTrying: readonly VerificationCode[] = [
  'verification.locked',
  'verification.never-set',
  'verification.by-agent',
]

/** The password is the member's own to type: not an agent's while the member is away, and not for a ward (domain.md 3.3). */
export function typesOwnPassword(
  agent: Pick<Agent, 'authority' | 'memberPresent'> | null | undefined,
): boolean {
  return agent == null || (agent.memberPresent && agent.authority !== 'guardian')
}

/** What is there to type a password with, besides the operation itself. */
export interface Keypad {
  readonly online: boolean
  /** The centre is of a version that knows passwords. */
  readonly known: boolean
  /** The member can type on the own window. */
  readonly there: boolean
  /** Who acts for the member, null = nobody. */
  readonly agent: Pick<Agent, 'authority' | 'memberPresent'> | null
}

/** Why no password is asked for now. */
export type PasswordStop =
  | VerificationCode
  | 'verification.offline'
  | 'verification.old-centre'
  | 'verification.no-keypad'
  /** The member could not remember it. */
  | 'forgotten'

/**
 * Whether the member is asked for the password of this operation: `ask`, or why not. Null where it waits for no password
 * at all.
 */
export function passwordFor(
  { state, taken, body, outcome, password }: Operation,
  pack: Pick<RulePack, 'verification'>,
  { online, known, there, agent }: Keypad,
): 'ask' | PasswordStop | null {
  if (state !== 'awaiting-verification' || taken === null) return null
  if (!verificationOf(pack, body.kind).ways.includes('member-password')) return null
  if (outcome?.type === 'verification-needed' && pastTrying.includes(outcome.code)) return outcome.code
  if (password?.state === 'forgotten') return 'forgotten'
  if (!typesOwnPassword(agent)) return 'verification.by-agent'
  if (!online) return 'verification.offline'
  if (!known) return 'verification.old-centre'
  return there ? 'ask' : 'verification.no-keypad'
}
