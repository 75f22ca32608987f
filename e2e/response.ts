import os from 'node:os'
import type { Page } from '@playwright/test'

/** What the page took, in milliseconds each, since it was asked to measure. */
export interface Response {
  readonly echoMs: readonly number[]
  readonly shownMs: readonly number[]
}

interface MeasuringWindow extends Window {
  response?: { echoMs: number[]; shownMs: number[] }
}

/**
 * From here on the page measures: from each key to the frame that shows it, and from each form that is sent to the frame
 * in which what `shows` selects has come or gone.
 */
export async function startMeasuring(page: Page, shows: string): Promise<void> {
  await page.evaluate((selector) => {
    const response = { echoMs: [] as number[], shownMs: [] as number[] }
    Object.assign(window, { response })
    const painted = (since: number, into: number[]): void => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        // the frame has been made when this message is read
        port1.onmessage = () => into.push(performance.now() - since)
        port2.postMessage(null)
      })
    }
    document.addEventListener('keydown', (event) => painted(event.timeStamp, response.echoMs), true)
    let sentAt: number | null = null
    let was = document.querySelector(selector) !== null
    document.addEventListener('submit', (event) => (sentAt = event.timeStamp), true)
    new MutationObserver(() => {
      const is = document.querySelector(selector) !== null
      if (is === was) return
      was = is
      if (sentAt !== null) painted(sentAt, response.shownMs)
      sentAt = null
    }).observe(document.body, { childList: true, subtree: true })
  }, shows)
}

export function measured(page: Page): Promise<Response> {
  return page.evaluate(() => (window as MeasuringWindow).response ?? { echoMs: [], shownMs: [] })
}

/** The 95th of a hundred, in milliseconds to one decimal. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round((sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN) * 10) / 10
}

/** The centre and the line stand on other machines in life: while something is measured this process lets the app go first. */
export async function behindTheApp<T>(work: () => Promise<T>): Promise<T> {
  // nobody else could take it back afterwards
  if (process.getuid?.() !== 0) return work()
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)
  try {
    return await work()
  } finally {
    os.setPriority(os.constants.priority.PRIORITY_NORMAL)
  }
}
