import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Lots drawn from a number: the same number draws the same lots, on every machine. */
export interface Lots {
  /** A whole number between two bounds, both included. */
  between(lowest: number, highest: number): number
  /** True this many times in a hundred. */
  percent(of: number): boolean
  oneOf<T>(list: readonly [T, ...(readonly T[])]): T
}

export function lotsFrom(seed: number): Lots {
  const source = xoroshiro128plus(seed)
  const between = (lowest: number, highest: number): number => uniformInt(source, lowest, highest)
  return {
    between,
    percent: (of) => between(1, 100) <= of,
    oneOf: ([first, ...rest]) => rest[between(0, rest.length) - 1] ?? first,
  }
}
