import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { launchApp } from './launch'
import { expectAnswers, launchProbed, linesOf, pidOf, portsOf, patienceMs, statesOf } from './page-probe'
import type { Probed, ProbedWindow } from './page-probe'

const devicesServed = 'devices.port-served'

/** Every end has a new port and an answer this long after a process died. */
const rewiredWithinMs = 5_000

let launched: Probed
test.beforeAll(async () => {
  launched = await launchProbed()
})
test.afterAll(async () => {
  await launched.close()
})

/** Ends the process without a word and waits until another of its name runs; its number, null when none came. */
async function kill(name: 'core' | 'devices'): Promise<number | null> {
  const old = await runningPid(name)
  process.kill(old, 'SIGKILL')
  let fresh: number | null = null
  const settled = async (): Promise<boolean> => {
    const pid = await pidOf(launched, name)
    fresh = pid === old ? null : pid
    return fresh !== null || (await statesOf(launched.counter)).includes('stopped')
  }
  await expect.poll(settled, { timeout: patienceMs, intervals: [20] }).toBe(true)
  return fresh
}

async function runningPid(name: 'core' | 'devices'): Promise<number> {
  await expect.poll(() => pidOf(launched, name)).not.toBeNull()
  return (await pidOf(launched, name)) ?? 0
}

test("garbage over a page's door and port is refused and breaks nothing", async () => {
  const { app, counter, member } = launched
  const pids = [await runningPid('core'), await runningPid('devices')]
  for (const page of [counter, member]) {
    await page.evaluate(() => {
      const port = (window as ProbedWindow).probed?.ports.at(-1)
      const rubbish = [
        null,
        1,
        'x',
        '{}',
        '{"i":1}',
        { type: 'start' },
        [],
        new ArrayBuffer(8),
        'y'.repeat(1e6),
      ]
      for (const piece of rubbish) {
        port?.postMessage(piece)
        window.postMessage(piece, window.location.origin)
      }
      window.postMessage({ type: 'core-again', more: 'rubbish' }, window.location.origin)
    })
  }
  await app.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.send('core-state', { rubbish: true })
      webContents.postMessage('port', 'without a port')
      webContents.send('unheard-of', 1)
    }
  })
  // the counter may ask for core, the member window may not
  await expect.poll(() => linesOf(launched, 'page.message-refused')).toBe(1)
  for (const page of [counter, member]) {
    await page.reload()
    await expectAnswers(page, 1)
  }
  expect([await pidOf(launched, 'core'), await pidOf(launched, 'devices')]).toEqual(pids)
})

test('core is killed: both windows and devices are wired to a new one within five seconds', async () => {
  const { counter, member } = launched
  const [counterPorts, memberPorts] = [await portsOf(counter), await portsOf(member)]
  const served = linesOf(launched, devicesServed)
  const killedAtMs = performance.now()
  await kill('core')
  await Promise.all([expectAnswers(counter, counterPorts + 1), expectAnswers(member, memberPorts + 1)])
  await expect.poll(() => linesOf(launched, devicesServed), { timeout: patienceMs }).toBe(served + 1)
  expect(performance.now() - killedAtMs).toBeLessThan(rewiredWithinMs)
  expect(await statesOf(counter)).toContain('restarting')
  expect(await statesOf(member)).toContain('restarting')
})

test('devices are killed: core is wired to new ones within five seconds, the windows keep their ports', async () => {
  const ports = await portsOf(launched.counter)
  const served = linesOf(launched, devicesServed)
  const killedAtMs = performance.now()
  await kill('devices')
  await expect.poll(() => linesOf(launched, devicesServed), { timeout: patienceMs }).toBe(served + 1)
  expect(performance.now() - killedAtMs).toBeLessThan(rewiredWithinMs)
  expect(await portsOf(launched.counter)).toBe(ports)
})

test('core hangs: it is killed and started again', async () => {
  test.skip(process.platform === 'win32', 'nothing there stops a process for a while')
  const ports = await portsOf(launched.counter)
  process.kill(await runningPid('core'), 'SIGSTOP')
  await expectAnswers(launched.counter, ports + 1)
  expect(linesOf(launched, 'core.hung')).toBe(1)
})

test('core dies again and again: after five restarts the counter asks whether to try once more', async () => {
  const { counter } = launched
  const again = counter.getByRole('button', { name: messages.counter.recovering.again })
  // the tests above have spent some restarts; whoever presses the button gets all five again
  while ((await kill('core')) !== null) expect(await again.isVisible()).toBe(false)
  await again.click()
  await expect.poll(() => pidOf(launched, 'core')).not.toBeNull()
  await counter.reload()
  await expectAnswers(counter, 1)
  for (let restart = 1; restart <= 5; restart += 1) expect(await kill('core')).not.toBeNull()
  expect(await kill('core')).toBeNull()
  await expect(again).toBeVisible()

  await counter.reload()
  await expect(again).toBeVisible()
  await again.click()
  await expectAnswers(counter, 1)
  await expect(again).toBeHidden()
})

test('a page whose process died is loaded again', async () => {
  await launched.app.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) webContents.forcefullyCrashRenderer()
  })
  await expect.poll(() => linesOf(launched, 'page.died')).toBe(2)
  const readable = (): Promise<boolean[]> =>
    launched.app.evaluate(({ BrowserWindow }) => {
      const read = 'document.body.innerText.trim().length > 0'
      return Promise.all(
        BrowserWindow.getAllWindows().map(
          ({ webContents }) => webContents.executeJavaScript(read) as Promise<boolean>,
        ),
      )
    })
  await expect.poll(readable).toEqual([true, true])
})

test('core cannot read its journal: it stays, says so on both windows, and is asked again without a restart', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-damaged-'))
  const first = await launchApp({ dataDir })
  await expect.poll(() => linesOf(first, 'centre.started'), { timeout: 30_000 }).toBe(1)
  await first.close()
  const segment = path.join(dataDir, 'practice', 'journal', 'segments', '00000001.segment')
  const bytes = readFileSync(segment)
  bytes.fill(0xff, 100, 110)
  writeFileSync(segment, bytes)

  const second = await launchApp({ dataDir })
  try {
    const { recovery } = messages.counter
    const again = second.counter.getByRole('button', { name: recovery.acts['try-again'] })
    await expect(again).toBeFocused()
    await expect(second.counter.getByText(messages.errors['journal.damaged'].clerk)).toBeVisible()
    await expect(second.member.getByText(messages.member.nextDesk)).toBeVisible()
    const core = await pidOf(second, 'core')
    await again.click()
    await expect(second.counter.getByText(recovery.triedAgain)).toBeVisible()
    // a reloaded page finds the same
    await second.counter.reload()
    await expect(again).toBeFocused()
    expect(await pidOf(second, 'core')).toBe(core)
    expect(linesOf(second, 'core.ended')).toBe(0)
    expect(linesOf(second, 'journal.damaged')).toBeGreaterThan(0)
  } finally {
    await second.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
