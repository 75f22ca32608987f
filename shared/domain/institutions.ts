import type { RegionKey } from './ids'
import { regionName } from './regions'

/** Whether a hospital or pharmacy takes the wallet: at the till, at its window only, not, or nobody knows (domain.md 3.8). */
export const takesWalletWays = ['yes', 'window', 'no', 'unknown'] as const
export type TakesWallet = (typeof takesWalletWays)[number]

export interface Institution {
  readonly code: string
  readonly name: string
  readonly region: RegionKey
  readonly kind: string
  readonly takesWallet: TakesWallet
  readonly phone: string | null
  /** YYYY-MM-DD: since when the list says so. */
  readonly asOf: string
}

/** Where it can be used first; where nobody knows before where it cannot. */
const order: Readonly<Record<TakesWallet, number>> = { yes: 0, window: 1, unknown: 2, no: 3 }

/**
 * Institutions whose name, kind, code or place holds every word of the text; without a text those of the regions near.
 * The regions near come first, then where the wallet can be used.
 */
export function findInstitutions(
  all: readonly Institution[],
  text: string,
  near: readonly RegionKey[],
): readonly Institution[] {
  const sought = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  const isNear = ({ region }: Institution): boolean => near.includes(region)
  const holds = (one: Institution): boolean => {
    const said = `${one.name} ${one.kind} ${one.code} ${regionName(one.region)}`.toLowerCase()
    return sought.every((word) => said.includes(word))
  }
  return all
    .filter((one) => (sought.length === 0 ? isNear(one) : holds(one)))
    .sort(
      (a, b) =>
        Number(isNear(b)) - Number(isNear(a)) ||
        order[a.takesWallet] - order[b.takesWallet] ||
        (a.name < b.name ? -1 : 1),
    )
}
