// The main job, scripted in the real windows: a card, a wallet, a transfer to a relative, the line cut and back, the
// slips, the relative receives. Writes out/demo/: screenshots of both windows, slip PDFs, summary.json.
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setUp } from './setup.mjs'
import { main, root, say, Stop } from './terminal.mjs'

const folder = path.join(root, 'out', 'demo')
const sqlWasm = path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm')

/** @typedef {{ name: string, title: string, durationMs: number, pictures: string[] }} DemoStep */
/** @typedef {import('../shared/domain/operation').Operation} Operation */

main(import.meta.url, async () => {
  await setUp()
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const { launch } = await import('./electron-launch.mjs')
  const { runnerImport } = await import('vite')
  const load = (/** @type {string} */ file) =>
    runnerImport(path.join(root, file), { configFile: false, logLevel: 'error' }).then(({ module }) => module)
  const { deskOf } = await load('e2e/desk.ts')
  const { readLedger, slipPath } = await load('e2e/evidence.ts')
  const { readJournal } = await load('e2e/read-journal.ts')
  const { makeOperationNumber } = await load('shared/domain/operation-number.ts')

  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'wallet-demo-'))
  const app = await launch({ dataDir })
  /** @type {DemoStep[]} */
  const steps = []
  /** @type {string[]} */
  const slips = []
  try {
    const desk = deskOf(app)
    await showStory(app, desk, steps, slips)
  } finally {
    await app.close()
  }
  for (const slip of slips) fs.copyFileSync(slipPath(dataDir, slip), path.join(folder, `slip-${slip}`))
  const { operations } = await readJournal(path.join(dataDir, 'practice'), sqlWasm)
  const ledger = readLedger(dataDir)
  const summary = {
    steps,
    // practice stations begin their numbers with 0000
    operations: operations.map((/** @type {Operation} */ { taken, body, state, receipt }) => ({
      number: makeOperationNumber('0000', taken?.number ?? 0),
      kind: body.kind,
      state,
      receipt,
    })),
    ledger,
  }
  fs.writeFileSync(path.join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  fs.rmSync(dataDir, { recursive: true, force: true })
  if (!ledger.ok || ledger.sum !== 0) throw new Stop('The ledger does not add up: see out/demo/summary.json')
  say(`${steps.length} steps, ${operations.length} operations, ${slips.length} slips; the ledger adds up.`)
  say(`Look at ${path.relative(root, folder)}/`)
})

/**
 * @param {import('./electron-launch.mjs').LaunchedApp} app
 * @param {import('../e2e/desk').Desk} desk
 * @param {DemoStep[]} steps
 * @param {string[]} slips
 */
async function showStory({ counter, member }, desk, steps, slips) {
  const daughter = { payee: 'li-xiaomei', place: '苏州', relation: '女儿' }
  /** @param {string} name @param {string} title @param {() => Promise<unknown>} work */
  const step = async (name, title, work) => {
    const startedAt = performance.now()
    await work()
    const durationMs = Math.round(performance.now() - startedAt)
    const number = String(steps.length + 1).padStart(2, '0')
    await counter.waitForTimeout(300)
    const pictures = [`${number}-${name}-counter.png`, `${number}-${name}-member.png`]
    await counter.screenshot({ path: path.join(folder, pictures[0] ?? '') })
    await member.screenshot({ path: path.join(folder, pictures[1] ?? '') })
    steps.push({ name, title, durationMs, pictures })
    say(`${number} ${title} (${durationMs} ms)`)
  }
  const print = async () => slips.push(await desk.print())
  const text = (/** @type {string | RegExp} */ words) =>
    counter.getByText(words).first().waitFor({ timeout: 30_000 })

  await step('sign-in', '当班登录', () => desk.signIn())
  await step('card', '王秀英把身份证放上，人证一致', () => desk.visit('wang-xiuying'))
  await step('wallet-form', '开通钱包：使用地已填好，写手机', () => desk.fillOpening())
  await step('wallet-shown', '给本人看', () => desk.show())
  await step('wallet-open', '本人按同意，中心办结', async () => {
    await desk.memberPresses('同意')
    await text('本人按了“同意”')
    await desk.press('Control+Enter')
    await text('办结')
  })
  await step('wallet-slip', '打办结单', print)
  await step('transfer-form', '转给女儿 650 元', () => desk.fillTransfer({ ...daughter, amount: '650' }))
  await step('transfer-shown', '给本人看', () => desk.show())
  await step('transfer-out', '本人按同意，已转出·待收款', async () => {
    await desk.memberPresses('同意')
    await text('本人按了“同意”')
    await desk.press('Control+Enter')
    await text('已转出·待收款')
  })
  await step('transfer-slip', '打转出单', print)
  await step('line-cut', '断网', async () => {
    await desk.line('cut')
    await text(/没有联网，从/)
  })
  await step('transfer-taken', '照样登记一笔 120.50 元，还没办', async () => {
    await desk.fillTransfer({ ...daughter, amount: '120.50' })
    await desk.agreeAndTake()
    await text('待发送（未联网）')
  })
  await step('registered-slip', '打受理登记单', print)
  await step('waiting-list', '待办里看得到它', async () => {
    await desk.press('F7')
    await counter.getByRole('cell', { name: '120.50' }).waitFor()
  })
  await step('line-back', '网通了，自己办掉', async () => {
    await desk.press('Escape')
    await desk.line('up')
    await counter.getByText('已转出·待收款').nth(2).waitFor({ timeout: 30_000 })
  })
  await step('visit-ended', '请收好身份证', () => desk.endVisit())
  await step('daughter', '女儿李晓梅来了：有钱等她收', () => desk.visit('li-xiaomei'))
  await step('receive', '收 650 元', async () => {
    await desk.service(3)
    await desk.choose(/650\.00/)
    await desk.agreeAndTake()
    await member.getByText('钱已经到您的医保钱包').waitFor()
  })
  await step('received-slip', '打收款单', print)
  await step('payer-told', '王秀英再来：那一笔已收款', async () => {
    await desk.endVisit()
    await desk.visit('wang-xiuying')
    await text('已收款')
  })
}
