import type { MemberFacts } from './member-facts'
import type { PremiumFacts } from './premium-facts'
import { hasPlan } from './premium-plan'
import { openness } from './regions'
import type { RulePack } from './rule-pack'

/** How the resident premium stands: paid · due = can be paid here now · tax = the tax authority's window · debited = waits for its word · none = an employee's, nothing to pay here · unknown = must be asked online. */
export type TriagePremium = 'paid' | 'due' | 'tax' | 'debited' | 'none' | 'unknown'

/** What is missing before something can be done, in the order it is said. */
export const triageLacks = [
  'not-found',
  'not-insured',
  'several-insurances',
  'suspended',
  'card-expired',
  'place-closed',
  'place-unknown',
  'no-wallet',
] as const
export type TriageLack = (typeof triageLacks)[number]

export interface Triage {
  /** Registered as deceased: all stops, and the member's window says nothing of it (domain.md 2). */
  readonly stopped: boolean
  readonly premium: TriagePremium
  /** The insured year it is about; null where there is none. */
  readonly year: number | null
  readonly wallet: 'open' | 'none' | 'unknown'
  readonly lacks: readonly TriageLack[]
  /** Transfers that wait to be received. */
  readonly toReceive: number
}

/**
 * 先查一下 (domain.md 3.5): what one card says at a glance, from the centre's facts as they are known here. Nothing that is
 * not known is ever said to be paid, open or missing.
 * @param facts null = nothing was ever known here
 * @param validTo the card's last day, YYYYMMDD or 长期
 * @param today YYYY-MM-DD, Asia/Shanghai
 */
export function triage(facts: MemberFacts | null, pack: RulePack, validTo: string, today: string): Triage {
  const expired = /^\d{8}$/u.test(validTo) && validTo < today.replaceAll('-', '')
  const ofCard: readonly TriageLack[] = expired ? ['card-expired'] : []
  const nothing = { stopped: false, premium: 'unknown', year: null, wallet: 'unknown', toReceive: 0 } as const
  if (facts === null) return { ...nothing, lacks: ofCard }
  if (facts.status === 'unknown') return { ...nothing, lacks: ['not-found', ...ofCard] }
  const stopped = facts.status === 'deceased'
  return {
    stopped,
    ...premiumOf(facts, pack, today),
    wallet: facts.wallet === null ? 'none' : 'open',
    lacks: stopped ? [] : lacksOf(facts, pack, today, ofCard),
    toReceive: facts.waitingToReceive.length,
  }
}

function premiumOf(facts: MemberFacts, pack: RulePack, today: string): Pick<Triage, 'premium' | 'year'> {
  const { premiums, insurances } = facts
  if (premiums === undefined) return { premium: 'unknown', year: null }
  const newestFirst = [...premiums].sort((a, b) => b.year - a.year)
  const unpaid = newestFirst.filter(({ state }) => state === 'due')
  const here = unpaid.find((one) => isPayableHere(one, pack, today))
  if (here !== undefined) return { premium: 'due', year: here.year }
  const elsewhere = unpaid.find(({ payableFrom }) => payableFrom <= today)
  if (elsewhere !== undefined) return { premium: 'tax', year: elsewhere.year }
  const [newest] = newestFirst.filter(({ state }) => state !== 'due')
  if (newest !== undefined)
    return { premium: newest.state === 'paid' ? 'paid' : 'debited', year: newest.year }
  // an employee's insurance is paid by the employer; a resident nobody has registered asks the tax authority
  return { premium: insurances.length > 0 && !insurances.includes('390') ? 'none' : 'tax', year: null }
}

function isPayableHere(premium: PremiumFacts, pack: RulePack, today: string): boolean {
  return premium.payableFrom <= today && today <= premium.payableTo && hasPlan(pack, premium)
}

function lacksOf(
  { status, insurances, insuredRegion, wallet }: MemberFacts,
  pack: RulePack,
  today: string,
  ofCard: readonly TriageLack[],
): readonly TriageLack[] {
  const place =
    insuredRegion === null ? null : openness(pack.regionTable, insuredRegion, 'wallet', today).openness
  const found: Readonly<Record<TriageLack, boolean>> = {
    'not-found': false,
    'not-insured': insurances.length === 0,
    'several-insurances': insurances.length > 1,
    suspended: status === 'suspended',
    'card-expired': ofCard.length > 0,
    'place-closed': place === 'closed',
    'place-unknown': place === 'unknown',
    'no-wallet': wallet === null,
  }
  return triageLacks.filter((lack) => found[lack])
}
