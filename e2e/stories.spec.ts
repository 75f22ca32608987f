import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf } from './desk'
import type { Desk } from './desk'
import { balanceOf, onTheWay, readJournal, readLedger, slipPath, slipWords } from './evidence'
import { launchApp } from './launch'
import { withApp } from './with-app'

/** Acceptance stories of transfers, each in both real windows, the clerk by keys alone; story 7 is in every-service. */

const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }
const { waiting, visit: visitWords, home } = messages.counter
/** An answer of the centre after a line came back or the clock moved on. */
const settles = { timeout: 40_000 }

async function picture(desk: Desk, name: string): Promise<void> {
  const info = test.info()
  for (const window of ['counter', 'member'] as const) {
    const body = await desk[window].screenshot()
    await info.attach(`${name}: ${window}`, { body, contentType: 'image/png' })
  }
}

async function transfer(desk: Desk, amount: string, to: Partial<typeof daughter> = {}): Promise<void> {
  await desk.fillTransfer({ ...daughter, ...to, amount })
  await desk.agreeAndTake()
}

async function pressButton(desk: Desk, name: string): Promise<void> {
  await desk.counter.getByRole('button', { name, exact: true }).first().focus()
  await desk.press('Enter')
}

test('story 6: a transfer with a line is on its way at once, then received; another comes back and is told', async () => {
  test.setTimeout(300_000)
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await transfer(desk, '650')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 10_000 })
      await expect(member.getByText('钱转出去了，等家人收')).toBeVisible()
      await expect(counter.getByText(/收款截止/).first()).toBeVisible()
      await picture(desk, 'on its way')
      slips.push(await desk.print())
      await desk.endVisit()

      await desk.visit('li-xiaomei')
      await desk.service(3)
      await desk.choose(/650\.00/)
      await desk.agreeAndTake()
      await expect(member.getByText('钱已经到您的医保钱包')).toBeVisible()
      await desk.endVisit()
      await desk.visit('li-jianguo')
      await expect(counter.locator('.history').getByText('已收款')).toBeVisible(settles)

      await transfer(desk, '80')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 10_000 })
      await desk.endVisit()
      await desk.clock('evening')
      await desk.clock('morning')
      await expect(counter.getByText(home.refused.replace('{n}', '1'))).toBeVisible(settles)
      await desk.press('F7')
      await expect(counter.getByText('已退回').first()).toBeVisible()
      await pressButton(desk, waiting.told.notReached)
      await expect(counter.getByText(/找过 1 次/)).toBeVisible()
      await picture(desk, 'nobody reached')
      await desk.press('Escape')

      await desk.lift()
      await desk.visit('li-jianguo')
      await expect(counter.getByText(visitWords.toTell.replace('{n}', '1'))).toBeVisible()
      await picture(desk, 'to be told')
      await pressButton(desk, visitWords.toTellDone)
      await expect(counter.getByText(visitWords.toTell.replace('{n}', '1'))).toHaveCount(0)
      await desk.endVisit()
      await desk.press('F7')
      await expect(counter.getByText(waiting.empty)).toBeVisible()
    },
    async (dataDir) => {
      const ledger = readLedger(dataDir)
      expect(ledger).toMatchObject({ ok: true, sum: 0 })
      expect(onTheWay(ledger)).toBe(0)
      expect(balanceOf(ledger, 'personal-account/li-jianguo')).toBe(510_000 - 65_000)
      expect(slipWords(dataDir, slips[0] ?? '')).toMatch(/转出单[\s\S]*钱已转出，等家人收款[\s\S]*收款截止/)
      const { operations, events } = await readJournal(dataDir)
      expect(operations.map(({ receipt }) => receipt)).toEqual(['received', null, 'returned'])
      const told = events.flatMap(({ event }) => (event.type === 'member-told' ? [event.how] : []))
      expect(told).toEqual(['not-reached', 'here'])
    },
  )
})

test('story 8: the line is back at 22:30: the centre keeps it and does it after 06:00; what the rules refuse is not done, with its reason', async () => {
  test.setTimeout(300_000)
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await desk.clock('evening')
      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      // told before it is taken: the hours are closed
      await desk.fillTransfer({ ...daughter, amount: '70' })
      await expect(counter.getByText(/06:00/).first()).toBeVisible()
      await desk.agreeAndTake()
      // her wallet is not open, which nobody here can know now
      await transfer(desk, '30', { payee: 'wang-xiuying', place: '临夏', relation: '爱人' })
      await desk.line('up')
      await expect(counter.getByText(/定时待办/).first()).toBeVisible(settles)
      await expect(counter.getByText('未办成').first()).toBeVisible(settles)
      await expect(member.getByText('这次没办成')).toBeVisible()
      await picture(desk, 'not done')
      slips.push(await desk.print())
      await desk.endVisit()
      await desk.clock('morning')
      await desk.press('F7')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible(settles)
      await picture(desk, 'after opening')
    },
    async (dataDir) => {
      const words = slipWords(dataDir, slips[0] ?? '')
      expect(words).toMatch(/未办成告知单[\s\S]*这次没有办成/)
      expect(words).toContain('钱没有动')
      expect(onTheWay(readLedger(dataDir))).toBe(7_000)
      const { operations } = await readJournal(dataDir)
      expect(operations.map(({ state }) => state)).toEqual(['done', 'refused'])
    },
  )
})

test('story 9: the answer is lost: no second sending, asked by its number, one effect after the power went; a twin waits for a second look', async () => {
  test.setTimeout(300_000)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-e2e-'))
  try {
    const first = await launchApp({ dataDir })
    const desk = deskOf(first)
    await desk.signIn()
    await desk.visit('li-jianguo')
    await desk.fillTransfer({ ...daughter, amount: '200' })
    await desk.show()
    await desk.memberPresses('同意')
    await first.counter.getByText('本人按了“同意”').waitFor()
    await desk.centre('slow-work')
    await desk.press('Control+Enter')
    await expect(first.counter.getByText('办理中').first()).toBeVisible()
    await expect(first.member.getByText('正在办，请稍等')).toBeVisible()
    await picture(desk, 'under way')
    // the centre has done it, and its answer never comes
    await desk.line('cut')
    await expect(first.counter.getByText('结果待查').first()).toBeVisible(settles)
    await expect(first.member.getByText('已经发出，结果还没回来')).toBeVisible()
    await expect(first.counter.getByRole('button', { name: '不能重办' })).toBeDisabled()
    await picture(desk, 'unknown')
    first.app.process().kill('SIGKILL')

    const again = await launchApp({ dataDir })
    const next = deskOf(again)
    await next.signIn()
    await next.press('F7')
    await expect(again.counter.getByText('已转出·待收款').first()).toBeVisible(settles)
    await next.press('Escape')

    // one wish taken twice without a line: the second waits until somebody has asked the member
    await again.counter.getByRole('button', { name: /接着办/ }).focus()
    await next.press('Enter')
    await again.counter.getByRole('heading', { name: '李建国' }).waitFor()
    await next.press('Alt+KeyY')
    await again.counter.getByText(/人证一致 已确认/).waitFor()
    await next.line('cut')
    await expect(again.counter.getByText(/没有联网，从/)).toBeVisible()
    for (let time = 0; time < 2; time += 1) await transfer(next, '50')
    await next.line('up')
    await expect(again.counter.getByText('待复核').first()).toBeVisible(settles)
    await expect(again.member.getByText(/您家里人是不是已经办过了？/)).toBeVisible()
    await picture(next, 'twin')
    await next.endVisit()
    await next.press('F7')
    await again.counter
      .getByRole('row', { name: /待复核/ })
      .getByRole('button')
      .focus()
    await next.press('Enter')
    await pressButton(next, waiting.sendAgain)
    await expect(again.counter.getByText('待复核')).toHaveCount(0, settles)
    await again.close()
    const ledger = readLedger(dataDir)
    expect(ledger).toMatchObject({ ok: true, sum: 0 })
    expect(onTheWay(ledger)).toBe(20_000 + 5_000 + 5_000)
    const { events } = await readJournal(dataDir)
    expect(events.filter(({ event }) => event.type === 'operation-taken')).toHaveLength(3)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('story 10: a changed mind: taken back here before it left, at the centre after; the count of the day is given back', async () => {
  test.setTimeout(240_000)
  const slips: string[] = []
  await withApp(
    async (app) => {
      const { counter } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      await transfer(desk, '90')
      await expect(counter.getByText('1 / 3')).toBeVisible()
      await desk.press('F7')
      await pressButton(desk, waiting.withdraw)
      await expect(counter.getByText(waiting.empty)).toBeVisible()
      await desk.press('Escape')
      await expect(counter.getByText('0 / 3')).toBeVisible()
      await counter.getByRole('button', { name: /^看 / }).first().focus()
      await desk.press('Enter')
      slips.push(await desk.print())
      await desk.endVisit()

      // the centre has it and waits for its hour: only the centre can take it back
      await desk.line('up')
      await expect(counter.getByText('已联网')).toBeVisible(settles)
      await desk.clock('evening')
      await desk.lift()
      await desk.visit('li-jianguo')
      await transfer(desk, '60')
      await expect(counter.getByText(/定时待办/).first()).toBeVisible(settles)
      await desk.press('F7')
      await pressButton(desk, waiting.withdraw)
      await expect(counter.getByText(waiting.empty)).toBeVisible(settles)
      await picture(desk, 'withdrawn')
      await desk.press('Escape')
      await expect(counter.getByText('已撤回').first()).toBeVisible()
    },
    async (dataDir) => {
      expect(slipWords(dataDir, slips[0] ?? '')).toMatch(/撤回单/)
      expect(onTheWay(readLedger(dataDir))).toBe(0)
      const { operations } = await readJournal(dataDir)
      expect(operations.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    },
  )
})

test('story 12: the paper runs out: what was taken is not affected, and one key prints what is still wanted', async () => {
  test.setTimeout(180_000)
  await withApp(
    async (app) => {
      const { counter } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await desk.paper(false)
      await transfer(desk, '40')
      await desk.press('F9')
      await expect(counter.getByText(messages.counter.result.notOut)).toBeVisible()
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible(settles)
      await picture(desk, 'no paper')
      await desk.press('Escape')
      await transfer(desk, '45')
      await desk.press('F9')
      await expect(counter.getByText(messages.counter.result.notOut)).toBeVisible()
      await desk.endVisit()
      await expect(counter.getByText(home.unprinted.replace('{n}', '2'))).toBeVisible()
      await picture(desk, 'home without paper')
      await desk.paper(true)
      await desk.press('Alt+KeyU')
      await expect(counter.getByText(home.printedAll.replace('{n}', '2'))).toBeVisible(settles)
    },
    async (dataDir) => {
      const { events } = await readJournal(dataDir)
      const printed = events.flatMap(({ event }) => (event.type === 'slip-printed' ? [event.file] : []))
      expect(printed).toHaveLength(2)
      for (const file of printed) expect(slipWords(dataDir, file)).toMatch(/转出单/)
      await test.info().attach('slip', { path: slipPath(dataDir, printed[0] ?? '') })
      expect(onTheWay(readLedger(dataDir))).toBe(8_500)
    },
  )
})
