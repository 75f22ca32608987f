import type { OperationPayload } from './operation'

/** Everybody an operation is about, the member first; the ID numbers as written. */
export function partiesOf({ member, agent, body }: OperationPayload): readonly string[] {
  const others = agent === undefined ? [] : [agent.idNumber]
  switch (body.kind) {
    case 'transfer':
      return [member.idNumber, body.payee.idNumber, ...others]
    case 'premium-payment':
      return [member.idNumber, body.person.idNumber, ...others]
    case 'relation-declaration':
    case 'family-binding':
      return [member.idNumber, body.other.idNumber, ...others]
    case 'wallet-opening':
    case 'receive':
    case 'place-of-use-change':
      return [member.idNumber, ...others]
  }
}
