import { readdirSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { deskOf } from './desk'
import { readJournal, slipPages, slipWords } from './evidence'
import { withApp } from './with-app'

/** Look-ups with a slip, institutions and complaints, by keys, online and offline; slips on a roll (issue 7). */

async function look(name: string, page: Page): Promise<void> {
  const file = test.info().outputPath(`${name}.png`)
  await page.screenshot({ path: file })
  await test.info().attach(name, { path: file, contentType: 'image/png' })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

test('balances, movements, who looked, institutions and a complaint by keys to their slips, with and without a line; slips on a roll; 快办 in four keys', async () => {
  test.setTimeout(360_000)
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      const printed = async (title: string): Promise<void> => {
        await desk.press('F9')
        await counter.getByText(`打好了：${title}`).waitFor({ timeout: 30_000 })
      }
      await desk.signIn()
      await desk.visit('li-jianguo')
      await look('counter services', counter)
      await desk.press('Alt+Digit7')
      await counter
        .getByText(/^中心 \d/)
        .first()
        .waitFor()
      await expect(counter.getByText('账户里原有的').first()).toBeVisible()
      await look('counter movements', counter)
      await printed('明细单')
      await desk.press('Escape')
      await desk.press('Alt+Digit8')
      await counter.getByText('看余额和明细').waitFor()
      await expect(counter.getByRole('cell', { name: '李玉兰' }).first()).toBeVisible()
      await look('counter who looked', counter)
      await printed('谁看过我的记录')

      // from here on this station has a roll
      await desk.press('F12')
      await desk.choose('80 毫米小票纸')
      await look('counter devices', counter)
      await desk.press('Escape')
      await desk.press('Alt+Digit9')
      await counter.getByText('百姓大药房（马家窑店）').waitFor()
      await expect(counter.getByText('只能在它的窗口用')).toBeVisible()
      await look('counter institutions', counter)
      await counter.locator('#institution-find').fill('中医')
      const complain = counter.getByRole('button', { name: '反映这一家' })
      await expect(complain).toHaveCount(1)
      await complain.focus()
      await desk.press('Enter')
      await desk.press('Control+Enter')
      await counter.getByText('怎么回事：还没有填好').waitFor()
      await desk.line('cut')
      await counter.getByText(/没有联网，从/).waitFor()
      await counter.locator('#complaint-said').fill('说没有开通，不收')
      await desk.press('Control+Enter')
      await counter.getByText(/记下了，编号 0000-\d{8}-1/).waitFor()
      await expect(counter.getByText('等联网交给中心')).toBeVisible()
      await printed('反映问题登记单')
      await look('counter complaint', counter)
      await desk.press('Escape')

      await desk.press('Alt+Digit7')
      await counter.getByText('没有联网，这是这个窗口知道的').waitFor()
      await expect(counter.getByText(/余额是 .* 知道的/)).toBeVisible()
      await printed('明细单')
      await look('counter movements without a line', counter)
      await desk.endVisit()

      // a service to its slip on the roll, registered without a line and done with it
      await desk.line('up')
      await counter.getByText('已联网').waitFor()
      await desk.visit('wang-xiuying')
      await desk.line('cut')
      await counter.getByText(/没有联网，从/).waitFor()
      await desk.fillOpening()
      await desk.agreeAndTake()
      slips.push(await desk.print())
      await desk.line('up')
      await counter.getByText('办结', { exact: true }).first().waitFor({ timeout: 30_000 })
      slips.push(await desk.print())
      await desk.press('Alt+Digit9')
      await counter.getByText(/交给了中心/).waitFor({ timeout: 30_000 })
      await desk.press('Escape')
      await desk.endVisit()

      // 快办 in four keys: 人证一致, 快办, submit, print
      await desk.lay('sun-guifang')
      await counter.getByRole('button', { name: /快办/ }).waitFor({ timeout: 10_000 })
      await desk.press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
      await desk.press('Alt+KeyQ')
      await member.getByRole('button', { name: '同意' }).waitFor({ timeout: 10_000 })
      await expect(member.getByText('您自己')).toBeVisible()
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.getByText('已扣款·待税务确认').first()).toBeVisible()
      await desk.print()
      await look('counter result', counter)
    },
    async (dataDir) => {
      const [registered = '', done = ''] = slips
      expect(slipWords(dataDir, registered).replace(/\s/g, '')).toMatch(
        /受理登记单.*还没办好，钱没有动.*开通医保钱包.*请不要在手机上或别的窗口再办一次.*12393/,
      )
      expect(slipWords(dataDir, done).replace(/\s/g, '')).toMatch(/办结单.*已经办好.*12393.*补打第1次/)
      for (const file of slips) {
        const pages = slipPages(dataDir, file)
        expect(pages).toHaveLength(1)
        expect(pages[0]?.widthMm).toBeCloseTo(80, 0)
        expect(pages[0]?.heightMm).toBeGreaterThan(120)
        expect(pages[0]?.outside).toEqual([])
      }
      // whatever stands on the roll is one piece, leaflets too
      const pages = readdirSync(path.join(dataDir, 'practice/slips')).map((file) => slipPages(dataDir, file))
      const rolls = pages.filter(([first]) => (first?.widthMm ?? 0) < 100)
      expect(rolls.map(({ length }) => length)).toEqual(rolls.map(() => 1))
      expect(rolls.length).toBeGreaterThanOrEqual(5)
      const { events } = await readJournal(dataDir)
      const of = (type: string) => events.filter((event) => event.type === type)
      expect(of('records-shown').length).toBeGreaterThanOrEqual(3)
      expect([of('complaint-made').length, of('complaint-sent').length]).toEqual([1, 1])
      expect(of('leaflet-printed')).toHaveLength(4)
    },
  )
})
