/** Tells any number of watchers that something changed; each hears of the newest revision only. */
export interface ChangesSignal {
  revision(): number
  changed(): void
  /** Nobody at the counter waits for it: a backlog that drains would have the windows drawn anew dozens of times a second. */
  changedSoon(): void
  /** Revisions from now on, the current one first, until the signal aborts. Slow watchers skip revisions. */
  watch(aborted: AbortSignal): AsyncGenerator<number>
}

/** What comes soon comes at most so often. */
const soonMs = 250

export function createChangesSignal(): ChangesSignal {
  let revision = 1
  let waiting: (() => void)[] = []
  const wakeAll = (): void => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  let heardAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Timeout | null = null
  const changed = (): void => {
    if (soon !== null) clearTimeout(soon)
    soon = null
    heardAt = performance.now()
    revision += 1
    wakeAll()
  }
  return {
    revision: () => revision,
    changed,
    changedSoon: () => {
      const inMs = heardAt + soonMs - performance.now()
      if (inMs <= 0) changed()
      else soon ??= setTimeout(changed, inMs).unref()
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
