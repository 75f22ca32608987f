import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf, personOf } from './desk'
import { onTheWay, readJournal, readLedger, slipPath, slipWords } from './evidence'
import { withApp } from './with-app'

/** 复核 at the same PC in both real windows (issue 7). */

const words = messages.counter
const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }

test('story 3: a typed identity: the check digit is said while typing, money waits for a second person, 手工录入 stands everywhere', async () => {
  test.setTimeout(240_000)
  const info = test.info()
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      const shot = async (name: string): Promise<void> => {
        await counter.screenshot({ path: info.outputPath(`${name}.png`) })
      }
      await desk.signIn()
      const { idNumber } = personOf('li-jianguo')
      await desk.press('Alt+KeyH')
      await counter.getByRole('form', { name: words.typed.title }).waitFor()
      await desk.focus(words.typed.idNumber)
      await counter.keyboard.insertText(idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1'))
      await expect(
        counter.getByText(messages.errors['id-number.wrong-check-digit'].clerk).first(),
      ).toBeVisible()
      await desk.press('Escape')
      await desk.typeIn('li-jianguo')
      await expect(counter.getByText(words.typed.mark).first()).toBeVisible()

      await desk.fillTransfer({ ...daughter, amount: '1000.01' })
      await expect(counter.getByText(/手工录入的，最多能转/).first()).toBeVisible()
      await desk.focus('金额')
      await desk.press('Control+KeyA')
      await counter.keyboard.insertText('300')
      await expect(counter.getByText(messages.errors['visit.typed-identity'].clerk).first()).toBeVisible()
      await shot('typed-transfer')
      await desk.agreeAndTake()
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await expect(member.getByText('等另一位工作人员核对')).toBeVisible()
      await shot('awaiting-approval')
      await member.screenshot({ path: info.outputPath('member-awaiting-approval.png') })
      slips.push(await desk.print())

      // not by a guessed password, and whoever is on duty stays
      await desk.press('Alt+KeyA')
      await expect(counter.getByRole('dialog').getByText('周敏（主管）')).toBeVisible()
      await desk.second('approve', { password: 'guessed' })
      await expect(counter.getByText(messages.errors['sign-in.wrong'].clerk)).toBeVisible()
      await shot('dialogue')
      await desk.second('approve')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 20_000 })
      await expect(counter.getByText('当班 李玉兰')).toBeVisible()
      await expect(counter.getByText(/周敏 复核/)).toBeVisible()
      await shot('approved')
      slips.push(await desk.print())

      await desk.press('F7')
      await expect(counter.getByRole('cell', { name: words.typed.mark })).toBeVisible()
      await desk.press('Escape')

      // the next one by a code on the telephone: read out here, given where a supervisor is signed in
      await desk.press('Escape')
      await desk.fillTransfer({ ...daughter, amount: '100' })
      await desk.agreeAndTake()
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await desk.press('Alt+KeyA')
      await desk.press('Alt+KeyT')
      const readOut = async (what: string): Promise<string> =>
        (await counter.locator(`[data-read="${what}"]`).innerText()).trim()
      const [number, challenge] = [await readOut('number'), await readOut('challenge')]
      await shot('read-out')
      await counter.locator('#telephone-code').fill('0000 0000')
      await desk.press('Enter')
      await expect(counter.getByText(/复核码不对，还能试/)).toBeVisible()
      await desk.press('Escape')
      await desk.press('Control+KeyL')
      await desk.signIn('周敏')
      await desk.press('Alt+KeyF')
      await desk.press('Alt+KeyU')
      await expect(counter.getByText(words.remote.empty)).toBeVisible()
      await shot('elsewhere')
      await desk.press('Alt+KeyT')
      const payee = personOf('li-xiaomei').idNumber
      const told = { number, challenge, amount: '100', last4: payee.slice(-4), password: 'lianxi2026' }
      for (const [field, text] of Object.entries(told)) await counter.locator(`#code-${field}`).fill(text)
      await desk.press('Control+Enter')
      const code = await counter.locator('[data-code]').innerText()
      await shot('code-given')
      await desk.press('Escape')
      await desk.press('Control+KeyL')
      await desk.signIn('李玉兰')
      await desk.press('Alt+KeyF')
      await counter
        .getByRole('row', { name: /手工录入/ })
        .getByRole('button')
        .focus()
      await desk.press('Enter')
      await desk.press('Alt+KeyT')
      await expect(counter.locator('[data-read="challenge"]')).toHaveText(challenge)
      await counter.locator('#telephone-code').fill(code)
      await desk.press('Enter')
      await expect(
        counter.getByRole('heading', { name: words.second.list.replace('{n}', '0') }),
      ).toBeVisible()
      await desk.press('F7')
      await expect(counter.getByRole('row', { name: /已转出·待收款/ })).toHaveCount(2, { timeout: 20_000 })
    },
    async (dataDir) => {
      const [waiting = '', done = ''] = slips
      expect(slipWords(dataDir, waiting)).toMatch(/受理登记单[\s\S]*还没办好，钱没有动[\s\S]*手工录入/)
      expect(slipWords(dataDir, done)).toMatch(/转出单[\s\S]*手工录入[\s\S]*周敏/)
      await info.attach('slip', { path: slipPath(dataDir, waiting) })
      const { events } = await readJournal(dataDir)
      const types = events.map(({ event }) => event.type)
      expect(types.filter((type) => type === 'sign-in-failed')).toHaveLength(1)
      // whoever approved first was not signed in by it
      expect(
        types.slice(0, types.indexOf('approval-given')).filter((type) => type === 'signed-in'),
      ).toHaveLength(1)
      expect(
        types.filter((type) => ['approval-code-failed', 'supervised', 'approved-remotely'].includes(type)),
      ).toEqual(['approval-code-failed', 'supervised', 'approved-remotely'])
      expect(types.indexOf('approval-given')).toBeLessThan(types.indexOf('operation-dispatched'))
      const ledger = readLedger(dataDir)
      expect(ledger).toMatchObject({ ok: true, sum: 0 })
      expect(onTheWay(ledger)).toBe(40_000)
    },
  )
})

test('story 13: a supervisor cannot approve an item of his or her own; a changed item voids the approval; a clerk’s own family is refused', async () => {
  test.setTimeout(300_000)
  const info = test.info()
  await withApp(
    async (app) => {
      const { counter } = app
      const desk = deskOf(app)
      const dialog = counter.getByRole('dialog', { name: words.second.title })
      await desk.signIn('周敏')
      // taken by the supervisor, with a relation that a supervisor has to look at
      await desk.visit('li-jianguo')
      await desk.fillTransfer({ ...daughter, relation: words.transfer.more, amount: '200' })
      await counter.getByRole('combobox', { name: words.transfer.moreTitle }).focus()
      await desk.press('Enter')
      await counter.keyboard.insertText('其他女儿')
      await counter.getByRole('option', { name: /其他女儿/ }).waitFor()
      await desk.press('ArrowDown')
      await desk.press('Enter')
      await desk.agreeAndTake()
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await desk.press('Alt+KeyA')
      await expect(dialog.getByText(words.second.noSupervisor)).toBeVisible()
      await expect(dialog.getByRole('button', { name: /复核通过/ })).toBeDisabled()
      await counter.screenshot({ path: info.outputPath('own-item.png') })
      await desk.press('Escape')
      await desk.endVisit()

      // the clerk's own family
      await desk.visit('zhou-yulan')
      await desk.fillOpening()
      await desk.agreeAndTake()
      await expect(counter.getByText('未办成', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
      await expect(counter.getByText(messages.errors['clerk.related'].clerk).first()).toBeVisible()
      await desk.endVisit()
      await desk.press('Control+KeyL')

      // the same relation taken by the clerk: approved, then changed before it leaves
      await desk.signIn('李玉兰')
      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      await desk.typeIn('sun-guifang')
      await desk.fillTransfer({ ...daughter, amount: '100' })
      await desk.choose(words.transfer.sources.wallet)
      await desk.agreeAndTake()
      await desk.press('Alt+KeyF')
      await expect(
        counter.getByRole('heading', { name: words.second.list.replace('{n}', '2') }),
      ).toBeVisible()
      await counter.screenshot({ path: info.outputPath('approvals.png') })
      await counter
        .getByRole('row', { name: /手工录入/ })
        .getByRole('button')
        .focus()
      await desk.press('Enter')
      await desk.second('approve')
      await expect(dialog).toHaveCount(0)
      await expect(counter.getByRole('row', { name: /手工录入/ })).toHaveCount(0)
      await desk.press('F7')
      await counter
        .getByRole('row', { name: /手工录入/ })
        .getByRole('button')
        .focus()
      await counter.getByRole('button', { name: words.waiting.withdraw }).focus()
      await desk.press('Enter')
      await expect(counter.getByRole('row', { name: /手工录入/ })).toHaveCount(0)
      await desk.press('Escape')
      await desk.press('Escape')
      await desk.fillTransfer({ ...daughter, amount: '150' })
      await desk.choose(words.transfer.sources.wallet)
      await desk.agreeAndTake()
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await desk.line('up')
      await expect(counter.getByText('已联网')).toBeVisible({ timeout: 30_000 })
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await desk.press('Alt+KeyA')
      await counter.getByLabel(words.second.reason, { exact: true }).fill('金额和刚才说的不一样')
      await desk.second('reject')
      await expect(counter.getByText('已撤回', { exact: true }).first()).toBeVisible()
      await expect(counter.getByText(/周敏 没有通过/)).toBeVisible()
      await counter.screenshot({ path: info.outputPath('rejected.png') })
    },
    async (dataDir) => {
      const { events, operations } = await readJournal(dataDir)
      // neither the supervisor's own item nor the changed one left the house
      const sent = events.flatMap(({ event }) =>
        event.type === 'operation-dispatched' ? [event.operationId] : [],
      )
      const opening = operations.find(({ body }) => body.kind === 'wallet-opening')
      expect(sent).toEqual([opening?.id])
      expect(operations.filter(({ body }) => body.kind === 'transfer').map(({ state }) => state)).toEqual([
        'awaiting-approval',
        'cancelled',
        'cancelled',
      ])
      expect(readLedger(dataDir)).toMatchObject({ ok: true, sum: 0 })
    },
  )
})
