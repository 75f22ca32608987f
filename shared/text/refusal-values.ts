import { shanghaiDate, shanghaiTime } from '../domain/china-time'
import { formatYuan } from '../domain/money'
import type { Refusal } from '../domain/operation'
import { isRegionKey, regionName } from '../domain/regions'
import type { RegionKey } from '../domain/ids'

/**
 * A refusal's data as the words want it: what ends in `Fen` as yuan, instants (`At`, `asOf` as milliseconds) as month,
 * day and time in Shanghai, region keys as names. Everything else stays as it is.
 */
export function refusalValues(refusal: Refusal): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(refusal.data).map(([name, value]) => [name, shown(name, value)]))
}

function shown(name: string, value: string | number): string {
  if (typeof value === 'string') return isRegionKey(value) ? regionName(value as RegionKey) : value
  if (name.endsWith('Fen')) return formatYuan(value)
  if (name.endsWith('At') || name === 'asOf') return `${shanghaiDate(value).slice(5)} ${shanghaiTime(value)}`
  return String(value)
}
