import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf } from './desk'
import { readJournal, slipWords } from './evidence'
import { withApp } from './with-app'

/** The member's own password through both real windows: wrong, right, forgotten → two who saw the member agree (issue 7). */

const words = messages.counter
const { password: keypad } = messages.member
const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }
/** The practice password, and one that is nobody's: neither may stand anywhere but in the program's own words. */
const digits = { right: '246810', wrong: '730914' }

/** The files below a folder that hold this text. */
function whereIs(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return entry.isFile() && readFileSync(file).includes(text) ? [file] : []
  })
}

/** A finger on the member's keys, never quicker than a hand. */
async function tap(member: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await member.waitForTimeout(320)
    await member.locator(`[data-key="${key}"]`).click()
  }
}

test('the member types the own password: wrong with what is left, right, forgotten by attestation; it stands in no file', async () => {
  test.setTimeout(300_000)
  const info = test.info()
  let slip = ''
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.asLive()
      await desk.visit('li-jianguo')

      // on the only display, without touch, nobody is asked for a password
      await desk.fillTransfer({ ...daughter, amount: '120' })
      await desk.agreeAndTake()
      await expect(counter.getByText(messages.errors['verification.no-keypad'].clerk)).toBeVisible()
      await expect(member.getByText('等您本人确认')).toBeVisible()

      // a finger can be laid on it: the window says so when it asks anew
      const touch = await member.context().newCDPSession(member)
      await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 })
      await member.reload()
      await member.getByText(keypad.title).waitFor()
      await expect(counter.getByText(words.result.whatNow.password)).toBeVisible()
      await member.screenshot({ path: info.outputPath('keypad.png') })
      await tap(member, ['7', '3', '0'])
      await member.screenshot({ path: info.outputPath('keypad-half.png') })
      await tap(member, ['9', '1', '4', 'done'])
      await expect(member.getByText('密码不对，不着急，还可以试 4 次')).toBeVisible({ timeout: 20_000 })
      await expect(counter.getByText(/还可试4次/)).toBeVisible()
      await member.screenshot({ path: info.outputPath('keypad-wrong.png') })
      await counter.screenshot({ path: info.outputPath('counter-wrong.png') })
      await tap(member, ['2', '4', '6', '8', '1', '0', 'done'])
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 20_000 })
      slip = await desk.print()

      // 想不起来: the clerk is told, two see the member agree
      await desk.press('Escape')
      await desk.fillTransfer({ ...daughter, amount: '30' })
      await desk.agreeAndTake()
      await member.getByText(keypad.title).waitFor()
      await tap(member, ['forgotten'])
      await expect(counter.getByText(words.result.passwordForgotten)).toBeVisible()
      await expect(member.getByText('不用密码了，换个办法')).toBeVisible()
      await member.screenshot({ path: info.outputPath('no-password.png') })
      await counter.screenshot({ path: info.outputPath('counter-forgotten.png') })
      await desk.press('Alt+KeyA')
      await desk.second('approve', { spoken: false, seen: true })
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 20_000 })
    },
    async (dataDir) => {
      expect(slipWords(dataDir, slip)).toMatch(/本人在对面屏输入医保码密码，中心核对过/)
      for (const secret of Object.values(digits)) expect(whereIs(dataDir, secret)).toEqual([])
      const { events } = await readJournal(dataDir)
      expect(JSON.stringify(events)).not.toMatch(/246810|730914/)
      expect(events.flatMap(({ event }) => (event.type === 'password-changed' ? [event.state] : []))).toEqual(
        ['given', 'given', 'forgotten'],
      )
    },
  )
})
