import { trimmed } from './typed-text'

/** What another name of a region is: a county or district in it, its name of before, a region that became part of it, a pool. */
export const aliasKinds = ['county', 'old-name', 'merged', 'pool'] as const
export type AliasKind = (typeof aliasKinds)[number]

interface Region {
  readonly key: string
  readonly name: string
  readonly province: string
}
interface Alias {
  readonly alias: string
  readonly region: string
  readonly kind: AliasKind
}

/** A region that was found, and by which other name; null = by its own or its province's. */
export type FoundRegion<R extends Region> = R & { readonly by: Alias | null }

/**
 * Regions whose name, province or other name holds what was typed (domain.md 3.8), by their own names first. An alias of a
 * region that the list does not name finds nothing: whether it is open is not known.
 */
export function seekRegions<R extends Region>(
  regions: readonly R[],
  aliases: readonly Alias[],
  typed: string,
): readonly FoundRegion<R>[] {
  const wanted = trimmed(typed)
  const named: FoundRegion<R>[] = []
  const aliased: FoundRegion<R>[] = []
  for (const region of regions) {
    if (wanted === '' || `${region.province}${region.name}`.includes(wanted))
      named.push({ ...region, by: null })
    else {
      const by = aliases.find((one) => one.region === region.key && one.alias.includes(wanted))
      if (by !== undefined) aliased.push({ ...region, by })
    }
  }
  return [...named, ...aliased]
}
