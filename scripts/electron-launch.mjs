// Starts the real app through Playwright, for tests, demo and a start without a display: right runtime, right
// user, real sandbox, a display if there is none.
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { _electron } from '@playwright/test'
import { findRuntime } from './electron-runtime.mjs'
import { say, Stop } from './terminal.mjs'
import { dataFolder, footingFor } from './unprivileged.mjs'
import { displayEnvironment } from './virtual-display.mjs'

/**
 * @typedef {object} LaunchOptions
 * @property {string} [dataDir] the app's data folder; without it a new one that `close` removes
 * @property {Record<string, string>} [env] added to this process's environment
 * @property {string[]} [args] more arguments for the app
 */

/**
 * @typedef {object} LaunchedApp
 * @property {import('@playwright/test').ElectronApplication} app
 * @property {import('@playwright/test').Page} counter the clerk's window
 * @property {import('@playwright/test').Page} member the member's window
 * @property {string} dataDir
 * @property {boolean} sandbox false where the kernel offers none (said as a named skip)
 * @property {() => string} output what the app's processes wrote so far
 * @property {() => Promise<void>} close ends the app, by force after 10 s
 */

const windowsWithinMs = 60_000
const closeWithinMs = 10_000
const stepWithinMs = 45_000

/** @type {Promise<import('./electron-runtime.mjs').Runtime> | undefined} */
let runtime

/** @param {Record<string, string>} added @returns {Record<string, string>} */
function environmentWith(added) {
  const present = Object.entries({ ...process.env, ...added }).flatMap(([name, value]) =>
    value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value]],
  )
  return Object.fromEntries(present)
}

/**
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {string} name `counter` or `member`
 * @param {() => string} output
 * @returns {Promise<import('@playwright/test').Page>} the window at `app://wallet/<name>/`, once it is loaded
 */
async function windowCalled(app, name, output) {
  const until = Date.now() + windowsWithinMs
  const isIt = (/** @type {import('@playwright/test').Page} */ page) =>
    page.url().startsWith(`app://wallet/${name}/`)
  let page = app.windows().find(isIt)
  while (!page && Date.now() < until && app.process().exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    page = app.windows().find(isIt)
  }
  if (!page) throw new Stop(`The app showed no ${name} window. What it wrote:\n${output()}`)
  await page.waitForLoadState('load')
  return page
}

/** @param {import('@playwright/test').ElectronApplication} app @returns {Promise<void>} */
async function endOf(app) {
  const child = app.process()
  const force = setTimeout(() => child.kill('SIGKILL'), closeWithinMs)
  await app.close()
  clearTimeout(force)
}

/**
 * @param {LaunchOptions} [options]
 * @returns {Promise<LaunchedApp>} both windows loaded
 * @throws {Stop} when the app does not come up, with what it wrote
 */
export async function launch(options = {}) {
  runtime ??= findRuntime()
  const where = await footingFor(await runtime)
  const dataDir = await dataFolder(options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'wallet-data-')))
  const sandboxArgs = where.sandbox ? [] : ['--no-sandbox']
  const app = await _electron.launch({
    executablePath: where.executable,
    args: [where.appFolder, `--user-data-dir=${dataDir}`, ...sandboxArgs, ...(options.args ?? [])],
    env: environmentWith({ ...(await displayEnvironment()), ...options.env }),
    chromiumSandbox: where.sandbox,
  })
  // nothing that is waited for is waited for without end: a test that fails says at which step
  app.context().setDefaultTimeout(stepWithinMs)
  let text = ''
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ part) => (text += part))
  }
  const output = () => text
  const close = async () => {
    await endOf(app)
    if (options.dataDir === undefined) fs.rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const counter = await windowCalled(app, 'counter', output)
    const member = await windowCalled(app, 'member', output)
    return { app, counter, member, dataDir, sandbox: where.sandbox, output, close }
  } catch (failure) {
    await close()
    throw failure
  }
}

/**
 * Saves a window's picture once it has painted and its words have not changed for a second.
 * @param {import('@playwright/test').Page} page
 * @param {string} file
 */
export async function savePicture(page, file) {
  const words = () =>
    page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint').length > 0 ? document.body.innerText : '',
    )
  const until = Date.now() + windowsWithinMs
  let before = ''
  for (let now = await words(); now === '' || now !== before; now = await words()) {
    if (Date.now() > until) throw new Stop(`${page.url()} does not come to rest within a minute`)
    before = now
    await page.waitForTimeout(1000)
  }
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.screenshot({ path: file })
  say(file)
}
