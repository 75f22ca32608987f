/** Something to wait for that comes and goes. */
export interface Gate<T> {
  /** What is behind the gate, now or as soon as it opens. */
  readonly passed: () => Promise<T>
  readonly open: (behind: T) => void
  readonly shut: () => void
}

export function createGate<T>(): Gate<T> {
  let behind: { readonly it: T } | null = null
  let waiting: ((it: T) => void)[] = []
  return {
    passed: () =>
      behind === null ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(behind.it),
    open: (it) => {
      behind = { it }
      const through = waiting
      waiting = []
      for (const pass of through) pass(it)
    },
    shut: () => {
      behind = null
    },
  }
}
