import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { runnerImport } from 'vite'
import type * as postgres from '../central/testing/postgres'
import { messages } from '../shared/text/zh-CN'
import { deskOf, personOf } from './desk'
import { balanceOf, onTheWay, readJournal, readLedger, slipWords } from './evidence'
import { launchApp } from './launch'
import { withApp } from './with-app'
import { kill } from './kill'

/** The main job in both real windows: the clerk by keys alone, the member by the own window (issue 2). */

const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }

async function serveOneMember(databaseUrl?: string): Promise<void> {
  test.setTimeout(240_000)
  const slips: Record<string, string> = {}
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await expect(member.getByText('请把身份证放在这里')).toBeVisible()

      await desk.visit('wang-xiuying')
      await expect(member.getByText('王**')).toBeVisible()
      await expect(member.getByText(personOf('wang-xiuying').idNumber.slice(-4))).toHaveCount(0)
      await expect(counter.getByText('3,286.40').first()).toBeVisible()

      await desk.fillOpening()
      await desk.show()
      await expect(member.getByText('临夏回族自治州')).toBeVisible()
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.getByText('办结', { exact: true }).first()).toBeVisible()
      slips['opening'] = await desk.print()
      await expect(counter.getByText('已开通，在临夏回族自治州用').first()).toBeVisible()

      await desk.fillTransfer({ ...daughter, amount: '650' })
      await expect(counter.getByText('陆佰伍拾元整').first()).toBeVisible()
      await desk.agreeAndTake()
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible()
      await expect(member.getByText('钱转出去了，等家人收')).toBeVisible()
      await expect(counter.getByText('2,636.40').first()).toBeVisible()
      slips['transfer'] = await desk.print()

      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      await desk.fillTransfer({ ...daughter, amount: '120.50' })
      await desk.agreeAndTake()
      await expect(counter.getByText('待发送（未联网）').first()).toBeVisible()
      await expect(member.getByText('登记好了，还没办')).toBeVisible()
      slips['registered'] = await desk.print()

      await desk.line('up')
      await expect(counter.getByText('已转出·待收款')).toHaveCount(3, { timeout: 30_000 })
      await desk.endVisit()

      await desk.visit('li-xiaomei')
      await expect(member.getByText(/有.*笔钱等您收/)).toBeVisible()
      await desk.service(3)
      await desk.choose(/650\.00/)
      await desk.agreeAndTake()
      await expect(member.getByText('钱已经到您的医保钱包')).toBeVisible()
      slips['received'] = await desk.print()
      await desk.endVisit()

      await desk.press('F7')
      await expect(counter.getByRole('cell', { name: '120.50' })).toBeVisible()
      await expect(counter.getByRole('cell', { name: '650.00' })).toHaveCount(0)
    },
    async (dataDir) => {
      const ledger = readLedger(dataDir, databaseUrl)
      expect(ledger).toMatchObject({ ok: true, sum: 0 })
      expect(balanceOf(ledger, 'personal-account/wang-xiuying')).toBe(328640 - 65000 - 12050)
      expect(balanceOf(ledger, 'wallet/li-xiaomei')).toBe(12000 + 65000)
      expect(onTheWay(ledger)).toBe(12050)

      const { events, operations } = await readJournal(dataDir)
      expect(operations.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
      expect(operations.map(({ receipt }) => receipt)).toEqual([null, 'received', 'pending', null])
      expect(events.filter(({ event }) => event.type === 'slip-printed')).toHaveLength(4)

      expect(slipWords(dataDir, slips['opening'] ?? '')).toMatch(/办结单[\s\S]*已经办好[\s\S]*练习，不作凭证/)
      expect(slipWords(dataDir, slips['transfer'] ?? '')).toMatch(
        /转出单[\s\S]*钱已转出，等家人收款[\s\S]*女儿 \*晓梅[\s\S]*650\.00/,
      )
      const registered = slipWords(dataDir, slips['registered'] ?? '')
      expect(registered).toMatch(/受理登记单[\s\S]*还没办好，钱没有动[\s\S]*000 000 000 037[\s\S]*120\.50/)
      expect(registered).not.toMatch(/办结|已经办好|收款截止/)
      expect(slipWords(dataDir, slips['received'] ?? '')).toMatch(/收款单[\s\S]*已经办好[\s\S]*650\.00/)
      expect(readdirSync(path.join(dataDir, 'practice/slips'))).toHaveLength(4)
    },
    databaseUrl === undefined ? {} : { PRACTICE_DATABASE_URL: databaseUrl },
  )
}

const mainJob = 'one member is served: card, wallet, transfer, line cut and back, received, slips, ledger'

test(`${mainJob}; the practice centre on PGlite`, () => serveOneMember())

test(`${mainJob}; the practice centre on PostgreSQL`, async () => {
  const { module: server } = await runnerImport<typeof postgres>(
    path.resolve('central/testing/postgres.ts'),
    {
      configFile: false,
      logLevel: 'error',
    },
  )
  const running = await server.startPostgres()
  try {
    await serveOneMember(await running.newDatabase())
  } finally {
    await running.stop()
  }
})

test('core and devices are killed in the middle: back within 5 s, nothing typed is lost, nothing is doubled', async () => {
  test.setTimeout(180_000)
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')
      await desk.fillTransfer({ ...daughter, amount: '300' })

      await kill(app, 'core')
      await expect(counter.getByText('人证一致 已确认')).toBeVisible()
      await expect(counter.getByLabel('金额', { exact: true })).toHaveValue('300')
      await desk.show()
      await kill(app, 'core')
      // what the member was looking at stands there again, and the press counts
      await expect(member.getByRole('button', { name: '同意' })).toBeVisible()
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await kill(app, 'core')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 30_000 })
      await kill(app, 'devices')
      await expect(counter.getByText('5,100.00')).toHaveCount(0, { timeout: 15_000 })
      await expect(counter.getByText('4,800.00').first()).toBeVisible()
      await desk.endVisit()
      // the reader is there again and reads the next card
      await desk.visit('ma-deming')
      await desk.endVisit()
    },
    async (dataDir) => {
      const ledger = readLedger(dataDir)
      expect(ledger).toMatchObject({ ok: true, sum: 0 })
      expect(balanceOf(ledger, 'personal-account/li-jianguo')).toBe(510000 - 30000)
      expect(onTheWay(ledger)).toBe(30000)
      const { events } = await readJournal(dataDir)
      expect(events.filter(({ event }) => event.type === 'operation-taken')).toHaveLength(1)
      expect(events.filter(({ event }) => event.type === 'opened').length).toBeGreaterThanOrEqual(4)
    },
  )
})

test('the power goes and comes back: what was taken is there, nobody is signed in, the visit waits', async () => {
  test.setTimeout(180_000)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-e2e-'))
  try {
    const before = await launchApp({ dataDir })
    const desk = deskOf(before)
    await desk.signIn()
    await desk.visit('li-jianguo')
    await desk.line('cut')
    await expect(before.counter.getByText(/没有联网，从/)).toBeVisible()
    await desk.fillTransfer({ ...daughter, amount: '88' })
    await desk.agreeAndTake()
    await expect(before.counter.getByText('待发送（未联网）').first()).toBeVisible()
    before.app.process().kill('SIGKILL')

    const after = await launchApp({ dataDir })
    const next = deskOf(after)
    await next.signIn()
    await expect(after.counter.getByText('李**').first()).toBeVisible()
    await after.counter.getByRole('button', { name: /接着办/ }).focus()
    await next.press('Enter')
    await expect(after.counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 30_000 })
    await after.close()
    const ledger = readLedger(dataDir)
    expect(ledger).toMatchObject({ ok: true, sum: 0 })
    expect(onTheWay(ledger)).toBe(8800)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('bad input in the windows: said in words at its place, nothing lost, the visit stays', async () => {
  test.setTimeout(180_000)
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()

      await desk.lay('wrong-check-digit')
      await expect(counter.getByText('证件里的号码核对不上').first()).toBeVisible()
      await desk.lay('unknown-type-letter')
      await expect(counter.getByText(/不认识/).first()).toBeVisible()
      await desk.layBriefly('wang-xiuying')
      await expect(counter.getByText(/卡动了/).first()).toBeVisible()
      await expect(member.getByText('请把身份证放平，先别拿走')).toBeVisible()

      await desk.visit('li-jianguo')
      await desk.lay('li-xiaomei')
      await expect(counter.getByText(/又放了一张卡/)).toBeVisible()
      await expect(member.getByText('李**')).toBeVisible()
      await counter.getByRole('button', { name: '拿错了卡' }).focus()
      await desk.press('Enter')
      await expect(counter.getByText(/又放了一张卡/)).toHaveCount(0)

      await desk.fillTransfer({ ...daughter, amount: '2000.01' })
      await expect(counter.getByText(/单笔最多/).first()).toBeVisible()
      await desk.press('F10')
      await expect(member.getByRole('button', { name: '同意' })).toHaveCount(0)
      await expect(counter.getByLabel('金额', { exact: true })).toHaveValue('2000.01')
      await expect(counter.getByRole('heading', { name: '李建国' })).toBeVisible()
      await desk.endVisit()

      await desk.visit('wang-xiuying')
      await desk.fillOpening({ phone: '1380000' })
      await desk.press('F10')
      await expect(counter.getByText(messages.errors['phone.malformed'].clerk).first()).toBeVisible()
      await expect(counter.getByLabel('手机号', { exact: true })).toHaveValue('1380000')
      await expect(member.getByRole('button', { name: '同意' })).toHaveCount(0)
    },
    async (dataDir) => {
      const { events } = await readJournal(dataDir)
      expect(events.some(({ event }) => event.type === 'operation-taken')).toBe(false)
      // the card that was laid down by mistake left no identity behind
      expect(JSON.stringify(events)).not.toContain(personOf('li-xiaomei').idNumber)
      expect(JSON.stringify(events)).not.toContain('周平')
    },
  )
})
