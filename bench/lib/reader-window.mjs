// The real app in practice: from a view at the window's port to the member and the pre-check in the page, and the whole
// way from the first word of a card to the page. As root it runs as an unprivileged user, like the tests.
import * as fs from 'node:fs'
import path from 'node:path'
import { runnerImport } from 'vite'
import { launch } from '../../scripts/electron-launch.mjs'
import { root } from './reader-desk.mjs'

const patienceMs = 30_000
const { people } = JSON.parse(fs.readFileSync(path.join(root, 'resources', 'practice-people.json'), 'utf8'))

/** Notes in the page when a view first names somebody at its port, and when the page shows that somebody. */
function watchPage() {
  const noted = { name: null, cardAtMs: null, portAtMs: null, shownAtMs: null, lastReadMs: null }
  const isShown = () =>
    document.querySelector('dl.facts') !== null &&
    [...document.querySelectorAll('h1, h2')].some(({ textContent }) => textContent?.includes(noted.name))
  const onMessage = ({ data }) => {
    if (noted.name === null || typeof data !== 'string') return
    if (/"state":\{"name":"(card-present|reading)"\}/.test(data)) noted.cardAtMs ??= performance.now()
    if (!data.includes(`"name":"${noted.name}"`) || !data.includes('"visitId"')) return
    noted.portAtMs ??= performance.now()
    noted.lastReadMs = Number(/"lastReadMs":([\d.]+)/.exec(data)?.[1])
  }
  window.addEventListener('message', ({ ports: [port] }) => port?.addEventListener('message', onMessage))
  new MutationObserver(() => {
    if (noted.name !== null && isShown()) noted.shownAtMs ??= performance.now()
  }).observe(document, { subtree: true, childList: true, characterData: true })
  window.noted = noted
}

/** Lays the card down and waits for its owner; gives what the page noted. */
async function lay(desk, { id, card }) {
  const page = desk.counter
  await page.evaluate((name) => {
    Object.assign(window.noted, { name, cardAtMs: null, portAtMs: null, shownAtMs: null, lastReadMs: null })
  }, card.name)
  await desk.lay(id)
  await page.waitForFunction(() => window.noted.shownAtMs !== null, undefined, { timeout: patienceMs })
  const noted = await page.evaluate(() => ({ ...window.noted }))
  await page.evaluate(() => {
    window.noted.name = null
  })
  return noted
}

/**
 * @param {number} wanted
 * @returns {Promise<{ why: string | null, window: number[], whole: number[] }>} milliseconds: `window` from the view at
 *   the port to the page; `whole` from the first word of a card in the window to the page, without `lastReadMs`, what
 *   the session says that select and read took
 */
export async function measureWindow(wanted) {
  const found = { why: null, window: [], whole: [] }
  let app
  try {
    app = await launch()
  } catch (error) {
    return { ...found, why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown' }
  }
  try {
    await app.counter.addInitScript(watchPage)
    await app.counter.reload()
    const { module } = await runnerImport(path.join(root, 'e2e/desk.ts'), {
      configFile: false,
      logLevel: 'error',
    })
    const desk = module.deskOf(app)
    await desk.signIn()
    const lying = ['wang-xiuying', 'zhang-jun', 'li-jianguo'].map((id) => people.find((one) => one.id === id))
    // the first time the centre has to be asked what it knows of each
    for (let n = 0; n < wanted + lying.length; n += 1) {
      const { cardAtMs, portAtMs, shownAtMs, lastReadMs } = await lay(desk, lying[n % lying.length])
      if (n >= lying.length) {
        if (portAtMs === null || cardAtMs === null || !(lastReadMs > 0))
          throw new Error('the window showed somebody whom no message had named')
        found.window.push(shownAtMs - portAtMs)
        found.whole.push(shownAtMs - cardAtMs - lastReadMs)
      }
      await desk.endVisit()
    }
    return found
  } finally {
    await app.close()
  }
}
