// The counter as a clerk and a member work it: the clerk's side by keys alone, the member's by pressing the own
// window, cards through the practice table. Used by the end-to-end tests and by the demo.
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import type { LaunchedApp } from '../scripts/electron-launch.mjs'
import type { CentreFault } from '../shared/contract/practice'
import { messages } from '../shared/text/zh-CN'

interface PracticePerson {
  readonly id: string
  readonly card: { readonly name: string; readonly idNumber: string }
}

/** What stands on a practice card. */
export function personOf(id: string): PracticePerson['card'] {
  const { people } = JSON.parse(readFileSync('resources/practice-people.json', 'utf8')) as {
    people: PracticePerson[]
  }
  const person = people.find((one) => one.id === id)
  if (person === undefined) throw new Error(`no practice person ${id}`)
  return person.card
}

export type Desk = ReturnType<typeof deskOf>

export function deskOf({ counter, member }: Pick<LaunchedApp, 'counter' | 'member'>) {
  async function press(key: string): Promise<void> {
    if (key === 'Control+Enter') {
      // two submits within two seconds are one to the counter: nobody types that fast, this script may
      await counter.waitForTimeout(Math.max(0, submittedAtMs + 2_100 - performance.now()))
      submittedAtMs = performance.now()
    }
    await counter.keyboard.press(key)
  }
  const type = (text: string) => counter.keyboard.insertText(text)
  let submittedAtMs = -Infinity

  /** Focuses the field with this label, as the keyboard reaches it. */
  async function focus(label: string): Promise<void> {
    await counter.getByLabel(label, { exact: true }).first().focus()
  }

  /** A choice of a group: its radio button is focused and chosen by the space bar. */
  async function choose(name: string | RegExp): Promise<void> {
    await counter.getByRole('radio', { name }).first().focus()
    await press('Space')
  }

  async function openPracticeTable(): Promise<void> {
    await press('Alt+KeyP')
    await counter.locator('.practice-drawer [data-card]').first().waitFor()
  }

  async function atPracticeTable(work: () => Promise<void>): Promise<void> {
    await openPracticeTable()
    await work()
    await press('Alt+KeyP')
    await counter.locator('.practice-drawer').waitFor({ state: 'detached' })
  }

  return {
    counter,
    member,
    press,
    focus,
    choose,

    async signIn(name?: string): Promise<void> {
      await counter.getByLabel('密码', { exact: true }).waitFor()
      if (name !== undefined) {
        await focus('工作人员')
        await press('Enter')
        await counter.getByRole('option', { name }).click()
      }
      await focus('密码')
      await type('lianxi2026')
      await press('Enter')
      await counter.getByText('请把身份证放在读卡器上').waitFor()
      await counter.getByText('已联网').waitFor({ timeout: 60_000 })
    },

    /** Lays a card down; it stays there until another takes its place. */
    async lay(cardId: string): Promise<void> {
      await openPracticeTable()
      await counter.locator(`.practice-drawer [data-card="${cardId}"]`).focus()
      await press('Enter')
      // with the card on the reader the table closes by itself
      await counter.locator('.practice-drawer').waitFor({ state: 'detached' })
    },

    /** Lays a card down and takes it away while it is read. */
    async layBriefly(cardId: string): Promise<void> {
      await atPracticeTable(async () => {
        await counter.locator(`.practice-drawer li:has([data-card="${cardId}"]) .brief-button`).focus()
        await press('Enter')
      })
    },

    async lift(): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: '把卡拿走' }).focus()
        await press('Enter')
      })
    },

    async line(line: 'cut' | 'up'): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: line === 'cut' ? '断网' : '恢复网络' }).focus()
        await press('Enter')
        await counter.getByText(line === 'cut' ? '现在断着' : '现在通着').waitFor()
      })
    },

    /** The practice clock moves on to the next time it shows that hour, the centre's with it. */
    async clock(to: 'evening' | 'morning'): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: messages.counter.practice[to] }).focus()
        await press('Enter')
        await counter.getByText(messages.counter.practice.moved).waitFor()
      })
    },

    async centre(fault: CentreFault): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByLabel(messages.counter.practice.centre).selectOption(fault)
      })
    },

    async paper(there: boolean): Promise<void> {
      const { paperIn, paperOut } = messages.counter.practice
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: there ? paperIn : paperOut }).focus()
        await press('Enter')
        await counter.getByRole('button', { name: there ? paperOut : paperIn }).waitFor()
      })
    },

    /** The practice table asks for the verification that live packs want. */
    async asLive(): Promise<void> {
      const { asLive, passwords } = messages.counter.practice
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: asLive }).focus()
        await press('Enter')
        await counter.getByText(passwords).waitFor()
      })
    },

    /** The member of a card is here and the centre's facts have come. */
    async visit(cardId: string): Promise<void> {
      await this.lay(cardId)
      await counter.getByRole('heading', { name: personOf(cardId).name }).waitFor({ timeout: 10_000 })
      await press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
    },

    /** 手工录入: number and name by hand, because the card cannot be read. */
    async typeIn(cardId: string): Promise<void> {
      const { name, idNumber } = personOf(cardId)
      await press('Alt+KeyH')
      await counter.getByRole('form', { name: messages.counter.typed.title }).waitFor()
      await focus(messages.counter.typed.idNumber)
      await type(idNumber)
      await counter.getByText(messages.counter.typed.right).waitFor()
      await focus(messages.counter.typed.name)
      await type(name)
      await press('Enter')
      await counter.getByRole('heading', { name }).waitFor({ timeout: 10_000 })
      await press('Alt+KeyY')
      await counter.getByText(/人证一致 已确认/).waitFor()
    },

    /** The dialogue of the second person is open: types the own password and says yes or no. */
    async second(
      answer: 'approve' | 'reject',
      { password = 'lianxi2026', spoken = true, seen = false } = {},
    ): Promise<void> {
      const dialog = counter.getByRole('dialog', { name: messages.counter.second.title })
      await dialog.waitFor()
      await dialog.getByLabel('密码', { exact: true }).fill(password)
      const { seen: sawAgree } = messages.counter.second
      for (const [said, holds] of [
        [/跟本人说过话/, spoken],
        [sawAgree, seen],
      ] as const) {
        const tick = dialog.getByRole('checkbox', { name: said })
        if (!holds || (await tick.isChecked())) continue
        await tick.focus()
        await press('Space')
      }
      await press(answer === 'approve' ? 'Control+Enter' : 'Alt+KeyR')
    },

    async service(service: 1 | 2 | 3 | 4 | 5 | 6): Promise<void> {
      await press(`Alt+Digit${service}`)
    },

    /** Shows the words to the member, who presses 同意; then the clerk takes it. */
    async agreeAndTake(): Promise<void> {
      await this.show()
      await this.memberPresses('同意')
      await counter.getByText('本人按了“同意”').waitFor()
      await press('Control+Enter')
      await counter.getByText('业务号').first().waitFor()
    },

    async show(): Promise<void> {
      await press('F10')
      await member.getByRole('button', { name: '同意' }).waitFor({ timeout: 10_000 })
    },

    async memberPresses(answer: '同意' | '不办了' | '请帮我'): Promise<void> {
      // a press in the first moments is taken for a slip of the hand
      await member.waitForTimeout(400)
      await member.getByRole('button', { name: answer }).click()
    },

    async fillOpening({ phone = '13800001234' } = {}): Promise<void> {
      await this.service(1)
      await focus('手机号')
      await type(phone)
      await choose(messages.counter.opening.noticeWays['read-aloud'])
    },

    async fillTransfer(what: {
      payee: string
      place: string
      relation: string
      amount: string
    }): Promise<void> {
      const { payee, place, relation, amount } = what
      const { name, idNumber } = personOf(payee)
      await this.service(2)
      await choose(messages.counter.transfer.purposes.transfer)
      await focus('姓名')
      await type(name)
      await focus('身份证号')
      await type(idNumber)
      await this.choosePlace('家人参保地', place)
      await choose(relation)
      await focus('金额')
      await type(amount)
    },

    /** Adds a relative to the household whose premiums are paid; the page is open. */
    async addRelative(what: { person: string; relation: string }): Promise<void> {
      const { name, idNumber } = personOf(what.person)
      const before = await counter.locator('.premium-line').count()
      await press('Alt+KeyA')
      const line = counter.locator('.premium-line').nth(before)
      await line.waitFor()
      await line.getByLabel('姓名', { exact: true }).focus()
      await type(name)
      await line.getByLabel('身份证号', { exact: true }).focus()
      await type(idNumber)
      await line.getByRole('radio', { name: what.relation }).focus()
      await press('Space')
      await line.getByText(/应缴|已缴|没有登记/).waitFor()
    },

    /** A place of the pack's list, in the field of this label. */
    async choosePlace(label: string, place: string): Promise<void> {
      await focus(label)
      await press('Enter')
      await type(place)
      await counter.getByRole('option', { name: place }).first().waitFor()
      await press('ArrowDown')
      await press('Enter')
    },

    /** Prints the slip on the result page and waits until it is said to be printed; gives back the file's name. */
    async print(): Promise<string> {
      const said = counter.getByText(/打好了：/)
      const before = (await said.allInnerTexts()).join()
      await press('F9')
      // another copy of the same slip is said in the same place
      await expect.poll(async () => (await said.allInnerTexts()).join(), { timeout: 30_000 }).not.toBe(before)
      const words = await counter.getByText(/文件 /).last().innerText()
      return words.replace(/^.*文件 /s, '').trim()
    },

    /** Ends the visit; out of a form Escape leads back to the visit first. */
    async endVisit(): Promise<void> {
      const end = counter.getByRole('button', { name: /办完了，结束来访/ }).first()
      // one Escape puts a message away, one leads out of the form
      for (let step = 0; step < 3 && !(await end.isVisible()); step++) {
        await press('Escape')
        await counter.waitForTimeout(200)
      }
      await end.focus()
      await press('Enter')
      await counter.getByRole('button', { name: /已收好，结束来访/ }).focus()
      await press('Enter')
      await counter.getByText('请把身份证放在读卡器上').waitFor()
    },
  }
}
