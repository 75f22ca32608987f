import type { OperationKind } from './operation'
import type { RulePack, VerificationWay } from './rule-pack'

/** Whose ways of verification a kind goes by: a pack lists three, money out, money in and everything else. */
const like: Readonly<Record<OperationKind, keyof RulePack['verification']>> = {
  'wallet-opening': 'wallet-opening',
  transfer: 'transfer',
  receive: 'receive',
  'premium-payment': 'transfer',
  'place-of-use-change': 'wallet-opening',
  'relation-declaration': 'wallet-opening',
}

/** The ways in which a member may confirm an operation of this kind, and the path of the pack that says so. */
export function verificationOf(
  { verification }: Pick<RulePack, 'verification'>,
  kind: OperationKind,
): { readonly ways: readonly VerificationWay[]; readonly path: string } {
  return { ways: verification[like[kind]], path: `verification.${like[kind]}` }
}
