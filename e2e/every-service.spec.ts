import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { OperationKind } from '../shared/domain/operation'
import { deskOf, languages, personOf, saying } from './desk'
import type { Desk, Language } from './desk'
import { onTheWay, readJournal, readLedger, slipWords } from './evidence'
import { unreadable } from './readable'
import { withApp } from './with-app'

/**
 * Every service in both real windows, by keys, with a line and without, to its slip, the clerk's window in either
 * language. Story 7 for every service: without a line it is taken and nothing more. Every page passed on the way can
 * be read: nothing untranslated, cut off or to be scrolled sideways.
 */

test.describe.configure({ mode: 'parallel' })

type Words = (typeof languages)[Language]

interface Act {
  readonly service: OperationKind
  readonly member: string
  readonly line: 'up' | 'cut'
  /** From the visit on: opens the service and fills it in. */
  readonly fill: (desk: Desk, words: Words) => Promise<void>
  readonly state: (words: Words) => string
  /** What stands on the paper. */
  readonly slip: RegExp
}

const registered = (words: Words) => words.states.queued.offline
/** Registered and nothing more: no word of it is better than that. */
const notYet =
  /^(?!.*(?:办结|已经办好|收款截止)).*受理登记单.*还没办好，钱没有动.*请不要在手机上或别的窗口再办一次/
const done = (words: Words) => words.states.clerk.done

async function transfer(desk: Desk, { counter: { transfer } }: Words, amount: string): Promise<void> {
  const relation = transfer.relations[30]
  await desk.fillTransfer({ payee: 'li-xiaomei', place: '苏州', relation, amount })
}

/** Whom a relation is declared of, or who is bound: by the fields of either page. */
async function nameRelative(desk: Desk, words: Words, service: 0 | 6): Promise<void> {
  const { name, idNumber } = personOf('ma-deming')
  const labels = service === 0 ? words.counter.binding : words.counter.relation
  await desk.service(service)
  await desk.focus(labels.name)
  await desk.type(name)
  await desk.focus(labels.idNumber)
  await desk.type(idNumber)
  await desk.choose(words.counter.transfer.relations[70])
}
const declare = (desk: Desk, words: Words) => nameRelative(desk, words, 6)
const bind = (desk: Desk, words: Words) => nameRelative(desk, words, 0)

async function move(desk: Desk, { counter }: Words): Promise<void> {
  await desk.service(5)
  await desk.choosePlace(counter.placeChange.to, '合肥')
}

async function receive(desk: Desk, amount: RegExp): Promise<void> {
  await desk.service(3)
  await desk.choose(amount)
}

const acts: readonly Act[] = [
  {
    ...{ service: 'wallet-opening', line: 'up', member: 'wang-xiuying' },
    fill: (desk) => desk.fillOpening(),
    state: done,
    slip: /办结单.*已经办好/,
  },
  {
    ...{ service: 'place-of-use-change', line: 'up', member: 'li-jianguo' },
    fill: move,
    state: done,
    slip: /办结单.*已经办好.*合肥市/,
  },
  {
    ...{ service: 'relation-declaration', line: 'up', member: 'li-jianguo' },
    fill: declare,
    state: done,
    slip: /办结单.*已经办好.*\*德明/,
  },
  {
    ...{ service: 'family-binding', line: 'up', member: 'li-jianguo' },
    fill: bind,
    state: done,
    slip: /办结单.*已经办好.*\*德明.*绑定家人，看病刷您的账户.*钱还是您的/,
  },
  {
    ...{ service: 'premium-payment', line: 'up', member: 'li-jianguo' },
    fill: async (desk, { counter }) => {
      await desk.service(4)
      await desk.addRelative({ person: 'li-fu', relation: counter.transfer.relations[51] })
    },
    state: ({ states }) => states.clerk['receipt-tax-pending'],
    slip: /受理登记单.*钱已扣，等税务部门确认.*400\.00.*本单不是缴费票据/,
  },
  {
    ...{ service: 'transfer', line: 'up', member: 'li-jianguo' },
    fill: (desk, words) => transfer(desk, words, '60'),
    state: ({ states }) => states.clerk['receipt-pending'],
    slip: /转出单.*钱已转出，等家人收款.*60\.00/,
  },
  {
    ...{ service: 'transfer', line: 'up', member: 'li-jianguo' },
    fill: (desk, words) => transfer(desk, words, '20'),
    state: ({ states }) => states.clerk['receipt-pending'],
    slip: /转出单.*钱已转出，等家人收款.*20\.00/,
  },
  {
    ...{ service: 'receive', line: 'up', member: 'li-xiaomei' },
    fill: (desk) => receive(desk, /60\.00/),
    state: done,
    slip: /收款单.*已经办好.*60\.00/,
  },
  {
    ...{ service: 'relation-declaration', line: 'cut', member: 'sun-guifang' },
    fill: declare,
    state: registered,
    slip: notYet,
  },
  {
    ...{ service: 'family-binding', line: 'cut', member: 'sun-guifang' },
    fill: bind,
    state: registered,
    slip: notYet,
  },
  {
    ...{ service: 'premium-payment', line: 'cut', member: 'sun-guifang' },
    // the own line is there already: it is due
    fill: (desk) => desk.service(4),
    state: registered,
    slip: /^(?!.*(?:办结|已经办好)).*受理登记单.*登记还不算缴费/,
  },
  {
    ...{ service: 'place-of-use-change', line: 'cut', member: 'sun-guifang' },
    fill: move,
    state: registered,
    slip: notYet,
  },
  {
    ...{ service: 'transfer', line: 'cut', member: 'sun-guifang' },
    fill: async (desk, words) => {
      await transfer(desk, words, '10')
      await desk.choose(words.counter.transfer.sources.wallet)
    },
    state: registered,
    slip: notYet,
  },
  {
    ...{ service: 'receive', line: 'cut', member: 'li-xiaomei' },
    fill: (desk) => receive(desk, /20\.00/),
    state: registered,
    slip: notYet,
  },
  {
    ...{ service: 'wallet-opening', line: 'cut', member: 'ma-deming' },
    fill: async (desk, { counter }) => {
      await desk.fillOpening()
      await desk.choosePlace(counter.opening.place, '临夏')
    },
    state: registered,
    slip: notYet,
  },
]

/** The transfer that the member takes back before it leaves. */
const withdrawn = acts.find(({ service, line }) => service === 'transfer' && line === 'cut')

/** Somebody else's son helps: the member is there and presses in person. */
const agentAct: Act = {
  ...{ service: 'transfer', line: 'up', member: 'li-jianguo' },
  fill: (desk, words) => transfer(desk, words, '30'),
  state: ({ states }) => states.clerk['receipt-pending'],
  slip: /转出单.*代办人.*儿子李\*\*.*本人在场，自己按的“同意”.*30\.00/,
}

/** What the member sees of something taken without a line. */
async function expectOnlyRegistered(member: Page): Promise<void> {
  await expect(member.getByText('登记好了，还没办')).toBeVisible()
  for (const word of ['办好了', '成功', '✓']) await expect(member.getByText(word)).toHaveCount(0)
}

/** On the page of the result: what else was done in the visit stands beside it. */
const stateOf = ({ counter }: Desk, act: Act, words: Words) =>
  counter.locator('.result h1').getByText(act.state(words), { exact: true })

type Read = (page: string) => Promise<void>

async function agent(desk: Desk, words: Words, read: Read): Promise<string> {
  const { counter, press } = desk
  await desk.visit('li-jianguo')
  await desk.lay('li-qiang')
  await counter.getByText(saying(words.counter.visit.other.title, { name: '李强' })).waitFor()
  await read('another card')
  await press('Alt+KeyD')
  await desk.choose(words.counter.transfer.relations[20])
  await desk.choose(words.counter.agent.presences.here)
  await read('agent')
  await press('Control+Enter')
  await counter.getByText(saying(words.counter.agent.acts, { name: '李强' })).waitFor()
  await press('Alt+KeyY')
  await counter.getByText(saying(words.counter.visit.person.confirmed)).waitFor()
  await agentAct.fill(desk, words)
  await desk.agreeAndTake()
  await expect(stateOf(desk, agentAct, words)).toBeVisible()
  await read('done by an agent')
  return desk.print()
}

/** Balances and movements, and who looked, as far as this counter knows without a line. */
async function records(desk: Desk, { counter: words }: Words, read: Read): Promise<void> {
  const { counter, press } = desk
  for (const [key, what, title] of [
    ['Alt+Digit7', 'movements', '明细单'],
    ['Alt+Digit8', 'looks', '谁看过我的记录'],
  ] as const) {
    await press(key)
    await counter.getByRole('heading', { name: words.records.title[what] }).waitFor()
    await counter.getByText(words.records.from.known).waitFor()
    await press('F9')
    await counter.getByText(saying(words.records.printed, { title })).waitFor({ timeout: 30_000 })
    await read(`records, ${what}`)
    await press('Escape')
  }
}

/** Somebody calls and has a transfer put by; it is let go; then the member takes it back. */
async function waitingList(desk: Desk, { counter: words, states }: Words, read: Read): Promise<void> {
  const { counter, press } = desk
  const button = async (name: string): Promise<void> => {
    await desk.reach(counter.getByRole('button', { name, exact: true }))
    await press('Enter')
  }
  await press('F7')
  // the tab key leads to one row, up and down to the others
  await desk.reach(counter.locator('[data-row][tabindex="0"]'))
  const row = counter.getByRole('row').filter({ hasText: '10.00' }).getByRole('button')
  while ((await row.getAttribute('aria-pressed')) !== 'true') await press('ArrowDown')
  await read('waiting list')
  await button(words.hold.put)
  await desk.type('daughter called, wait')
  await press('Enter')
  await counter.getByText(states.queued.held, { exact: true }).first().waitFor()
  await read('waiting list, put by')
  await button(words.hold.release)
  await expect(counter.getByText(states.queued.held, { exact: true })).toHaveCount(0)
  await button(words.waiting.withdraw)
  await expect(counter.getByRole('row').filter({ hasText: '10.00' })).toHaveCount(0)
  await press('Escape')
}

/** Where the wallet can be used, a complaint, answer cards, a quick look, a case, and the pages of the desk itself. */
async function lookUps(desk: Desk, { counter: words }: Words, number: string, read: Read): Promise<void> {
  const { counter, press } = desk
  const printed = async (): Promise<void> => {
    await press('F9')
    await counter.getByText(saying(words.institutions.printed)).waitFor({ timeout: 30_000 })
  }
  await press('Alt+Digit9')
  await desk.type('中医')
  const complain = counter.getByRole('button', { name: words.institutions.complain })
  await expect(complain).toHaveCount(1)
  await desk.reach(complain)
  await press('Enter')
  await desk.reach(counter.locator('#complaint-said'))
  await desk.type('说没有开通，不收')
  await press('Control+Enter')
  await counter.getByText(saying(words.institutions.made)).waitFor()
  await printed()
  await read('complaint')
  await press('Escape')

  await press('F1')
  await counter.getByRole('heading', { name: words.answers.title }).waitFor()
  await printed()
  await read('answer cards')
  await press('Escape')

  await press('Alt+KeyX')
  await desk.lay('zhou-yulan')
  await counter.getByText(words.triage.recorded).waitFor()
  await read('quick look')
  await press('Escape')

  await press('F3')
  await desk.type(number)
  await press('Enter')
  await counter.getByRole('heading', { name: saying(words.case.titleOf) }).waitFor()
  await read('case')
  await press('Escape')

  for (const [key, page, there] of [
    ['Alt+KeyW', 'sync', '.work.sync'],
    ['F12', 'devices', '.work.devices'],
    ['Alt+KeyF', 'approvals', '.columns.approvals'],
    ['Alt+KeyP', 'practice table', '.practice-drawer'],
  ] as const) {
    await press(key)
    await counter.locator(there).waitFor()
    await read(page)
    await press('Escape')
    await counter.locator(there).waitFor({ state: 'detached' })
  }
}

const softly = expect.configure({ soft: true })

async function everyService(language: Language): Promise<void> {
  test.setTimeout(300_000)
  const words = languages[language]
  const slips = new Map<Act, string>()
  await withApp(
    async (app) => {
      const { counter, member } = app
      const desk = deskOf(app, language)
      const read = async (page: string): Promise<void> => {
        await softly.poll(() => unreadable(counter, language), { message: page, timeout: 5_000 }).toEqual([])
      }
      if (language === 'en') {
        await counter.getByRole('button', { name: 'English' }).focus()
        await desk.press('Enter')
      }
      await read('sign-in')
      await desk.signIn()
      await read('home')
      let [here, line]: [string | null, Act['line']] = [null, 'up']
      for (const act of acts) {
        const name = `${act.service}, line ${act.line}, ${act.member}`
        await test.step(name, async () => {
          if (here !== act.member) {
            if (here !== null) await desk.endVisit()
            await desk.visit(act.member)
            here = act.member
            // what the centre knows of the member fills in the place of use
            const facts = counter.locator('.person').getByText(saying(words.counter.visit.centre))
            if (line === 'up') await facts.first().waitFor()
          }
          if (line !== act.line) {
            await desk.line(act.line)
            await counter.getByText(saying(words.counter.line.downSince)).waitFor()
            line = act.line
          }
          await act.fill(desk, words)
          await read(`${name}, filled in`)
          await desk.show()
          // without a line there is nobody to send a password to
          if (line === 'cut') await expect(member.getByText('密码')).toHaveCount(0)
          await desk.memberPresses('同意')
          await counter.getByText(words.counter.member.agree).first().waitFor()
          await desk.press('Control+Enter')
          await expect(stateOf(desk, act, words)).toBeVisible()
          if (line === 'cut') await expectOnlyRegistered(member)
          slips.set(act, await desk.print())
          await read(`${name}, result`)
          await desk.press('Escape')
        })
      }
      await test.step('records, line cut', () => records(desk, words, read))
      await desk.endVisit()
      await test.step('hold and withdrawal, line cut', () => waitingList(desk, words, read))
      const number = [...slips.values()][0]?.slice(0, 12) ?? ''
      await test.step('complaint and look-ups, line cut', () => lookUps(desk, words, number, read))
      await test.step('agent, line up', async () => {
        await desk.line('up')
        await counter.getByText(saying(words.counter.line.waiting, { n: '0' })).waitFor({ timeout: 40_000 })
        slips.set(agentAct, await agent(desk, words, read))
      })
    },
    async (dataDir) => {
      for (const [act, file] of slips)
        expect
          .soft(slipWords(dataDir, file).replace(/\s/g, ''), `${act.service}, line ${act.line}`)
          .toMatch(act.slip)
      const ledger = readLedger(dataDir)
      expect(ledger).toMatchObject({ ok: true, sum: 0 })
      // what was registered without a line was done with it; the transfer that was taken back was not
      expect(onTheWay(ledger)).toBe(3_000)
      const { events, operations } = await readJournal(dataDir)
      expect(operations.map(({ state }) => state)).toEqual(
        [...acts, agentAct].map((act) => (act === withdrawn ? 'cancelled' : 'done')),
      )
      const count = (wanted: string) => events.filter(({ type }) => type === wanted).length
      expect([count('complaint-made'), count('complaint-sent')]).toEqual([1, 1])
      expect([count('hold-changed'), count('agent-settled'), count('looked-up')]).toEqual([2, 1, 1])
      // two records, a complaint, an answer card
      expect(count('leaflet-printed')).toBe(4)
    },
  )
}

test('every service by keys to its slip, with a line and without (story 7): in Chinese', () =>
  everyService('zh-CN'))
test('every service by keys to its slip, with a line and without (story 7): in English', () =>
  everyService('en'))
