import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { messages as en } from '../shared/text/en'
import { messages } from '../shared/text/zh-CN'
import { deskOf } from './desk'
import { launchApp } from './launch'
import { pidOf } from './page-probe'
import type { Probed } from './page-probe'
import { giveTo, handOf, storeIn } from './store-damage'
import type { Remembered } from './store-damage'

const { recovery, notices } = messages.counter
const { errors } = messages

/** One practice folder in which a clerk has worked; every test damages it and puts it back. */
const dataDir = fs.mkdtempSync(path.join(tmpdir(), 'wallet-store-'))
const store = storeIn(dataDir)
let sound: Remembered
let running: Probed | null = null

async function start(folder = dataDir): Promise<Probed> {
  running = await launchApp({ dataDir: folder })
  return running
}

async function stop(): Promise<void> {
  await running?.close()
  running = null
}

/** A morning at the counter: signed in, a member served, left. */
async function work(): Promise<void> {
  const desk = deskOf(await start())
  await desk.signIn()
  await desk.visit('wang-xiuying')
  await stop()
}

test.beforeAll(async () => {
  await work()
  sound = store.remember()
})
test.afterEach(async () => {
  await stop()
  store.restore(sound)
})
test.afterAll(() => {
  fs.rmSync(dataDir, { recursive: true, force: true })
})

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** The page of a trouble: its words on both windows, no violation, the focus on the safe act, a picture of it. */
async function expectTrouble(
  { counter, member }: Probed,
  code: keyof typeof errors,
  safe: string,
): Promise<void> {
  const page = counter.locator('.recovery-page')
  await expect(page.getByText(errors[code].clerk)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(errors[code].next)).toBeVisible()
  await expect(page.getByText(code).first()).toBeVisible()
  await expect(member.getByText(messages.member.nextDesk)).toBeVisible()
  await expect(counter.locator(':focus')).toHaveText(safe)
  for (const window of [counter, member]) await expectAccessible(window)
  await counter.screenshot({ path: test.info().outputPath(`${code}.png`) })
  await member.screenshot({ path: test.info().outputPath(`${code}-member.png`) })
}

/** The clerk's window as it is on the screen, base64: a page's own screenshot does not know of the zoom. */
function picture(app: Probed['app']): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().includes('/counter/'),
    )
    const image = await window?.webContents.capturePage()
    return image?.toPNG().toString('base64') ?? ''
  })
}

/** At 200 % and in English nothing is cut off sideways (WCAG 1.4.10); pictures of both. */
async function expectRoomAtTwiceTheSize({ app, counter }: Probed): Promise<void> {
  const zoom = (factor: number) =>
    app.evaluate(({ BrowserWindow }, to) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.setZoomFactor(to)
    }, factor)
  const overflow = () =>
    counter.locator('.recovery-page').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  await zoom(2)
  await expect.poll(overflow).toBeLessThanOrEqual(0)
  const last = counter.getByRole('button', { name: recovery.acts['go-on-without'] })
  await last.click({ trial: true })
  fs.writeFileSync(test.info().outputPath('twice.png'), Buffer.from(await picture(app), 'base64'))
  await zoom(1)
  const language = counter.locator('.recovery-page .quiet')
  await language.click()
  await expect(counter.getByRole('heading', { name: en.counter.recovery.title })).toBeVisible()
  await expect.poll(overflow).toBeLessThanOrEqual(0)
  await counter.screenshot({ path: test.info().outputPath('english.png') })
  await language.click()
  await counter.getByRole('button', { name: safeTry }).focus()
}

const safeTry = recovery.acts['try-again']

test('one flipped bit: the frames are named, nothing is folded, and a second question stands before giving up', async () => {
  const file = store.flipOneBit()
  const app = await start()
  await expectTrouble(app, 'journal.damaged', safeTry)
  const { counter } = app
  await expect(counter.getByText(file)).toBeVisible()
  await expect(counter.getByText(/第 1 条到第 \d+ 条/)).toBeVisible()
  await expect(counter.getByText(/journal\.damaged \d+–/)).toBeVisible()

  await expectRoomAtTwiceTheSize(app)
  const core = await pidOf(app, 'core')
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(recovery.triedAgain)).toBeVisible()
  expect(await pidOf(app, 'core')).toBe(core)

  await counter.getByRole('button', { name: recovery.acts['go-on-without'] }).focus()
  await counter.keyboard.press('Enter')
  await expect(counter.getByRole('alertdialog')).toBeVisible()
  await expect(counter.locator(':focus')).toContainText(recovery.giveUp.notYet)
  await counter.screenshot({ path: test.info().outputPath('give-up.png') })
  await counter.keyboard.press('Enter')
  await expect(counter.getByRole('alertdialog')).toBeHidden()
  await expect(counter.locator(':focus')).toHaveText(safeTry)
})

test('frames are given up on purpose: the store opens, home says what is missing, the damaged file is kept', async () => {
  const file = store.flipOneBit()
  const app = await start()
  const { counter } = app
  await expect(counter.locator(':focus')).toHaveText(safeTry, { timeout: 30_000 })
  await counter.getByRole('button', { name: recovery.acts['go-on-without'] }).focus()
  await counter.keyboard.press('Enter')
  await expect(counter.locator(':focus')).toContainText(recovery.giveUp.notYet)
  await counter.keyboard.press('Shift+Tab')
  await counter.keyboard.press('Shift+Tab')
  await counter.keyboard.press('Space')
  await counter.keyboard.press('Tab')
  await expect(counter.locator(':focus')).toContainText(recovery.giveUp.really)
  await counter.keyboard.press('Enter')
  await expect(counter.getByRole('alertdialog')).toBeVisible()
  await counter.keyboard.press('Space')
  await deskOf(app).signIn()
  await expect(counter.getByText(/账本少了第 \d+ 条到第 \d+ 条/)).toBeVisible()
  expect(store.quarantined().some((name) => name.endsWith(file))).toBe(true)
  await expectAccessible(counter)
  await counter.screenshot({ path: test.info().outputPath('given-up.png') })
})

test('a mirror: damage is mended from it by the first key, and home says so', async () => {
  const mirror = fs.mkdtempSync(path.join(tmpdir(), 'wallet-mirror-'))
  try {
    ;(await handOf()).keepMirror(store.practice, mirror)
    giveTo(dataDir, mirror)
    const desk = deskOf(await start())
    await desk.signIn()
    await expect(desk.counter.locator('.devices')).toContainText(messages.counter.devices.mirror)
    await desk.press('F12')
    await expect(desk.counter.getByText(messages.counter.devices.mirrorTips.even)).toBeVisible()
    await expectAccessible(desk.counter)
    await desk.counter.screenshot({ path: test.info().outputPath('devices.png') })
    await stop()
    const file = store.flipOneBit()
    const app = await start()
    await expectTrouble(app, 'journal.damaged', recovery.acts['mend-from-mirror'])
    await app.counter.keyboard.press('Enter')
    await deskOf(app).signIn()
    await expect(app.counter.getByText(/从备份盘补回第 \d+ 条/)).toBeVisible()
    expect(store.quarantined().some((name) => name.endsWith(file))).toBe(true)
    await expectAccessible(app.counter)
    await app.counter.screenshot({ path: test.info().outputPath('mended.png') })
  } finally {
    await stop()
    fs.rmSync(mirror, { recursive: true, force: true })
    fs.rmSync(path.join(store.practice, 'mirror.json'), { force: true })
  }
})

test('a passphrase: a wrong one is counted, the right one opens', async () => {
  const passphrase = 'four words of mine'
  await (await handOf()).protectWithPassphrase(store.practice, passphrase)
  const app = await start()
  const { counter } = app
  const field = counter.getByLabel(recovery.passphrase)
  await expect(counter.getByText(errors['key.passphrase-needed'].clerk)).toBeVisible()
  await expect(field).toBeFocused()
  await counter.screenshot({ path: test.info().outputPath('passphrase.png') })
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(recovery.emptyPassphrase)).toBeVisible()
  await counter.keyboard.insertText('four words of yours')
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(errors['key.wrong-passphrase'].clerk)).toBeVisible({ timeout: 30_000 })
  await expect(counter.getByText(/已经输错 1 次/)).toBeVisible()
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('')
  await expectAccessible(counter)
  await counter.screenshot({ path: test.info().outputPath('wrong-passphrase.png') })
  await counter.keyboard.insertText(passphrase)
  await counter.keyboard.press('Enter')
  await expect(counter.getByLabel('密码', { exact: true })).toBeVisible({ timeout: 30_000 })
  expect(app.output()).not.toContain(passphrase)
})

test('the folder is read-only: named, and it goes on after 再试一次 once it may be written', async () => {
  store.readOnly()
  const app = await start()
  await expectTrouble(app, 'journal.read-only', safeTry)
  store.restore(sound)
  await app.counter.keyboard.press('Enter')
  await expect(app.counter.getByLabel('密码', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(app.counter.locator('.recovery-page')).toBeHidden()
})

test('the data of another window are not opened', async () => {
  store.setUpAsOtherStation()
  await expectTrouble(await start(), 'journal.foreign', safeTry)
})

test('a format of the future is refused by name', async () => {
  store.fromTheFuture()
  await expectTrouble(await start(), 'journal.too-new', safeTry)
})

test('two copies merged by hand are refused', async () => {
  // the one copy goes on for a day at one counter, the other at another; then somebody puts both together
  await work()
  await work()
  const others = new Map(store.segmentNames().map((name) => [name, fs.readFileSync(store.segment(name))]))
  store.restore(sound)
  await work()
  const [newest = '', bytes] = [...others].at(-1) ?? []
  fs.writeFileSync(store.segment(newest), bytes ?? Buffer.alloc(0))
  await expectTrouble(await start(), 'journal.forked', safeTry)
})

test('a copied folder is opened only when somebody says so, and home says it was said', async () => {
  const copy = fs.mkdtempSync(path.join(tmpdir(), 'wallet-copy-'))
  fs.cpSync(dataDir, copy, { recursive: true })
  fs.rmSync(path.join(copy, 'SingletonLock'), { force: true })
  try {
    const app = await start(copy)
    const { counter } = app
    await expectTrouble(app, 'journal.copied', safeTry)
    await counter.getByRole('button', { name: recovery.acts['use-this-folder'] }).focus()
    await counter.keyboard.press('Enter')
    await deskOf(app).signIn()
    await expect(counter.getByText(notices.adopted)).toBeVisible()
    await expectAccessible(counter)
    await counter.screenshot({ path: test.info().outputPath('adopted.png') })
    await counter.getByRole('button', { name: notices.set }).focus()
    await counter.keyboard.press('Enter')
    await expect(counter.getByText(notices.adopted)).toBeHidden()
  } finally {
    await stop()
    fs.rmSync(copy, { recursive: true, force: true })
  }
})

test('a clock that was a year ahead and is right again: said on home, and time goes on from the last record', async () => {
  await (await handOf()).workAhead(store.practice, Date.now() + 365 * 24 * 3_600_000)
  const app = await start()
  await deskOf(app).signIn()
  await expect(app.counter.getByText(errors['clock.behind-journal'].clerk)).toBeVisible()
  await expectAccessible(app.counter)
  await app.counter.screenshot({ path: test.info().outputPath('clock.png') })
})
