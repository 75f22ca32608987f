// What may happen to a live counter's disk, key and line, as the clerk sees it in the real window: a live centre on
// PostgreSQL over TLS, folders made by the product's own core (live-hand.ts). Pictures lie in out/e2e.
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { badLine } from './bad-line'
import { launchApp } from './launch'
import type * as liveHand from './live-hand'
import type { Probed } from './page-probe'
import { behindTheApp, measured, p95, startMeasuring } from './response'

const { enrolment, signIn, line, recovery, sync } = messages.counter
const { errors } = messages

let hand: typeof liveHand
let office: liveHand.Office
let root: string
let running: Probed | null = null

test.beforeAll(async () => {
  const { runnerImport } = await import('vite')
  const imported = await runnerImport<typeof liveHand>(path.resolve('e2e/live-hand.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  hand = imported.module
  office = await hand.runOffice(Date.now())
})
test.afterAll(async () => {
  await office.stop()
})
test.beforeEach(() => {
  root = fs.mkdtempSync(path.join(tmpdir(), 'wallet-lost-'))
  fs.chmodSync(root, 0o755)
})
test.afterEach(async () => {
  if (test.info().status !== test.info().expectedStatus && running !== null) {
    fs.writeFileSync(test.info().outputPath('output.txt'), running.output())
    await running.counter.screenshot({ path: test.info().outputPath('failed.png') })
  }
  await stop()
  fs.rmSync(root, { recursive: true, force: true })
})

const dataDir = (name: string): string => path.join(root, name)
const live = (name: string): string => hand.liveOf(dataDir(name))

async function start(name: string): Promise<Page> {
  await stop()
  // no keychain of the machine's own is asked
  const env = { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  running = await launchApp({ dataDir: dataDir(name), env })
  return running.counter
}

async function stop(): Promise<void> {
  await running?.close()
  running = null
}

async function fill(counter: Page, label: string, text: string): Promise<void> {
  await counter.getByLabel(label, { exact: true }).focus()
  await counter.keyboard.press('Control+A')
  await counter.keyboard.insertText(text)
}

async function unlock(counter: Page): Promise<void> {
  await counter.getByRole('heading', { name: recovery.locked }).waitFor({ timeout: 60_000 })
  await fill(counter, recovery.passphrase, hand.passphrase)
  await counter.keyboard.press('Enter')
}

async function enter(counter: Page): Promise<void> {
  await counter.getByLabel(signIn.password, { exact: true }).waitFor({ timeout: 30_000 })
  await fill(counter, signIn.password, 'lianxi2026')
  await counter.keyboard.press('Enter')
  await counter.getByText('请把身份证放在读卡器上').waitFor()
}

/** The page that asks for a new code: it names the station whose journal lies here, and is answered by keys alone. */
async function enrolAgain(counter: Page, station: string): Promise<void> {
  await counter.getByRole('heading', { name: enrolment.titleAgain }).waitFor({ timeout: 30_000 })
  await expect(counter.getByText(enrolment.whyAgain.replace('{station}', station))).toBeVisible()
  await counter.screenshot({ path: test.info().outputPath('again.png') })
  await fill(counter, enrolment.code, await office.code(station))
  await fill(counter, enrolment.address, office.url.replace('https://', ''))
  await fill(counter, enrolment.passphrase, hand.passphrase)
  await counter.keyboard.press('Enter')
}

/** Finds an operation by its number and waits until its story says this. */
async function caseSays(counter: Page, { number }: liveHand.Taken, words: string): Promise<void> {
  await counter.keyboard.press('F3')
  const field = counter.locator('#case-find, #home-find').first()
  await field.fill(number)
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(words, { exact: true }).first()).toBeVisible({ timeout: 30_000 })
}

async function openSync(counter: Page): Promise<void> {
  await counter.keyboard.press('Alt+KeyW')
  await counter.getByRole('heading', { name: sync.title }).waitFor()
}

const { steps } = messages.counter.case

test('cloned disk: the copy sends nothing and says why, the one it was copied from is told and goes on', async () => {
  test.setTimeout(120_000)
  await office.enrol(live('own'), 'town-1')
  await office.cloneAndGoOn(live('own'), live('copy'), 1)
  await office.takeAndSend(live('own'), 1)
  const copy = await start('copy')
  await unlock(copy)
  await enter(copy)
  await openSync(copy)
  await expect(copy.getByText(errors['sync.two-writers'].clerk)).toBeVisible({ timeout: 30_000 })
  await expect(copy.getByText(sync.stoppedKeeps)).toBeVisible()
  await expect(copy.getByText(sync.supervisorOnly)).toBeVisible()
  await copy.screenshot({ path: test.info().outputPath('copy.png') })
  await stop()
  const [mine] = await office.takeOnly(live('own'), 1)
  if (mine === undefined) throw new Error('nothing was taken')
  const own = await start('own')
  await unlock(own)
  await enter(own)
  await openSync(own)
  await expect(own.getByText(sync.otherWord)).toBeVisible({ timeout: 30_000 })
  await expect(own.getByText(sync.otherHow)).toBeVisible()
  await own.screenshot({ path: test.info().outputPath('own.png') })
  await own.keyboard.press('Escape')
  await caseSays(own, mine, steps['outcome-received-done'])
  expect(await office.atCentre('town-1')).toEqual({ operations: 2, done: 2, wallets: 2 })
})

test('restored backup: a new code is asked for, and what was done since the backup comes back from the centre', async () => {
  test.setTimeout(120_000)
  await office.enrol(live('own'), 'town-2')
  await office.takeAndSend(live('own'), 1)
  const [waiting] = await office.takeOnly(live('own'), 1)
  const backup = await office.backUp(live('own'), 'town-2', dataDir('shelf'))
  // the one that waited is sent with it
  const [since] = await office.takeAndSend(live('own'), 1)
  if (waiting === undefined || since === undefined) throw new Error('nothing was taken')
  office.restore(backup, live('own'))
  const counter = await start('own')
  await enrolAgain(counter, 'town-2')
  await unlock(counter)
  await enter(counter)
  await expect(counter.getByText(line.up)).toBeVisible({ timeout: 30_000 })
  await caseSays(counter, since, steps['operation-returned'])
  await counter.screenshot({ path: test.info().outputPath('returned.png') })
  await caseSays(counter, waiting, steps['outcome-received-done'])
  expect(await office.atCentre('town-2')).toEqual({ operations: 3, done: 3, wallets: 3 })
})

test('a supervisor at another counter: what waits elsewhere is listed, one is approved, one is sent back with a reason', async () => {
  test.setTimeout(120_000)
  const remote = messages.counter.remote
  await office.enrol(live('theirs'), 'town-7')
  const [first, other] = await office.takeTyped(live('theirs'), 2)
  if (first === undefined || other === undefined) throw new Error('nothing was taken')
  await office.enrol(live('own'), 'town-6')
  const counter = await start('own')
  await unlock(counter)
  await counter.getByLabel(signIn.clerk, { exact: true }).focus()
  await counter.keyboard.press('Enter')
  await counter.getByRole('option', { name: '周敏' }).click()
  await enter(counter)
  await counter.keyboard.press('Alt+KeyF')
  await counter.keyboard.press('Alt+KeyU')
  await expect(counter.getByText(remote.list.replace('{n}', '2'))).toBeVisible({ timeout: 30_000 })
  const rowOf = ({ id }: liveHand.Taken) => counter.locator(`[data-row="${id}"]`)
  const answer = async (
    taken: liveHand.Taken,
    key: string,
    { password = 'lianxi2026', reason = '' } = {},
  ) => {
    await rowOf(taken).focus()
    await counter.locator('#elsewhere-password').fill(password)
    await counter.locator('#elsewhere-reason').fill(reason)
    // two submits within two seconds are one to the counter
    await counter.waitForTimeout(2_100)
    await counter.keyboard.press(key)
  }
  await answer(first, 'Control+Enter', { password: 'wrong' })
  await expect(counter.locator('#elsewhere-password-problems')).toContainText(errors['sign-in.wrong'].clerk)
  await counter.screenshot({ path: test.info().outputPath('elsewhere.png') })
  await answer(first, 'Control+Enter')
  await expect(counter.getByText(remote.list.replace('{n}', '1'))).toBeVisible({ timeout: 30_000 })
  await answer(other, 'Alt+KeyR')
  await expect(counter.locator('#elsewhere-reason-problems')).not.toBeEmpty()
  await answer(other, 'Alt+KeyR', { reason: '号码和户口簿不一样' })
  await expect(counter.getByText(remote.empty)).toBeVisible({ timeout: 30_000 })
  await stop()
  expect(await office.heard(live('theirs'), first)).toMatchObject({ approvedBy: '周敏', rejectedBy: null })
  expect(await office.heard(live('theirs'), other)).toMatchObject({
    state: 'cancelled',
    rejectedBy: { name: '周敏', reason: '号码和户口簿不一样' },
  })
})

test('lost key: the folder asks for a new code, and what was taken and not sent goes out under its own number', async () => {
  test.setTimeout(120_000)
  await office.enrol(live('own'), 'town-3')
  await office.takeAndSend(live('own'), 1)
  const [untold] = await office.takeOnly(live('own'), 1)
  if (untold === undefined) throw new Error('nothing was taken')
  // one word of the file around the key is another: the key stays shut
  const file = path.join(live('own'), 'keys', 'station.json')
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('2号窗口', '3号窗口'))
  const counter = await start('own')
  await unlock(counter)
  await enrolAgain(counter, 'town-3')
  await unlock(counter)
  await enter(counter)
  await expect(counter.getByText(line.up)).toBeVisible({ timeout: 30_000 })
  await caseSays(counter, untold, steps['outcome-received-done'])
  await counter.screenshot({ path: test.info().outputPath('sent.png') })
  expect(await office.atCentre('town-3')).toEqual({ operations: 2, done: 2, wallets: 2 })
})

/** The clerk finds a case and notes 有异议 and its end, again and again: each is a record that is durable before it shows. */
/** A quick hand: sixteen keys a second. */
const betweenKeysMs = 60

async function whileItDrains(
  counter: Page,
  { number }: liveHand.Taken,
): Promise<Readonly<Record<string, number>>> {
  const words = messages.counter.case
  await counter.keyboard.press('F3')
  await counter.locator('#case-find, #home-find').first().fill(number)
  await counter.keyboard.press('Enter')
  await counter.getByRole('button', { name: words.dispute }).waitFor()
  const open = '.case p.open'
  await startMeasuring(counter, open)
  const before = (await office.atCentre('town-4')).operations
  let after = before
  let turn = 0
  // at least so often, and until something left meanwhile
  for (; turn < 12 || (after === before && turn < 100); turn++) {
    for (const said of ['本人说没有办过', '看过单子，是本人办的']) {
      await counter.waitForTimeout(betweenKeysMs)
      await counter.keyboard.press('Control+KeyD')
      await counter.locator('#case-dispute').waitFor()
      for (const one of `${said} ${String(turn)}`) {
        await counter.keyboard.type(one)
        await counter.waitForTimeout(betweenKeysMs)
      }
      await counter.keyboard.press('Enter')
      await expect(counter.locator(open)).toHaveCount(said.startsWith('本人') ? 1 : 0)
      await expect(counter.locator('#case-dispute-begin')).toBeFocused()
    }
    if (turn >= 11) after = (await office.atCentre('town-4')).operations
  }
  const { echoMs, shownMs } = await measured(counter)
  expect(shownMs).toHaveLength(2 * turn)
  // it was draining all the while
  expect(after).toBeGreaterThan(before)
  return {
    keys: echoMs.length,
    echoP95Ms: p95(echoMs),
    submits: shownMs.length,
    shownP95Ms: p95(shownMs),
    sentMeanwhile: after - before,
  }
}

/** What the clerk picks in the system's dialog from now on. */
function picks(file: string): Promise<void> {
  if (running === null) throw new Error('no app')
  return running.app.evaluate(({ dialog }, picked) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] })
  }, file)
}

/** Presses a button of the sync screen by keys. */
async function pressIt(counter: Page, name: string): Promise<void> {
  await counter.getByRole('button', { name }).focus()
  await counter.keyboard.press('Enter')
}

test('story 15: three weeks without a network: out by stick, in by answer file; the same file twice is refused, a lost number is named', async () => {
  test.setTimeout(180_000)
  const days = 21
  const bad = await badLine(Number(new URL(office.url).port))
  const stick = path.join(root, 'stick')
  fs.mkdirSync(stick)
  fs.chmodSync(stick, 0o777)
  const label = path.join(stick, hand.labelFile)
  fs.writeFileSync(label, await office.label('disk-1'))
  await office.allowSticks('town-5', 'disk-1')
  await office.enrol(live('own'), 'town-5', `https://127.0.0.1:${String(bad.port)}`, days)
  await bad.close()
  const taken = await office.weeksOffline(live('own'), days, 1)
  expect(await office.writeStick(live('own'), label)).toEqual({ numbers: [1], operations: days })
  const [last] = await office.takeOnly(live('own'), 1)
  const [first] = taken
  if (first === undefined || last === undefined) throw new Error('nothing was taken')

  const counter = await start('own')
  await unlock(counter)
  await enter(counter)
  await openSync(counter)
  await expect(counter.getByText(sync.stick.how)).toBeVisible({ timeout: 30_000 })
  await picks(label)
  await pressIt(counter, sync.stick.write)
  const written = sync.stick.written.replace('{files}', '1 2').replace('{n}', String(days + 1))
  await expect(counter.getByText(written)).toBeVisible()
  await expect(counter.getByText(sync.stick.waiting.replace('{files}', '1 2'))).toBeVisible()
  await counter.screenshot({ path: test.info().outputPath('written.png') })

  // at the centre: each file once, the same file again is the same answer
  const files = fs
    .readdirSync(stick)
    .filter((name) => name.endsWith('.stick'))
    .sort()
  expect(files).toHaveLength(2)
  const answers: string[] = []
  for (const [index, name] of files.entries()) {
    const text = fs.readFileSync(path.join(stick, name), 'utf8')
    const { answer } = await office.carry(text)
    expect(await office.carry(text)).toMatchObject({ answer, again: true })
    const file = path.join(stick, `back-${String(index + 1)}.answer`)
    fs.writeFileSync(file, `${answer}\n`)
    answers.push(file)
  }
  const [one = '', two = ''] = answers
  expect(await office.atCentre('town-5')).toEqual({ operations: 22, done: 22, wallets: 22 })

  const reads = async (file: string, said: string): Promise<void> => {
    await picks(file)
    await pressIt(counter, sync.stick.readIt)
    await expect(counter.getByText(said)).toBeVisible()
  }
  await reads(two, errors['stick.missing'].clerk.replace('{number}', '1'))
  await reads(one, sync.stick.read.replace('{n}', '1'))
  await reads(one, errors['stick.answered-before'].clerk.replace('{number}', '1'))
  await counter.screenshot({ path: test.info().outputPath('answered-before.png') })
  await reads(two, sync.stick.read.replace('{n}', '2'))
  await expect(counter.getByText(sync.stick.none)).toBeVisible()
  await counter.keyboard.press('Escape')
  await caseSays(counter, first, steps['outcome-received-done'])
  await caseSays(counter, last, steps['outcome-received-done'])
})

test('three weeks offline: 3 000 operations go out over a bad line, each once, while the clerk works on', async () => {
  test.setTimeout(300_000)
  const [days, aDay] = [21, 143]
  const bad = await badLine(Number(new URL(office.url).port))
  try {
    await office.enrol(live('own'), 'town-4', `https://127.0.0.1:${String(bad.port)}`, days)
    const [first] = await office.weeksOffline(live('own'), days, aDay)
    if (first === undefined) throw new Error('nothing was taken')
    bad.spoil({ bitsPerSecond: 128_000, delayMs: 150, upMs: 8_000, downMs: 1_500 })
    const counter = await start('own')
    await unlock(counter)
    await enter(counter)
    await expect(counter.getByText(line.waiting.replace('{n}', String(days * aDay))).first()).toBeVisible({
      timeout: 30_000,
    })
    const figures = await behindTheApp(() => whileItDrains(counter, first))
    await expect
      .poll(async () => (await office.atCentre('town-4')).operations, { timeout: 150_000, intervals: [500] })
      .toBe(days * aDay)
    const ended = await office.atCentre('town-4')
    const said = JSON.stringify({ ...figures, cuts: bad.cuts(), operations: ended.operations })
    process.stdout.write(`three weeks offline: ${said}\n`)
    await test.info().attach('U4', { body: said, contentType: 'application/json' })
    expect(ended).toEqual({ operations: days * aDay, done: days * aDay, wallets: days * aDay })
    expect(bad.cuts()).toBeGreaterThan(0)
  } finally {
    await stop()
    await bad.close()
  }
})
