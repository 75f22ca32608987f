import { readdirSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf, personOf } from './desk'
import type { Desk } from './desk'
import { readJournal, slipWords } from './evidence'
import { withApp } from './with-app'

const { people } = messages.counter

/** Looking and telling in both real windows, by keys (issue 7). */

async function look(name: string, page: Page): Promise<void> {
  const path = test.info().outputPath(`${name}.png`)
  await page.screenshot({ path })
  await test.info().attach(name, { path, contentType: 'image/png' })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

/** 日结 by keys: what is asked about first is read, and accepted. */
async function closeDay({ counter, press }: Desk, asked: string): Promise<void> {
  await press('Control+Enter')
  const dialog = counter.getByRole('dialog', { name: '这样就日结吗？' })
  await dialog.getByText(asked).waitFor()
  await expect(dialog.getByRole('button', { name: '先不结' })).toBeFocused()
  await press('Control+Enter')
  await counter.getByText('日结好了').waitFor()
}

async function printDay({ counter, press }: Desk): Promise<void> {
  await press('F9')
  await counter.getByText('日结表打好了').waitFor({ timeout: 30_000 })
}

test('先查一下: one card is looked up within five seconds, no visit is opened, and it disarms itself; offline with its age', async () => {
  test.setTimeout(180_000)
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await look('counter home', counter)
      await desk.press('Alt+KeyX')
      await counter.getByText('请把要查的身份证放上去').waitFor()
      const before = performance.now()
      await desk.lay('ma-deming')
      await counter.getByText('2027 年还没缴，这里能缴').waitFor()
      await expect(counter.getByText(/^中心 /)).toBeVisible()
      expect(performance.now() - before).toBeLessThan(5_000)
      await expect(counter.getByText('没有钱包，转账前要先开通')).toBeVisible()
      await expect(counter.getByText('马德明')).toHaveCount(0)
      await expect(member.getByRole('heading', { name: '2027 年的医保还没有缴' })).toBeVisible()
      await expect(member.getByText('可以在这个窗口缴')).toBeVisible()
      await expect(member.getByText('马')).toHaveCount(0)
      await look('counter what was found', counter)
      await look('member what was found', member)

      // one card only: the next one is a visit
      await desk.visit('zhou-yulan')
      await expect(member.getByText('2027 年的医保还没有缴')).toHaveCount(0)
      await desk.endVisit()

      await desk.line('cut')
      await counter.getByText(/没有联网，从/).waitFor()
      await desk.press('Alt+KeyX')
      await desk.lay('ma-deming')
      await expect(counter.getByText(/没有联网，这是 .* 的情况/)).toBeVisible()
      await expect(member.getByText(/这是 .* 查到的/)).toBeVisible()
      await look('member without a line', member)
      await desk.press('Escape')
      await expect(member.getByText('请把身份证放在这里')).toBeVisible()

      // somebody without the card, from the township's own list; the line is still down
      await desk.press('Alt+KeyL')
      await expect(counter.locator('#people-find')).toBeFocused()
      await desk.choose(people.reasons['card-forgotten'])
      await desk.focus(people.find)
      await desk.type('sgf')
      await desk.press('Enter')
      await expect(counter.getByText('1962年生 · 在乡镇名单里')).toBeVisible()
      await expect(counter.getByText('孙桂芳')).toHaveCount(0)
      await look('counter people found', counter)
      await desk.reach(counter.getByRole('button', { name: people.open }))
      await desk.press('Enter')
      await expect(counter.getByText('孙桂芳')).toBeVisible()
      await expect(counter.getByText(/年度还没缴$/)).toBeVisible()
      await expect(counter.getByText('您今天查了 1 位，最多 20 位')).toBeVisible()
      await expect(member.getByText('孙')).toHaveCount(0)
      await look('counter person seen', counter)
      await desk.press('Escape')
      await expect(counter.getByText('请把身份证放在读卡器上')).toBeVisible()
    },
    async (dataDir) => {
      const { events } = await readJournal(dataDir)
      const opened = events.filter(({ type }) => type === 'visit-opened')
      expect(events.filter(({ type }) => type === 'looked-up')).toHaveLength(2)
      expect(events.filter(({ type }) => type === 'person-looked-up')).toMatchObject([
        { event: { of: personOf('sun-guifang').idNumber, clerk: 'liyulan', reason: 'card-forgotten' } },
      ])
      expect(opened).toHaveLength(1)
    },
  )
})

test('a member comes back with a slip: F3 finds the case; at night the day is compared, closed and printed by keys', async () => {
  test.setTimeout(180_000)
  let slip = ''
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('wang-xiuying')
      await desk.line('cut')
      await counter.getByText(/没有联网，从/).waitFor()
      await desk.fillOpening()
      await desk.agreeAndTake()
      slip = await desk.print()
      await desk.endVisit()
      await desk.line('up')
      await counter.getByText('已联网').waitFor()

      // the number as it stands on the paper, in threes; one digit wrong first
      const number = slip.slice(0, 12)
      const wrong = number.slice(0, 11) + String((Number(number[11]) + 1) % 10)
      await desk.press('F3')
      await counter.locator('#home-find').fill(wrong)
      await desk.press('Enter')
      await counter.getByText('业务号有一位输错了（最后一位核对不上）').waitFor()
      await look('counter wrong digit', counter)
      await desk.press('F3')
      await counter.locator('#case-find').fill(number.replace(/(...)/g, '$1 '))
      await desk.press('Enter')
      await counter.getByRole('heading', { name: /业务号/ }).waitFor()
      await expect(counter.getByText('办结', { exact: true }).first()).toBeVisible()
      await expect(counter.getByText('本人按了“同意”')).toBeVisible()
      await expect(counter.getByText('中心：办了')).toBeVisible()
      await expect(counter.getByText('受理登记单 第 1 张')).toBeVisible()
      await expect(counter.getByText('王秀英')).toHaveCount(0)
      await look('counter case', counter)

      // printed again as it stands today, and disputed
      await desk.press('F9')
      await counter.getByText('办结单 第 2 张').waitFor()
      await desk.press('Control+KeyD')
      await counter.keyboard.insertText('说当时没有办')
      await desk.press('Enter')
      await counter.getByText(/有异议（李玉兰/).waitFor()
      await look('counter dispute', counter)
      await desk.press('Escape')
      await counter.getByText('请把身份证放在读卡器上').waitFor()

      await desk.press('Alt+KeyZ')
      await counter.getByText('有异议：要先说清楚（1 笔）').waitFor()
      await desk.press('Alt+KeyC')
      await counter.getByText(/^和中心一致（.*第 1 次/).waitFor()
      await look('counter day compared', counter)
      // a loose end leads to its case, and the case back to it
      await desk.reach(counter.locator('.loose [data-row]'))
      await desk.press('Enter')
      await counter.getByRole('heading', { name: /业务号/ }).waitFor()
      await desk.press('Escape')
      await expect(counter.locator('.loose [data-row]')).toBeFocused()
      await closeDay(desk, '还有 1 处要接着办')
      await expect(member.getByRole('heading', { name: '今天这个窗口办完了' })).toBeVisible()
      await look('counter day closed', counter)
      await look('member day closed', member)
      await printDay(desk)

      // without a line it is said, closed and printed all the same
      await desk.line('cut')
      await counter.getByText(/没有联网，从/).waitFor()
      await desk.press('Alt+KeyC')
      await counter.getByText('这次没核对上，本机的数照样能看').waitFor()
      await closeDay(desk, '还没和中心核对')
      await expect(counter.getByText('当时没联上中心，还没和中心核对')).toBeVisible()
      await printDay(desk)
      await look('counter day closed without a line', counter)
    },
    async (dataDir) => {
      const { events } = await readJournal(dataDir)
      expect(events.filter(({ type }) => type === 'case-opened')).toHaveLength(1)
      expect(slipWords(dataDir, slip)).toMatch(/受理登记单/)
      expect(events.filter(({ type }) => type === 'day-compared')).toHaveLength(1)
      expect(events.filter(({ type }) => type === 'day-closed').map(({ event }) => event)).toMatchObject([
        {
          operations: 1,
          looseEnds: [{ why: 'disputed', count: 1 }],
          comparison: { number: 1, differences: 0 },
        },
        { operations: 1, comparison: null },
      ])
      const papers = readdirSync(path.join(dataDir, 'practice/slips')).filter((file) =>
        file.startsWith('day-close-'),
      )
      expect(papers).toHaveLength(2)
      for (const paper of papers) {
        const words = slipWords(dataDir, paper).replace(/\s/g, '')
        expect(words).toMatch(/日结表.*已经日结.*开通医保钱包办结1笔/)
        expect(words).toContain(slip.slice(0, 12))
        expect(words).not.toContain('王秀英')
      }
    },
  )
})
