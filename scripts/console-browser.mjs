// The runtime used as a browser: one window without Node, preload or menu that shows one address. For the tests of
// the operator's console, which has no browser of its own here.
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { _electron } from '@playwright/test'
import { findRuntime } from './electron-runtime.mjs'
import { dataFolder, footingFor } from './unprivileged.mjs'
import { displayEnvironment } from './virtual-display.mjs'

/** @typedef {{ page: import('@playwright/test').Page, close: () => Promise<void> }} BrowserPage */

const program = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  window.setMenu(null)
  void window.loadURL(process.env.BROWSER_ADDRESS)
})
app.on('window-all-closed', () => app.quit())
`

/** @param {string} address @returns {Promise<BrowserPage>} the page, loaded */
export async function openInBrowser(address) {
  const where = await footingFor(await findRuntime())
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wallet-browser-'))
  fs.chmodSync(folder, 0o755)
  const appFolder = path.join(folder, 'app')
  fs.mkdirSync(appFolder, { mode: 0o755 })
  fs.writeFileSync(
    path.join(appFolder, 'package.json'),
    '{"name":"browser","version":"1.0.0","main":"main.js"}',
  )
  fs.writeFileSync(path.join(appFolder, 'main.js'), program)
  const dataDir = await dataFolder(path.join(folder, 'data'))
  const environment = Object.entries({ ...process.env, ...(await displayEnvironment()) }).flatMap(
    ([name, value]) => (value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value]]),
  )
  const app = await _electron.launch({
    executablePath: where.executable,
    args: [appFolder, `--user-data-dir=${dataDir}`, ...(where.sandbox ? [] : ['--no-sandbox'])],
    env: { ...Object.fromEntries(environment), BROWSER_ADDRESS: address },
    chromiumSandbox: where.sandbox,
  })
  const page = await app.firstWindow()
  await page.waitForURL(address)
  await page.waitForLoadState('load')
  return {
    page,
    close: async () => {
      await app.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
