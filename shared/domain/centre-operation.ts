import type { Fen, OperationKind, RegionKey, RelationCode } from './ids'
import type { OperationBody, PayloadOf, TransferBody } from './operation'

/**
 * The kinds the centre carries out: those the counter takes today ({@link OperationBody}) and those whose forms and slips
 * come with later work (ADR 10). A counter's exhaustive switches see its own kinds only.
 */
export type CentreKind = OperationKind | 'premium-payment' | 'place-of-use-change' | 'relation-declaration'

interface Named {
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

export type CentreBody = OperationBody | PremiumBody | PlaceChangeBody | RelationBody
export type CentrePayload = PayloadOf<CentreBody>

/** Everybody an operation is about, the member first; the ID numbers as written. */
export function partiesOf({ member, agent, body }: CentrePayload): readonly string[] {
  const others = agent === undefined ? [] : [agent.idNumber]
  switch (body.kind) {
    case 'transfer':
      return [member.idNumber, body.payee.idNumber, ...others]
    case 'premium-payment':
      return [member.idNumber, body.person.idNumber, ...others]
    case 'relation-declaration':
      return [member.idNumber, body.other.idNumber, ...others]
    case 'wallet-opening':
    case 'receive':
    case 'place-of-use-change':
      return [member.idNumber, ...others]
  }
}
