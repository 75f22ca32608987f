import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { runnerImport } from 'vite'
import { messages } from '../shared/text/zh-CN'
import { deskOf } from './desk'
import { balanceOf, readJournal, readLedger, slipWords } from './evidence'
import type * as officeHand from './office-hand'
import { withApp } from './with-app'

/** 冲正 as the counter sees it (domain.md 4.3): what was received and is reversed is nowhere told as done any more. */

const { news, visit: visitWords, home, waiting } = messages.counter
const reason = '同名的人弄错了'
const settles = { timeout: 40_000 }

test('a received transfer is corrected by two operators of the centre: said at the counter at once, on paper and to both people', async () => {
  test.setTimeout(240_000)
  const { module: hand } = await runnerImport<typeof officeHand>(path.resolve('e2e/office-hand.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  const office = await hand.runPracticeOffice()
  try {
    await withApp(
      async (app) => {
        const { counter, member } = app
        const desk = deskOf(app)
        const look = (name: string) => counter.screenshot({ path: test.info().outputPath(`${name}.png`) })
        await desk.signIn()
        await desk.visit('li-jianguo')
        await desk.fillTransfer({ payee: 'li-xiaomei', place: '苏州', relation: '女儿', amount: '650' })
        await desk.agreeAndTake()
        await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 10_000 })
        const number = (await desk.print()).slice(0, 12)
        await desk.endVisit()
        await desk.visit('li-xiaomei')
        await desk.service(3)
        await desk.choose(/650\.00/)
        await desk.agreeAndTake()
        await expect(member.getByText('钱已经到您的医保钱包')).toBeVisible()
        await desk.endVisit()

        await office.correct(reason)

        // the sending and its receiving were both taken here
        await expect(counter.getByText(news.elsewhere.replace('{n}', '2'))).toBeVisible(settles)
        await expect(counter.getByText(home.refused.replace('{n}', '2'))).toBeVisible()
        await look('home')
        await desk.press('F7')
        await expect(counter.getByText('已更正·钱已退回').first()).toBeVisible()
        await look('waiting')
        await desk.press('Escape')

        await desk.press('F3')
        await counter.locator('#home-find').fill(number)
        await desk.press('Enter')
        await counter.getByRole('heading', { name: /业务号/ }).waitFor()
        await expect(counter.locator('.corrected')).toContainText(reason)
        await expect(counter.getByText('已收款', { exact: true })).toHaveCount(0)
        await desk.press('F9')
        await counter.getByText(/更正通知单 第 \d 张/).waitFor()
        await look('case')
        await desk.press('Escape')

        // both come by and hear it, the payer first
        for (const person of ['li-jianguo', 'li-xiaomei'] as const) {
          await desk.visit(person)
          await expect(counter.getByText(visitWords.toTell.replace('{n}', '1'))).toBeVisible()
          await expect(counter.getByText(reason).first()).toBeVisible()
          await look(`visit of ${person}`)
          await counter.getByRole('button', { name: visitWords.toTellDone, exact: true }).first().focus()
          await desk.press('Enter')
          await expect(counter.getByText(visitWords.toTell.replace('{n}', '1'))).toHaveCount(0)
          await desk.endVisit()
        }
        await desk.press('F7')
        await expect(counter.getByText(waiting.empty)).toBeVisible()
      },
      async (dataDir) => {
        const ledger = readLedger(dataDir, office.databaseUrl)
        expect(ledger).toMatchObject({ ok: true, sum: 0 })
        expect(balanceOf(ledger, 'personal-account/li-jianguo')).toBe(510_000)
        expect(balanceOf(ledger, 'wallet/li-xiaomei')).toBe(12_000)
        const { events } = await readJournal(dataDir)
        const told = events.flatMap(({ event }) => (event.type === 'member-told' ? [event.how] : []))
        expect(told).toEqual(['here', 'here'])
        const papers = readdirSync(path.join(dataDir, 'practice/slips')).map((file) =>
          slipWords(dataDir, file),
        )
        const corrected = papers.filter((words) => words.includes('更正通知单'))
        expect(corrected).toHaveLength(1)
        expect(corrected[0]).toMatch(
          /已经更正，钱已退回[\s\S]*650\.00[\s\S]*同名的人弄错了[\s\S]*陈主管、林科长/,
        )
        expect(corrected[0]).not.toMatch(/已经办好|李晓梅|李建国/)
      },
      { PRACTICE_DATABASE_URL: office.databaseUrl },
    )
  } finally {
    await office.stop()
  }
})
