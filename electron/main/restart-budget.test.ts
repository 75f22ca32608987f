import { describe, expect, it } from 'vitest'
import { spendRestart, untouchedBudget } from './restart-budget'
import type { RestartBudget } from './restart-budget'

/** Restarts at the given seconds; how many were granted before the first refusal. */
function granted(...atSeconds: number[]): number {
  let budget: RestartBudget | null = untouchedBudget
  let count = 0
  for (const at of atSeconds) {
    budget = spendRestart(budget, at * 1000)
    if (budget === null) return count
    count += 1
  }
  return count
}

describe('spendRestart', () => {
  it('grants five within a minute and refuses the sixth', () => {
    expect(granted(0, 1, 2, 3, 4, 5)).toBe(5)
    expect(granted(0, 0, 0, 0, 0, 0)).toBe(5)
  })

  it('does not forget slowly repeated crashes', () => {
    expect(granted(0, 30, 60, 90, 120, 150)).toBe(5)
  })

  it('starts anew after exactly one calm minute, not before', () => {
    expect(granted(0, 1, 2, 3, 4, 64, 65, 66, 67, 68)).toBe(10)
    expect(granted(0, 1, 2, 3, 4, 63.999)).toBe(5)
  })

  it('refuses once and again while it stays busy', () => {
    const spent: RestartBudget = { spent: 5, lastAtMs: 1000 }
    expect(spendRestart(spent, 2000)).toBeNull()
    expect(spendRestart(spent, 60_999)).toBeNull()
    expect(spendRestart(spent, 61_000)).toEqual({ spent: 1, lastAtMs: 61_000 })
  })
})
