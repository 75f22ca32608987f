import type { Fen } from './ids'

/** What the collecting authority has registered of one person's premium of one insured year. */
export interface PremiumFacts {
  readonly dueFen: Fen
  /** First and last day of payment, YYYY-MM-DD Asia/Shanghai. */
  readonly payableFrom: string
  readonly payableTo: string
  readonly state: 'due' | 'debited' | 'paid'
}
