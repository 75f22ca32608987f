// A computer becomes a live counter: from practice by its button, by a code of a live centre on PostgreSQL over TLS, and
// back. Pictures lie in out/e2e.
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { launchApp } from './launch'
import type * as liveCentre from './live-centre'
import type { Probed } from './page-probe'

const { enrolment, signIn, line, recovery } = messages.counter
const { errors } = messages
const passphrase = '春天 花园 小鸟 唱歌 大厅'

let centre: liveCentre.RunningCentre
let dataDir: string
let running: Probed | null = null

test.beforeAll(async () => {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport<typeof liveCentre>(path.resolve('e2e/live-centre.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  centre = await module.runLiveCentre(Date.now())
})
test.afterAll(async () => {
  await centre.stop()
})
test.beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(tmpdir(), 'wallet-live-'))
})
test.afterEach(async () => {
  // what the app's processes said of themselves is the only witness of a start that does not come
  if (test.info().status !== test.info().expectedStatus)
    fs.writeFileSync(test.info().outputPath('output.txt'), running?.output() ?? '')
  await stop()
  fs.rmSync(dataDir, { recursive: true, force: true })
})

async function start(...args: string[]): Promise<Probed> {
  await stop()
  // no keychain of the machine's own is asked
  running = await launchApp({ dataDir, args, env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' } })
  return running
}

async function stop(): Promise<void> {
  await running?.close()
  running = null
}

async function looksRight(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}

/** The window itself may lie behind others on the test's display. */
async function hasFocus(page: Page, id: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(id)
}

async function fill(counter: Page, label: string, text: string): Promise<void> {
  const field = counter.getByLabel(label, { exact: true })
  await field.focus()
  await counter.keyboard.press('Control+A')
  await counter.keyboard.insertText(text)
}

/** Fills the enrolment page by keys alone and sends it off. */
async function enrol(counter: Page, code: string): Promise<void> {
  await fill(counter, enrolment.code, code)
  await fill(counter, enrolment.address, centre.url.replace('https://', ''))
  await fill(counter, enrolment.passphrase, passphrase)
  await fill(counter, enrolment.again, passphrase)
  await counter.keyboard.press('Enter')
}

async function unlock(counter: Page): Promise<void> {
  // the enrolment page has a field of the same name
  await counter.getByRole('heading', { name: recovery.locked }).waitFor({ timeout: 60_000 })
  await fill(counter, recovery.passphrase, passphrase)
  await counter.keyboard.press('Enter')
  await counter.getByLabel(signIn.password, { exact: true }).waitFor({ timeout: 30_000 })
}

/**
 * Presses what starts the app again, and answers nothing but when it has ended: Playwright ends with it whatever it started,
 * so the arguments of the next start are caught, and that start is the test's.
 */
async function restartsAs(realm: 'practice' | 'live', launched: Probed, button: string): Promise<void> {
  const { app, counter } = launched
  await app.evaluate((electron) => {
    electron.app.relaunch = (options) => {
      process.stderr.write(`relaunch ${JSON.stringify(options?.args)}\n`)
    }
  })
  const ended = app.waitForEvent('close', { timeout: 30_000 })
  await counter.getByRole('button', { name: button }).click()
  await ended
  running = null
  const args = /^relaunch (.+)$/mu.exec(launched.output())?.[1] ?? '[]'
  const said = (JSON.parse(args) as string[]).filter((arg) => arg.startsWith('--realm='))
  expect(said).toEqual([`--realm=${realm}`])
}

test('practice → 装成正式柜台 → code and address → live: clerks of the centre, the line up, and live again at the next start', async () => {
  test.setTimeout(240_000)
  const practice = await start()
  await practice.counter.getByLabel(signIn.password, { exact: true }).waitFor({ timeout: 30_000 })
  await looksRight(practice.counter, 'practice-sign-in')
  await restartsAs('live', practice, signIn.makeLive)

  const { counter, member } = await start('--realm=live')
  await counter.getByRole('heading', { name: enrolment.title }).waitFor({ timeout: 30_000 })
  await hasFocus(counter, 'enrol-code')
  await expect(counter.locator('.practice-frame')).toHaveCount(0)
  const code = await centre.code('town-1')
  await fill(counter, enrolment.code, code.slice(0, 20))
  await expect(counter.getByText('还差 8 组')).toBeVisible()
  await fill(counter, enrolment.code, `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`)
  await expect(counter.getByText(errors['enrol.mistyped'].clerk)).toBeVisible()
  await looksRight(counter, 'mistyped')
  await fill(counter, enrolment.code, code)
  await expect(counter.getByText(enrolment.codeRight)).toBeVisible()
  await looksRight(counter, 'code-right')
  await looksRight(member, 'member-while-enrolling')
  await enrol(counter, code)
  // core starts again by itself and asks for the passphrase that was chosen a moment ago
  await unlock(counter)
  await expect(counter.getByText('马家窑镇便民服务中心 · 2号窗口')).toBeVisible()
  await expect(counter.getByRole('button', { name: signIn.practise })).toBeVisible()
  await looksRight(counter, 'live-sign-in')
  await fill(counter, signIn.password, 'lianxi2026')
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(line.up)).toBeVisible({ timeout: 30_000 })
  await looksRight(counter, 'live-home')
  expect(await counter.locator('.practice-button').count()).toBe(0)

  const again = await start()
  await unlock(again.counter)
  await expect(again.counter.getByText('马家窑镇便民服务中心 · 2号窗口')).toBeVisible()
  await restartsAs('practice', again, signIn.practise)
  const practising = await start('--realm=practice')
  await expect(practising.counter.getByText(signIn.practiceTitle)).toBeVisible({ timeout: 30_000 })
})

test('what the centre refuses stands at the code, with what to do; an address where nobody is, at the address', async () => {
  const { counter } = await start('--realm=live')
  const code = await centre.code('town-2')
  await counter.getByRole('heading', { name: enrolment.title }).waitFor({ timeout: 30_000 })
  await fill(counter, enrolment.code, code)
  await fill(counter, enrolment.address, '127.0.0.1:1')
  await fill(counter, enrolment.passphrase, passphrase)
  await fill(counter, enrolment.again, `${passphrase}!`)
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(errors['enrol.passphrase-differs'].clerk)).toBeVisible()
  await fill(counter, enrolment.again, passphrase)
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(errors['enrol.nobody-there'].clerk)).toBeVisible({ timeout: 30_000 })
  await hasFocus(counter, 'enrol-address')
  await looksRight(counter, 'nobody-there')
})
