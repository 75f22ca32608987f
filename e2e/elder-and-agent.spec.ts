import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf, personOf } from './desk'
import type { Desk } from './desk'
import { readJournal, slipWords } from './evidence'
import { withApp } from './with-app'

/** Stories 4 and 5 of screens.md: the elder who opens a wallet, and the son who helps. */

const { agent: words } = messages.counter
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(3000, 7)])
const picture = (name: string): string => path.join('out/test', name)

test('story 4: an elder opens a wallet: three facts, 同意 / 不办了 / 请帮我; online → 办结单, offline → 受理登记单', async () => {
  test.setTimeout(240_000)
  const slips: Record<string, string> = {}
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('wang-xiuying')
      await desk.fillOpening()
      await desk.show()
      await expect(member.locator('.fact')).toHaveCount(3)
      for (const answer of ['同意', '不办了', '请帮我'])
        await expect(member.getByRole('button', { name: answer })).toBeVisible()

      await desk.memberPresses('请帮我')
      await expect(counter.getByText(/本人按了“请帮我”（开通/)).toBeVisible()
      // wherever the clerk is
      await desk.press('F7')
      await expect(counter.getByText(/本人按了“请帮我”（开通/)).toBeVisible()
      await counter.screenshot({ path: picture('story-4-help.png') })
      await counter.getByRole('button', { name: words.goThere }).focus()
      await desk.press('Enter')
      await desk.show()
      await expect(counter.getByText(/本人按了“请帮我”（开通/)).toHaveCount(0)

      await desk.memberPresses('不办了')
      await counter.getByText('本人按了“不办了”').first().waitFor()
      await expect(counter.getByText('不用问原因', { exact: false }).first()).toBeVisible()
      await desk.press('F10')
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.getByText('办结', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
      slips['online'] = await desk.print()
      await desk.endVisit()

      await desk.visit('zhao-min')
      await desk.line('cut')
      await expect(counter.getByText(/没有联网，从/)).toBeVisible()
      await desk.service(1)
      await desk.choosePlace('使用地（在哪里用）', '苏州')
      await desk.focus(messages.counter.opening.placeReason)
      await counter.keyboard.insertText('在苏州打工，在那里看病')
      await desk.choose('没有手机')
      await desk.choose(messages.counter.opening.noticeWays['read-by-oneself'])
      await desk.show()
      await counter.screenshot({ path: picture('story-4-form.png') })
      await desk.memberPresses('同意')
      await expect(member.getByText('钱只能在苏州市的医院、药店用。您看病是在那里吗？')).toBeVisible()
      await member.screenshot({ path: picture('story-4-separate.png') })
      await expect(counter.getByText('本人按了“同意”')).toHaveCount(0)
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(member.getByText('登记好了，还没办')).toBeVisible()
      slips['offline'] = await desk.print()
    },
    async (dataDir) => {
      expect(slipWords(dataDir, slips['online'] ?? '')).toMatch(/办结单[\s\S]*已经办好/)
      const offline = slipWords(dataDir, slips['offline'] ?? '')
      expect(offline).toMatch(/受理登记单[\s\S]*还没办好，钱没有动/)
      expect(offline).not.toMatch(/办结|已经办好/)
      const { events } = await readJournal(dataDir)
      const answers = events.flatMap(({ event }) => (event.type === 'assent-recorded' ? [event.answer] : []))
      expect(answers).toEqual(['help', 'decline', 'agree', 'agree'])
      expect(events.filter(({ event }) => event.type === 'separate-consent')).toHaveLength(1)
    },
  )
})

/** The papers beside the slip, by their keys (screens.md 4). */
const beside = { 申请表: 'Alt+KeyB', 近亲属关系承诺书: 'Alt+KeyV', 到期提醒单: 'Alt+KeyT' } as const

async function printBeside({ counter, press }: Desk, title: keyof typeof beside): Promise<void> {
  // offered once core has answered, which may be after the member's window shows the words
  await counter
    .locator(`[aria-keyshortcuts="${beside[title].replace('Key', '')}"]`)
    .first()
    .waitFor()
  await press(beside[title])
  await counter.getByText(`打好了：${title}，`).waitFor({ timeout: 30_000 })
}

/** A stepson: what stands on the member's window is signed on paper, before it is taken. */
async function declareStepson(desk: Desk): Promise<void> {
  const { counter } = desk
  const { name, idNumber } = personOf('ma-deming')
  const { transfer, relation } = messages.counter
  await desk.service(6)
  await desk.focus(relation.name)
  await desk.type(name)
  await desk.focus(relation.idNumber)
  await desk.type(idNumber)
  await desk.choose(transfer.more)
  await desk.focus(transfer.moreTitle)
  await desk.press('Enter')
  await desk.type('养子或继子')
  await counter.getByRole('option', { name: '养子或继子' }).first().waitFor()
  await desk.press('Enter')
  await desk.focus(relation.commitment)
  await desk.type('继子从三岁起由我带大')
  await desk.show()
  await printBeside(desk, '近亲属关系承诺书')
  await counter.screenshot({ path: picture('commitment.png') })
  await desk.memberPresses('同意')
  await counter.getByText('本人按了“同意”').waitFor()
  await desk.press('Control+Enter')
  await expect(counter.getByText('办结', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
}

test('story 5: the son helps: two cards, relation, authority; the son as payee is stopped, or waits for a supervisor’s call; a guardian opens a child’s wallet and never takes its money; mother-in-law → son-in-law is stopped with the list', async () => {
  test.setTimeout(240_000)
  let slip = ''
  let childSlip = ''
  await withApp(
    async (app) => {
      const { counter, member, dataDir } = app
      const letter = path.join(dataDir, 'letter.jpg')
      writeFileSync(letter, jpeg, { mode: 0o644 })
      await app.app.evaluate(({ dialog }, file) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] })
      }, letter)
      const desk = deskOf(app)
      await desk.signIn()
      await desk.visit('li-jianguo')

      await desk.lay('li-qiang')
      await counter.getByText(/又放了一张卡：李强/).waitFor()
      await desk.press('Alt+KeyD')
      await counter.getByRole('heading', { name: /替李建国办的人/ }).waitFor()
      await desk.choose('儿子')
      await desk.choose(words.presences.away)
      // without a letter nobody acts for a member who is away
      await desk.press('Control+Enter')
      await expect(counter.getByText(messages.errors['agent.letter-missing'].clerk).first()).toBeVisible()
      await counter.getByRole('button', { name: words.pick }).focus()
      await desk.press('Enter')
      await expect(counter.getByText(/委托书已存好/)).toBeVisible()
      await counter.screenshot({ path: picture('story-5-agent.png') })
      await desk.press('Control+Enter')
      await expect(counter.getByText(/李强 替本人办/)).toBeVisible()
      await expect(counter.getByText(words.askAgent)).toBeVisible()
      await expect(member.getByText('您替李**办')).toBeVisible()
      await member.screenshot({ path: picture('story-5-member.png') })
      await desk.press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()

      await desk.fillTransfer({ payee: 'li-qiang', place: '苏州', relation: '儿子', amount: '100' })
      await desk.press('F10')
      await expect(counter.getByText(messages.errors['agent.is-payee'].clerk).first()).toBeVisible()
      await counter.screenshot({ path: picture('story-5-payee.png') })

      // a supervisor calls the member: the transfer waits for that word, and not for less
      await desk.press('Escape')
      await desk.press('Alt+KeyD')
      await desk.choose(words.presences.called)
      await desk.press('Control+Enter')
      await expect(counter.getByText(words.askAgent)).toBeVisible()
      await expect(counter.getByText(words.how.called)).toBeVisible()
      await desk.press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
      await desk.agreeAndTake()
      await expect(counter.getByText('待复核', { exact: true }).first()).toBeVisible()
      await desk.press('Alt+KeyA')
      await desk.second('approve', { spoken: false })
      await expect(
        counter.getByText(messages.errors['approval.member-not-spoken'].clerk).first(),
      ).toBeVisible()
      await desk.second('approve')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 20_000 })

      // the member is here after all, and presses in person
      await desk.press('Escape')
      await desk.fillTransfer({ payee: 'li-qiang', place: '苏州', relation: '儿子', amount: '90' })
      await desk.press('Alt+KeyD')
      await desk.choose(words.presences.here)
      await desk.press('Control+Enter')
      await expect(counter.getByText(words.askBoth)).toBeVisible()
      await desk.press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
      await desk.show()
      await expect(member.getByText('李**（儿子）帮您办。请看一看，对不对？')).toBeVisible()
      await member.screenshot({ path: picture('story-5-confirm.png') })
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.getByText('已转出·待收款').first()).toBeVisible({ timeout: 20_000 })
      slip = await desk.print()
      await printBeside(desk, '到期提醒单')
      await desk.endVisit()

      // a guardian opens a wallet for a child, and never moves the child's money to the own one
      await desk.visit('li-xiaobao')
      await expect(counter.getByText(words.needsGuardian)).toBeVisible()
      await desk.lay('li-xiaomei')
      await counter.getByText(/又放了一张卡：李晓梅/).waitFor()
      await desk.press('Alt+KeyD')
      await desk.choose('母亲')
      await desk.choose(words.authorities.guardian)
      await desk.press('Control+Enter')
      await expect(
        counter.getByText(messages.errors['agent.guardian-paper-missing'].clerk).first(),
      ).toBeVisible()
      await desk.choose(words.papers['birth-certificate'])
      await counter.getByRole('button', { name: words.pick }).focus()
      await desk.press('Enter')
      await expect(counter.getByText(/出生医学证明已存好/)).toBeVisible()
      await desk.press('Control+Enter')
      await expect(counter.getByText(words.askBoth)).toBeVisible()
      await desk.press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
      await desk.fillOpening()
      await desk.show()
      await desk.memberPresses('同意')
      await expect(member.getByText(/孩子未满14周岁/)).toBeVisible()
      await desk.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await desk.press('Control+Enter')
      await expect(counter.getByText('办结', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
      childSlip = await desk.print()
      await printBeside(desk, '申请表')
      await counter.screenshot({ path: picture('application.png') })
      await desk.fillTransfer({ payee: 'li-xiaomei', place: '苏州', relation: '母亲', amount: '10' })
      await desk.press('F10')
      await expect(counter.getByText(messages.errors['agent.ward-money'].clerk).first()).toBeVisible()
      await expect(member.getByRole('button', { name: '同意' })).toHaveCount(0)
      await desk.endVisit()

      await desk.visit('sun-guifang')
      await declareStepson(desk)
      const { name, idNumber } = personOf('zhang-jun')
      await desk.service(2)
      await desk.choose(messages.counter.transfer.purposes.transfer)
      await desk.focus('姓名')
      await counter.keyboard.insertText(name)
      await desk.focus('身份证号')
      await counter.keyboard.insertText(idNumber)
      await desk.choosePlace('家人参保地', '苏州')
      await desk.choose(/其他…/)
      await desk.focus(messages.counter.transfer.moreTitle)
      await desk.press('Enter')
      await counter.keyboard.insertText('女婿')
      await counter.getByRole('option', { name: '女婿' }).first().waitFor()
      await desk.press('Enter')
      await desk.focus('金额')
      await counter.keyboard.insertText('10')
      await desk.press('F10')
      await expect(counter.getByText('按规定，女婿不能转').first()).toBeVisible()
      await expect(
        counter.getByText('能转的是爱人、父母、子女、兄弟姐妹、祖辈和孙辈', { exact: false }).first(),
      ).toBeVisible()
    },
    async (dataDir) => {
      expect(slipWords(dataDir, slip)).toMatch(/代办人[\s\S]*儿子 李\*\*[\s\S]*本人在场，自己按的“同意”/)
      const { events, operations } = await readJournal(dataDir)
      expect(slipWords(dataDir, childSlip)).toMatch(
        /开通医保钱包[\s\S]*母亲 李\*\*[\s\S]*监护人，凭出生医学证明代办/,
      )
      expect(operations.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
      const papers = events.flatMap(({ event }) => (event.type === 'side-slip-printed' ? [event] : []))
      const words = papers.map(({ file }) => slipWords(dataDir, file).replace(/\s/g, ''))
      expect(papers.map(({ slip, copy }) => `${slip} ${String(copy)}`)).toEqual([
        'deadline 1',
        'application 1',
        'commitment 1',
      ])
      expect(words[0]).toMatch(
        /到期提醒单请在.*前收款.*儿子\*强.*90\.00元.*自动退回转账人原来的账户.*练习，不作凭证/,
      )
      expect(words[1]).toMatch(
        /申请表申请开通医保钱包.*李小宝.*母亲李\*\*.*或者是孩子的，本人可以不签.*本人签名.*监护人签名.*练习，不作凭证/,
      )
      expect(words[2]).toMatch(
        /近亲属关系承诺书请看清楚，再签名还没有登记.*孙桂芳.*\*德明.*由我带大.*要是说的不是真的.*本人签名.*练习，不作凭证/,
      )
      expect(events.filter(({ event }) => event.type === 'agent-settled')).toHaveLength(4)
      expect(events.filter(({ event }) => event.type === 'attachment-kept')).toHaveLength(2)
      expect(events.filter(({ event }) => event.type === 'separate-consent')).toHaveLength(1)
    },
  )
})
