import type { Fen, RegionKey } from './ids'

/** What a premium can be in, as the centre says it. */
export const premiumStates = ['due', 'debited', 'paid'] as const
export type PremiumState = (typeof premiumStates)[number]

/** What the collecting authority has registered of one person's premium of one insured year. */
export interface PremiumFacts {
  /** The insured year, e.g. 2027. */
  readonly year: number
  readonly region: RegionKey
  readonly dueFen: Fen
  /** First and last day of payment, YYYY-MM-DD Asia/Shanghai. */
  readonly payableFrom: string
  readonly payableTo: string
  readonly state: PremiumState
  /** By which way it was paid, e.g. `counter`, `app`; null while it is due. */
  readonly channel: string | null
  /** When it came into its state, milliseconds since 1970. */
  readonly changedAt: number
}
