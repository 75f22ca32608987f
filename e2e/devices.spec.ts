import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf, personOf } from './desk'
import type { Desk } from './desk'
import { kill } from './kill'
import { launchApp } from './launch'
import { linesOf, patienceMs, pidOf } from './page-probe'
import type { Probed } from './page-probe'

/** What happens to the reader while somebody works: the cable, the program that reads, the scanner (issue 4). */

const { counter: words } = messages
const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }

async function withDesk(work: (desk: Desk, app: Probed) => Promise<void>): Promise<void> {
  test.setTimeout(180_000)
  const app = await launchApp()
  try {
    const desk = deskOf(app)
    await desk.signIn()
    await work(desk, app)
  } finally {
    await app.close()
  }
}

/** Presses a button of the practice table and puts the table away again. */
async function atTable({ counter, press }: Desk, name: string): Promise<void> {
  await press('Alt+KeyP')
  await counter.locator('.practice-drawer [data-card]').first().waitFor()
  await counter.locator('.practice-drawer').getByRole('button', { name }).focus()
  await press('Enter')
  await press('Alt+KeyP')
  await counter.locator('.practice-drawer').waitFor({ state: 'detached' })
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

test('the reader is pulled out in the middle of a visit and plugged in again: what was typed stays, ready within 5 s', async () => {
  await withDesk(async (desk) => {
    const { counter } = desk
    await desk.visit('li-jianguo')
    await desk.fillTransfer({ ...daughter, amount: '300' })
    await atTable(desk, words.practice.unplug)
    await expect(counter.locator('.devices')).toContainText(words.devices.states.absent)
    await expect(counter.getByLabel('金额', { exact: true })).toHaveValue('300')
    await desk.press('F12')
    await expect(counter.getByText(words.reader.why.absent).first()).toBeVisible()
    await expectAccessible(counter)
    await counter.screenshot({ path: test.info().outputPath('unplugged.png') })
    await desk.press('Escape')
    await atTable(desk, words.practice.plug)
    await expect(counter.locator('.devices')).not.toContainText(words.devices.states.absent, {
      timeout: 5_000,
    })
    await expect(counter.getByLabel('金额', { exact: true })).toHaveValue('300')
    // the same person's card is read again and joins the open visit
    await desk.lay('li-xiaomei')
    await expect(counter.getByText(/又放了一张卡/)).toBeVisible()
    await desk.press('F12')
    await expectAccessible(counter)
    await counter.screenshot({ path: test.info().outputPath('devices.png') })
  })
})

test('the program that reads dies twenty times, with pauses: the app carries on and reads the next card', async () => {
  await withDesk(async (desk, app) => {
    await desk.visit('li-jianguo')
    for (let death = 1; death <= 20; death++) {
      await kill(app, 'devices')
      // a calm minute by main's own clock: the deaths are real, the pauses need not be waited for
      await app.app.evaluate(() => {
        const now = performance.now.bind(performance)
        performance.now = () => now() + 61_000
      })
    }
    await expect(desk.counter.getByText('人证一致 已确认')).toBeVisible()
    await desk.endVisit()
    await desk.visit('ma-deming')
  })
})

test('six deaths within a minute: 再试 and typed entry remain, and 再试 brings the reader back', async () => {
  await withDesk(async (desk, app) => {
    const { counter } = desk
    for (let death = 1; death <= 5; death++) await kill(app, 'devices')
    const last = await pidOf(app, 'devices')
    if (last !== null) process.kill(last, 'SIGKILL')
    const again = counter.getByRole('button', { name: words.program.again })
    await expect(again).toBeVisible({ timeout: 20_000 })
    await expect(counter.getByText(words.program.stopped)).toBeVisible()
    await expectAccessible(counter)
    await counter.screenshot({ path: test.info().outputPath('stopped.png') })
    await desk.member.screenshot({ path: test.info().outputPath('stopped-member.png') })

    const { name, idNumber } = personOf('wang-xiuying')
    await desk.press('Alt+KeyH')
    await counter.getByRole('form', { name: words.typed.title }).waitFor()
    await desk.focus(words.typed.idNumber)
    await counter.keyboard.insertText(idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1'))
    await desk.press('Enter')
    await expect(
      counter.getByText(messages.errors['id-number.wrong-check-digit'].clerk).first(),
    ).toBeVisible()
    await desk.focus(words.typed.idNumber)
    await desk.press('Control+KeyA')
    await counter.keyboard.insertText(idNumber)
    await expect(counter.getByText(words.typed.right)).toBeVisible()
    await desk.focus(words.typed.name)
    await counter.keyboard.insertText(name)
    await counter.screenshot({ path: test.info().outputPath('typed-entry.png') })
    await expectAccessible(counter)
    await desk.press('Enter')
    await counter.getByRole('heading', { name }).waitFor({ timeout: 10_000 })
    await expect(counter.getByText(words.typed.mark).first()).toBeVisible()
    await counter.screenshot({ path: test.info().outputPath('typed-visit.png') })
    await desk.member.screenshot({ path: test.info().outputPath('typed-visit-member.png') })

    await again.focus()
    await desk.press('Enter')
    await expect(again).toHaveCount(0, { timeout: 15_000 })
    await expect(counter.locator('.devices')).not.toContainText(words.devices.states.absent, {
      timeout: 10_000,
    })
  })
})

/** Which of the two native libraries a process has loaded. */
function nativeLibrariesOf(pid: number): string[] {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8')
  return ['HID_hidraw-linux-', '@serialport+bindings-cpp'].filter((library) => maps.includes(library))
}

test("node-hid and serialport load in the app's own devices process", async () => {
  test.skip(process.platform !== 'linux', 'what a process has loaded is read from /proc')
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-natives-'))
  const serialReader = {
    ...{ id: 'own-serial', name: '串口读卡器', by: 'serial', vendorId: '9999', productId: '9999' },
    ...{ carrier: { kind: 'serial', baudRate: 115_200 }, rereadWithoutLift: false },
  }
  // nothing is put into a folder before the app has made it
  await (await launchApp({ dataDir })).close()
  // a profile of a serial reader is what makes the app load that library
  const own = path.join(dataDir, 'practice', 'readers.json')
  writeFileSync(own, JSON.stringify({ format: 1, readers: [serialReader] }))
  const app = await launchApp({ dataDir })
  try {
    const loaded = async (): Promise<string[]> => nativeLibrariesOf((await pidOf(app, 'devices')) ?? 0)
    await expect.poll(loaded, { timeout: patienceMs }).toHaveLength(2)
    const devices = await pidOf(app, 'devices')
    expect(devices).not.toBeNull()
    await deskOf(app).signIn()
    // the first look has gone by: it found the simulated reader among all sources
    await expect(app.counter.locator('.devices')).not.toContainText(words.devices.states.absent)
    expect(linesOf(app, 'devices.hid-unavailable')).toBe(0)
    // it is the process that loaded them, never a second one; its first line may come before the test listens
    expect(await pidOf(app, 'devices')).toBe(devices)
  } finally {
    await app.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('a keyboard scanner is heard before any field, and its Enter presses nothing', async () => {
  await withDesk(async (desk, app) => {
    const { counter } = desk
    const field = counter.locator('input').first()
    await field.focus()
    const before = await field.inputValue()
    // all keys at once, as a scanner sends them: typing one by one is slower than a scanner on a busy machine
    await app.app.evaluate(({ BrowserWindow }, text) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().includes('/counter/'),
      )
      for (const keyCode of [...text, 'Return'])
        for (const type of keyCode === 'Return'
          ? (['keyDown', 'keyUp'] as const)
          : (['keyDown', 'char', 'keyUp'] as const))
          window?.webContents.sendInputEvent({ type, keyCode })
    }, '~28600013800012345678')
    await expect(counter.getByText(/只留在内存里/)).toBeVisible({ timeout: 5_000 })
    expect(await field.inputValue()).toBe(before)
    await expect(counter.getByText('286000138')).toHaveCount(0)
    await expectAccessible(counter)
    await counter.screenshot({ path: test.info().outputPath('scanned.png') })
  })
})
