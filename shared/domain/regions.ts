import type { RegionKey } from './ids'
import type {
  OpenInterval,
  OpennessAnswer,
  PackProvince,
  PackRegion,
  RegionFeature,
  RegionTable,
} from './rule-pack'
import { daysBetween } from './china-time'

/** One line of a list of places. */
export interface ListedRegion {
  readonly key: RegionKey
  readonly name: string
  readonly province: string
}

/** `620000/临夏回族自治州`: names repeat across provinces (省本级), so the province's code belongs to the key (domain.md 6). */
export function regionKey(provinceCode: string, name: string): RegionKey {
  return `${provinceCode}/${name}` as RegionKey
}

/** Whether a text has the form of a region's key, its name in letters; says nothing about whether the region exists. */
export function isRegionKey(text: string): boolean {
  return /^\d{6}\/[\p{L}()·]{1,40}$/u.test(text)
}

/** The region's own name, what people see next to the province's. */
export function regionName(key: RegionKey): string {
  return key.slice(key.indexOf('/') + 1)
}

/** The province's name out of the table, null when the table does not name the province. */
export function provinceName(table: RegionTable, key: RegionKey): string | null {
  return provinceOf(table, key)?.name ?? null
}

/** Every region the table lists, in the table's order. */
export function allRegions(table: RegionTable): readonly ListedRegion[] {
  return table.provinces.flatMap((province) =>
    province.regions.map(({ name }) => ({
      key: regionKey(province.code, name),
      name,
      province: province.name,
    })),
  )
}

/**
 * Whether a region offers a feature on a day (`YYYY-MM-DD`, Asia/Shanghai), three-valued (domain.md 6).
 * Open: the day lies in an interval. Closed: all its intervals have ended or not yet begun, or the province's list
 * is complete, younger than `maxDays`, and does not give the feature to the region. Everything else is unknown.
 */
export function openness(
  table: RegionTable,
  key: RegionKey,
  feature: RegionFeature,
  today: string,
): OpennessAnswer {
  const province = provinceOf(table, key)
  const intervals = regionOf(province, key)?.intervals[feature] ?? []
  return { region: key, openness: judge(table, province, intervals, today), asOf: table.asOf }
}

function judge(
  table: RegionTable,
  province: PackProvince | undefined,
  intervals: readonly OpenInterval[],
  today: string,
): OpennessAnswer['openness'] {
  if (intervals.some((interval) => covers(interval, today))) return 'open'
  if (intervals.length > 0) return 'closed'
  const young = daysBetween(table.asOf, today) < table.maxDays
  return province?.complete === true && young ? 'closed' : 'unknown'
}

/** ISO days compare as text. */
function covers(interval: OpenInterval, today: string): boolean {
  return interval.from <= today && (interval.to === null || today <= interval.to)
}

function provinceOf(table: RegionTable, key: RegionKey): PackProvince | undefined {
  const code = key.slice(0, key.indexOf('/'))
  return table.provinces.find((province) => province.code === code)
}

function regionOf(province: PackProvince | undefined, key: RegionKey): PackRegion | undefined {
  const name = regionName(key)
  return province?.regions.find((region) => region.name === name)
}
