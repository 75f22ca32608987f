// The operator's console in the runtime's own browser: the built centre serves it from a database of its own, with a
// counter's operation in it. Pictures lie in out/e2e/console.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import type { BrowserPage } from '../scripts/console-browser.mjs'
import type * as consoleData from './console-data'

const words = messages.console
const pictures = path.resolve('out/e2e/console')
const program = 'out/app/main/central.js'

let data: string
let number: string
let password: string
let day: string
let centre: ChildProcess
let browser: BrowserPage
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  data = mkdtempSync(path.join(tmpdir(), 'wallet-console-'))
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport<typeof consoleData>(path.resolve('e2e/console-data.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  ;({ number, password, day } = await module.makeConsoleData(data, Date.now()))
  centre = spawn(process.execPath, [program, 'serve', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await firstLine(centre)
  const { openInBrowser } = await import('../scripts/console-browser.mjs')
  browser = await openInBrowser(`${address}/console/`)
  page = browser.page
})
test.afterAll(async () => {
  await browser.close()
  centre.kill('SIGTERM')
  rmSync(data, { recursive: true, force: true })
})

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  for await (const part of stdout ?? []) {
    const line = /^http\S+/mu.exec(String(part))
    if (line !== null) return line[0]
  }
  throw new Error('the centre said no address')
}

async function looksRight(name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true })
}

test('signs in by keyboard, after a wrong password said in words', async () => {
  await expect(page.getByLabel(words.signIn.id)).toBeFocused()
  await looksRight('1-sign-in')
  await page.keyboard.type('chen')
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText(messages.errors['sign-in.wrong'].clerk)
  await looksRight('2-wrong-password')
  await page.getByLabel(words.signIn.password).focus()
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: words.stations.heading })).toBeVisible()
})

test('lists the stations, and says what it does not know', async () => {
  await expect(page.getByRole('row', { name: /3笔/u })).toContainText('慢7分钟（超过5分钟，先不能转账）')
  await expect(page.getByText(words.unknown).first()).toBeVisible()
  await looksRight('3-stations')
})

test('says in words that nothing was found, never by an empty list', async () => {
  await page.getByRole('button', { name: words.nav.operations }).press('Enter')
  await expect(page.locator('#search-text')).toBeFocused()
  await page.keyboard.type('000000000017')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText(messages.errors['operation.no-such'].clerk)
  await looksRight('4-nothing-found')
})

test('finds an operation by its number and tells its story with every actor', async () => {
  await page.locator('#search-text').fill(number)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: words.operations.open }).press('Enter')
  await expect(page.getByText(words.story.steps.assented)).toBeVisible()
  await expect(page.getByRole('cell', { name: '钱的去向：已收款' })).toBeVisible()
  expect(await page.locator('main').innerText()).not.toContain('建国')
  await looksRight('5-story')
  await page.getByRole('button', { name: words.story.back }).press('Enter')
  await page.getByRole('radio', { name: words.operations.ways.day }).check()
  await expect(page.locator('#search-text')).not.toHaveValue('')
  await page.locator('#search-text').fill(day)
  await page.getByRole('button', { name: words.operations.go, exact: true }).press('Enter')
  await expect(page.getByText(words.outcomes.refused)).toBeVisible()
  await looksRight('6-day')
})

test('corrects an error of the centre by two persons only', async () => {
  await page.locator('#search-text').fill('')
  await page.getByRole('radio', { name: words.operations.ways.number }).check()
  await page.locator('#search-text').fill(number)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: words.operations.open }).press('Enter')
  await page.getByLabel(words.story.correction.reason).fill('同名的人弄错了')
  await page.keyboard.press('Enter')
  await expect(page.getByText(words.story.correction.asked)).toBeVisible()
  await page.getByRole('button', { name: words.story.correction.approve }).press('Enter')
  await expect(page.getByRole('alert')).toContainText(messages.errors['correction.same-person'].clerk)
  await looksRight('7-correction')
})

test('says what is on its way to other centres', async () => {
  await page.getByRole('button', { name: words.nav.exchange }).press('Enter')
  await expect(page.getByText(words.exchange.none)).toBeVisible()
  await looksRight('8-exchange')
})

test('shows incidents and rule packs in words', async () => {
  await page.getByRole('button', { name: words.nav.incidents }).press('Enter')
  await expect(page.getByText(words.incidents.kinds['same-id-other-content'])).toBeVisible()
  await looksRight('9-incidents')
  await page.getByRole('button', { name: words.nav.packs }).press('Enter')
  await expect(page.getByText('每笔转账最多：原来是2,000.00元，改为3,000.00元')).toBeVisible()
  await looksRight('10-packs')
})

test('says that the centre does not answer, with a next step', async () => {
  centre.kill('SIGTERM')
  await new Promise((resolve) => centre.once('exit', resolve))
  await page.getByRole('button', { name: words.nav.stations }).press('Enter')
  await expect(page.getByRole('alert')).toContainText(words.noAnswer.what)
  await looksRight('11-no-answer')
})
