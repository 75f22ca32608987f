import type {
  OpenInterval,
  PackProvince,
  PackRegion,
  PackRelation,
  PlaceAlias,
  PremiumPlan,
  RegionFeature,
  RulePack,
  StickRule,
  VerificationWay,
} from './rule-pack'

type Scalar = string | number | boolean | null

/** The paths of all single values of a type, `a.b.c`; lists are no single values. */
type Leaves<T, Path extends string = ''> = T extends Scalar
  ? Path
  : T extends readonly unknown[]
    ? never
    : { [K in keyof T & string]: Leaves<T[K], Path extends '' ? K : `${Path}.${K}`> }[keyof T & string]

type WithAllRules = Required<RulePack>
/** Every single value of a rule pack by its path, the form a refusal's clause names it in. */
export type PackPath = Leaves<WithAllRules>
export type VerifiedKind = keyof RulePack['verification']

export type RelationField = 'rule' | 'name' | 'sex' | 'generation'
/** The days of the office's working time that are named one by one. */
export type OfficeDays = 'closedDays' | 'openDays'
export type PlanField = 'amountFen' | 'payableFrom' | 'payableTo' | 'source'

/** One difference between two rule packs; `shared/text` says each in a sentence. */
export type PackChange =
  | { readonly type: 'value'; readonly path: PackPath; readonly before: Scalar; readonly after: Scalar }
  | {
      readonly type: 'ways'
      readonly kind: VerifiedKind
      readonly before: readonly VerificationWay[]
      readonly after: readonly VerificationWay[]
    }
  | { readonly type: 'province-added' | 'province-removed'; readonly province: string; readonly code: string }
  | { readonly type: 'province-renamed'; readonly before: string; readonly after: string }
  | { readonly type: 'province-complete'; readonly province: string; readonly after: boolean }
  | {
      readonly type: 'regions-listed' | 'regions-unlisted'
      readonly province: string
      readonly names: readonly string[]
    }
  | {
      readonly type: 'intervals'
      readonly province: string
      readonly names: readonly string[]
      readonly feature: RegionFeature
      readonly before: readonly OpenInterval[]
      readonly after: readonly OpenInterval[]
    }
  | { readonly type: 'relation-added' | 'relation-removed'; readonly relation: PackRelation }
  | {
      readonly type: 'relation-changed'
      readonly relation: PackRelation
      readonly field: RelationField
      readonly before: string | null
      readonly after: string | null
    }
  | { readonly type: 'alias-added' | 'alias-removed'; readonly alias: PlaceAlias }
  | { readonly type: 'stick-allowed' | 'stick-ended'; readonly stick: StickRule }
  | { readonly type: 'plan-added' | 'plan-removed'; readonly plan: PremiumPlan }
  | {
      readonly type: 'plan-changed'
      readonly plan: PremiumPlan
      readonly field: PlanField
      readonly before: string | number
      readonly after: string | number
    }
  | {
      readonly type: 'office-days'
      readonly days: OfficeDays
      readonly before: readonly string[]
      readonly after: readonly string[]
    }

/** What makes a list a list of things of one kind: looked at apart from the single values. */
const lists: ReadonlySet<string> = new Set([
  'regionTable.provinces',
  'relations',
  'verification',
  'premium.plans',
  'sticks',
  'placeAliases.aliases',
  'office.working.closedDays',
  'office.working.openDays',
])

/**
 * Every difference from one rule pack to the next, single values first in the pack's order, then ways of confirming,
 * places, relations, premium plans and the office's days. Nothing differs without being listed (`rule-pack-diff.test.ts` changes every
 * value of the schema in turn). The order of a list is no difference.
 */
export function diffPacks(before: RulePack, after: RulePack): readonly PackChange[] {
  return [
    ...diffValues(before, after),
    ...diffWays(before, after),
    ...diffProvinces(before.regionTable.provinces, after.regionTable.provinces),
    ...diffRelations(before.relations, after.relations),
    ...diffAliases(before.placeAliases?.aliases ?? [], after.placeAliases?.aliases ?? []),
    ...diffSticks(before.sticks, after.sticks),
    ...diffPlans(before.premium?.plans ?? [], after.premium?.plans ?? []),
    ...diffOfficeDays(before, after),
  ]
}

function diffValues(before: RulePack, after: RulePack): readonly PackChange[] {
  const old = new Map(leavesOf(before))
  const now = new Map(leavesOf(after))
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path): PackChange[] => {
    const values = { before: old.get(path) ?? null, after: now.get(path) ?? null }
    return values.before === values.after ? [] : [{ type: 'value', path, ...values }]
  })
}

/** Every single value with its path; `null` and absent are one. */
function leavesOf(value: object, above = ''): readonly (readonly [PackPath, Scalar])[] {
  const parts = Object.entries(value) as readonly (readonly [string, Scalar | object])[]
  return parts.flatMap(([key, part]): readonly (readonly [PackPath, Scalar])[] => {
    const path = above === '' ? key : `${above}.${key}`
    if (lists.has(path)) return []
    if (typeof part === 'object' && part !== null) return leavesOf(part, path)
    return [[path as PackPath, part]]
  })
}

function diffWays(before: RulePack, after: RulePack): readonly PackChange[] {
  const kinds = Object.keys(after.verification) as VerifiedKind[]
  return kinds.flatMap((kind): PackChange[] => {
    const ways = { before: before.verification[kind], after: after.verification[kind] }
    return sameSet(ways.before, ways.after) ? [] : [{ type: 'ways', kind, ...ways }]
  })
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return [...new Set(a)].sort().join() === [...new Set(b)].sort().join()
}

function diffProvinces(
  before: readonly PackProvince[],
  after: readonly PackProvince[],
): readonly PackChange[] {
  return matched(before, after, ({ code }) => code).flatMap(([old, now]): readonly PackChange[] => {
    const changes: PackChange[] = []
    const named = now ?? old
    if (named === undefined) return changes
    const { name: province, code } = named
    if (old === undefined) changes.push({ type: 'province-added', province, code })
    if (now === undefined) changes.push({ type: 'province-removed', province, code })
    if (old !== undefined && now !== undefined && old.name !== now.name)
      changes.push({ type: 'province-renamed', before: old.name, after: now.name })
    const complete = now?.complete ?? false
    if ((old?.complete ?? false) !== complete)
      changes.push({ type: 'province-complete', province, after: complete })
    return [...changes, ...diffRegions(province, old?.regions ?? [], now?.regions ?? [])]
  })
}

const features: readonly RegionFeature[] = ['wallet', 'place-of-use-change']

/** Regions of a province with the same change are said in one sentence. */
function diffRegions(
  province: string,
  before: readonly PackRegion[],
  after: readonly PackRegion[],
): readonly PackChange[] {
  const pairs = matched(before, after, ({ name }) => name)
  const names = (keep: (old: PackRegion | undefined, now: PackRegion | undefined) => boolean) =>
    pairs.filter(([old, now]) => keep(old, now)).map(([old, now]) => (now ?? old)?.name ?? '')
  const listed = names((old) => old === undefined)
  const unlisted = names((_old, now) => now === undefined)
  return [
    ...(listed.length === 0 ? [] : [{ type: 'regions-listed' as const, province, names: listed }]),
    ...(unlisted.length === 0 ? [] : [{ type: 'regions-unlisted' as const, province, names: unlisted }]),
    ...features.flatMap((feature) => diffIntervals(province, feature, pairs)),
  ]
}

function diffIntervals(
  province: string,
  feature: RegionFeature,
  pairs: readonly Pair<PackRegion>[],
): readonly PackChange[] {
  const groups = new Map<
    string,
    { names: string[]; before: readonly OpenInterval[]; after: readonly OpenInterval[] }
  >()
  for (const [old, now] of pairs) {
    const before = old?.intervals[feature] ?? []
    const after = now?.intervals[feature] ?? []
    const key = `${intervalsText(before)}>${intervalsText(after)}`
    if (intervalsText(before) === intervalsText(after)) continue
    const group = groups.get(key) ?? { names: [], before, after }
    group.names.push((now ?? old)?.name ?? '')
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => ({ type: 'intervals', province, feature, ...group }))
}

function intervalsText(intervals: readonly OpenInterval[]): string {
  return intervals
    .map(({ from, to }) => `${from}/${to ?? ''}`)
    .sort()
    .join()
}

const relationFields: readonly RelationField[] = ['rule', 'name', 'sex', 'generation']

function diffRelations(
  before: readonly PackRelation[],
  after: readonly PackRelation[],
): readonly PackChange[] {
  return matched(before, after, ({ code }) => code).flatMap(([old, now]): readonly PackChange[] => {
    if (old === undefined) return now === undefined ? [] : [{ type: 'relation-added', relation: now }]
    if (now === undefined) return [{ type: 'relation-removed', relation: old }]
    return relationFields
      .filter((field) => old[field] !== now[field])
      .map((field) => ({
        type: 'relation-changed',
        relation: now,
        field,
        before: old[field],
        after: now[field],
      }))
  })
}

/** An alias that says something else is another alias. */
function diffAliases(before: readonly PlaceAlias[], after: readonly PlaceAlias[]): readonly PackChange[] {
  const key = ({ alias, region, kind, source }: PlaceAlias) => JSON.stringify([alias, region, kind, source])
  return matched(before, after, key).flatMap(([old, now]): readonly PackChange[] => [
    ...(old === undefined && now !== undefined ? [{ type: 'alias-added' as const, alias: now }] : []),
    ...(old !== undefined && now === undefined ? [{ type: 'alias-removed' as const, alias: old }] : []),
  ])
}

function diffSticks(before: readonly StickRule[], after: readonly StickRule[]): readonly PackChange[] {
  const key = ({ station, from, to, media }: StickRule) =>
    JSON.stringify([station, from, to, [...media].sort()])
  return matched(before, after, key).flatMap(([old, now]): readonly PackChange[] => [
    ...(old === undefined && now !== undefined ? [{ type: 'stick-allowed' as const, stick: now }] : []),
    ...(old !== undefined && now === undefined ? [{ type: 'stick-ended' as const, stick: old }] : []),
  ])
}

const planFields: readonly PlanField[] = ['amountFen', 'payableFrom', 'payableTo', 'source']

function diffPlans(before: readonly PremiumPlan[], after: readonly PremiumPlan[]): readonly PackChange[] {
  const key = ({ year, region, tier, group }: PremiumPlan) => JSON.stringify([year, region, tier, group])
  return matched(before, after, key).flatMap(([old, now]): readonly PackChange[] => {
    if (old === undefined) return now === undefined ? [] : [{ type: 'plan-added', plan: now }]
    if (now === undefined) return [{ type: 'plan-removed', plan: old }]
    return planFields
      .filter((field) => old[field] !== now[field])
      .map((field) => ({ type: 'plan-changed', plan: now, field, before: old[field], after: now[field] }))
  })
}

const officeDays: readonly OfficeDays[] = ['closedDays', 'openDays']

function diffOfficeDays(before: RulePack, after: RulePack): readonly PackChange[] {
  return officeDays.flatMap((days): PackChange[] => {
    const named = { before: before.office.working?.[days] ?? [], after: after.office.working?.[days] ?? [] }
    return sameSet(named.before, named.after) ? [] : [{ type: 'office-days', days, ...named }]
  })
}

type Pair<T> = readonly [T | undefined, T | undefined]

/** Things of both lists side by side by what names them, those of the later list first, in its order. */
function matched<T>(before: readonly T[], after: readonly T[], name: (one: T) => string): readonly Pair<T>[] {
  const old = new Map(before.map((one) => [name(one), one]))
  const now = new Map(after.map((one) => [name(one), one]))
  return [...new Set([...now.keys(), ...old.keys()])].map((key) => [old.get(key), now.get(key)])
}
