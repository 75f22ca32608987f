/** Randomness that repeats: the same seed gives the same run. */
export interface SeededRandom {
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  /** True once in `times` on average; never for 0. */
  onceIn(times: number): boolean
  bytes(count: number): Uint8Array
}

/** Mulberry32. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1))
  return {
    between,
    onceIn: (times) => times > 0 && between(1, times) === 1,
    bytes(count) {
      const made = new Uint8Array(count)
      for (let at = 0; at < count; at += 1) made[at] = between(0, 255)
      return made
    },
  }
}
