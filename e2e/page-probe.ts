import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { launchApp } from './launch'

export type Probed = Awaited<ReturnType<typeof launchApp>>

/** What is not about speed may take this long on a busy machine. */
export const patienceMs = 20_000

export interface ProbedWindow extends Window {
  /** What the page was given and told since it was loaded; one list of messages per port. */
  probed?: { ports: MessagePort[]; answers: unknown[][]; states: unknown[] }
}

/** Starts the app with pages that note every port they are given, what comes over it, and what they hear of core. */
export async function launchProbed(): Promise<Probed> {
  const launched = await launchApp()
  for (const page of [launched.counter, launched.member]) {
    await page.addInitScript(() => {
      const noted = { ports: [] as MessagePort[], answers: [] as unknown[][], states: [] as unknown[] }
      Object.assign(window, { probed: noted })
      window.addEventListener('message', (event: MessageEvent<{ type?: string; state?: unknown } | null>) => {
        const [port] = event.ports
        if (event.data?.type === 'core-state') noted.states.push(event.data.state)
        if (port === undefined) return
        const answers: unknown[] = []
        noted.ports.push(port)
        noted.answers.push(answers)
        port.addEventListener('message', ({ data }) => answers.push(data))
      })
    })
    await page.reload()
    await expectAnswers(page, 1)
  }
  return launched
}

/** How many messages came over each port since the page was loaded. */
function answersPerPort(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as ProbedWindow).probed?.answers.map(({ length }) => length) ?? [])
}

/** While one document makes way for the next there is nobody to ask; every other failure is one. */
function betweenPages(error: unknown): number[] {
  if (error instanceof Error && error.message.includes('Execution context was destroyed')) return []
  throw error
}

/** The page was given that many ports since it was loaded, and core answers over the newest. */
export async function expectAnswers(page: Page, ports: number): Promise<void> {
  const state = async (): Promise<string> => {
    const answers = await answersPerPort(page).catch((error: unknown) => betweenPages(error))
    return answers.length === ports && (answers.at(-1) ?? 0) > 0 ? 'answers' : `ports: ${answers.join(' ')}`
  }
  await expect.poll(state, { timeout: patienceMs, intervals: [20] }).toBe('answers')
}

/** How many ports the page was given since it was loaded. */
export async function portsOf(page: Page): Promise<number> {
  return (await answersPerPort(page)).length
}

/** What the page was told of core since it was loaded. */
export function statesOf(page: Page): Promise<unknown[]> {
  return page.evaluate(() => (window as ProbedWindow).probed?.states ?? [])
}

/** The number of a utility process that runs, null while none does. */
export async function pidOf({ app }: Probed, name: 'core' | 'devices' | 'centre'): Promise<number | null> {
  const metrics = await app.evaluate((electron) => electron.app.getAppMetrics())
  return metrics.find((process) => process.name === name)?.pid ?? null
}

/** How often the app logged the code since it started. */
export function linesOf({ output }: Probed, code: string): number {
  return output().split(`"code":"${code}"`).length - 1
}
