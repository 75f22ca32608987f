/** Restarts of one process that followed each other without a calm minute between them. */
export interface RestartBudget {
  readonly spent: number
  /** Monotonic milliseconds of the newest restart. */
  readonly lastAtMs: number
}

const restartsAllowed = 5
const calmMs = 60_000

export const untouchedBudget: RestartBudget = { spent: 0, lastAtMs: Number.NEGATIVE_INFINITY }

/**
 * Asks for one more restart: five, then none until the process has lived through a calm minute (design.md
 * section 3).
 * @param atMs monotonic milliseconds
 * @returns the budget after it, or null when there is none left
 */
export function spendRestart(budget: RestartBudget, atMs: number): RestartBudget | null {
  const spent = atMs - budget.lastAtMs >= calmMs ? 0 : budget.spent
  return spent < restartsAllowed ? { spent: spent + 1, lastAtMs: atMs } : null
}
