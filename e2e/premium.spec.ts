import { expect, test } from '@playwright/test'
import { deskOf, personOf } from './desk'
import { readJournal, readLedger, slipPath, slipWords } from './evidence'
import { withApp } from './with-app'

/** Premiums of a household in both real windows, by keys (issue 7). */

test('story 11: a household in one pass, then the line is cut; every line in its own true state', async () => {
  const info = test.info()
  test.setTimeout(240_000)
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await desk.service(4)
      // the relative's own card, laid down while the form is open, is a line of the household
      await desk.lay('li-fu')
      await counter.getByText(/又放了一张卡：李福/).waitFor()
      await desk.press('Alt+KeyJ')
      const first = counter.locator('.premium-line').first()
      await expect(first.getByLabel('身份证号', { exact: true })).toHaveValue(personOf('li-fu').idNumber)
      await first.getByRole('radio', { name: '父亲' }).focus()
      await desk.press('Space')
      await first.getByText(/应缴/).waitFor()
      await desk.addRelative({ person: 'li-xiaobao', relation: '儿子' })
      await expect(counter.getByText('捌佰元整').first()).toBeVisible()
      await desk.show()
      await expect(member.getByText('*福、*小宝').first()).toBeVisible()
      await expect(member.getByText('捌佰元整')).toBeVisible()
      await info.attach('counter: a household', {
        body: await counter.screenshot(),
        contentType: 'image/png',
      })
      await info.attach('member: a household', { body: await member.screenshot(), contentType: 'image/png' })
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.locator('.household').getByText('已扣款·待税务确认')).toHaveCount(2)
      await expect(member.getByText('钱扣了，等税务部门确认')).toBeVisible()

      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      await desk.press('Escape')
      await desk.service(4)
      const { name, idNumber } = personOf('ma-deming')
      await desk.press('Alt+KeyA')
      await desk.focus('姓名')
      await counter.keyboard.insertText(name)
      await desk.focus('身份证号')
      await counter.keyboard.insertText(idNumber)
      await desk.choose('兄弟姐妹')
      await desk.agreeAndTake()
      await expect(counter.locator('.household').getByText('待发送（未联网）')).toHaveCount(1)
      await info.attach('counter: lines in their states', {
        body: await counter.screenshot(),
        contentType: 'image/png',
      })
      slips.push(await desk.print())

      await desk.line('up')
      // the tax office confirms by itself in practice
      await expect(counter.locator('.household').getByText('已缴费')).toHaveCount(3, { timeout: 60_000 })
      slips.push(await desk.print())
      await desk.endVisit()
    },
    async (dataDir) => {
      const cut = slipWords(dataDir, slips[0] ?? '')
      expect(cut).toMatch(/受理登记单[\s\S]*有的还没办好，请看每一行/)
      expect(cut).toMatch(/还不算缴费/)
      expect(cut).toMatch(/1,200\.00/)
      expect(cut).not.toMatch(/办结|已经办好|钱没有动/)
      const done = slipWords(dataDir, slips[1] ?? '')
      expect(done).toMatch(/办结单[\s\S]*已经办好[\s\S]*本单不是缴费票据/)
      await info.attach('slip', { path: slipPath(dataDir, slips[0] ?? '') })
      expect(readLedger(dataDir)).toMatchObject({ ok: true, sum: 0 })
      const { operations } = await readJournal(dataDir)
      expect(operations.map(({ receipt }) => receipt)).toEqual([
        'tax-confirmed',
        'tax-confirmed',
        'tax-confirmed',
      ])
    },
  )
})
