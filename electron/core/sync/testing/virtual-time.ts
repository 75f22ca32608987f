/**
 * Time that passes only when nothing is left to do: what is due is run in its order, however far away it is, each to its end
 * before the next.
 */
export class VirtualTime {
  nowMs = 0
  #due: { readonly atMs: number; readonly run: () => void | Promise<void> }[] = []

  /** Runs a function after so many milliseconds; what it answers cancels it. */
  schedule = (run: () => void | Promise<void>, delayMs: number): (() => void) => {
    const one = { atMs: this.nowMs + delayMs, run }
    this.#due.push(one)
    return () => {
      this.#due = this.#due.filter((other) => other !== one)
    }
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(resolve, delayMs)
    })
  }

  /** Lets time pass until something holds, at most so many milliseconds. */
  async until(holds: () => boolean, limitMs: number): Promise<void> {
    const endMs = this.nowMs + limitMs
    for (;;) {
      await settled()
      if (holds()) return
      const next = [...this.#due].sort((one, other) => one.atMs - other.atMs)[0]
      if (next === undefined || next.atMs > endMs) {
        this.nowMs = endMs
        return
      }
      this.#due = this.#due.filter((one) => one !== next)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      await next.run()
    }
  }
}

/**
 * Everything that only waits for other promises has run, and what lets others go first, as long as a question's answers do
 * with the numbers of the two batches behind them.
 */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 24; turn++) await new Promise((resolve) => setImmediate(resolve))
}
