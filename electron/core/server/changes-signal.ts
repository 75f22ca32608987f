/** Tells any number of watchers that something changed; each hears of the newest revision only. */
export interface ChangesSignal {
  revision(): number
  changed(): void
  /** Revisions from now on, the current one first, until the signal aborts. Slow watchers skip revisions. */
  watch(aborted: AbortSignal): AsyncGenerator<number>
}

export function createChangesSignal(): ChangesSignal {
  let revision = 1
  let waiting: (() => void)[] = []
  const wakeAll = (): void => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  return {
    revision: () => revision,
    changed: () => {
      revision += 1
      wakeAll()
    },
    async *watch(aborted) {
      aborted.addEventListener('abort', wakeAll, { once: true })
      for (let seen = 0; !aborted.aborted;) {
        if (seen === revision) {
          await new Promise<void>((resolve) => waiting.push(resolve))
        } else {
          seen = revision
          yield seen
        }
      }
    },
  }
}
