// The counter as a clerk and a member work it: the clerk's side by keys alone, the member's by pressing the own
// window, cards through the practice table. Used by the end-to-end tests and by the demo.
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import type { LaunchedApp } from '../scripts/electron-launch.mjs'
import type { CentreFault } from '../shared/contract/practice'
import { messages as en } from '../shared/text/en'
import { messages as zhCN } from '../shared/text/zh-CN'

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

/** The languages of the clerk's window. The member's window and the slips are always Chinese. */
export const languages = { 'zh-CN': zhCN, en } as const
export type Language = keyof typeof languages

/** A text of the catalogue with anything at all, or these values, in its named places. */
export function saying(text: string, values: Readonly<Record<string, string>> = {}): RegExp {
  const parts = text.split(/\{(\w+)\}/).map((part, place) => (place % 2 === 1 ? values[part] : part))
  return new RegExp(parts.map((part) => part?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') ?? '.*').join(''))
}

/** @param language what the clerk's window is in */
export function deskOf(
  { counter, member }: Pick<LaunchedApp, 'counter' | 'member'>,
  language: Language = 'zh-CN',
) {
  const words = languages[language].counter
  const { home, line: lineWords, opening, practice, premium, result, signIn, transfer, typed, visit } = words
  const oneOf = (...texts: string[]): RegExp => new RegExp(texts.map((text) => saying(text).source).join('|'))
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

  /** Goes there by the tab key alone. */
  async function reach(wanted: Locator): Promise<void> {
    await wanted.first().waitFor()
    const isThere = () => wanted.first().evaluate((element) => element === document.activeElement)
    for (let steps = 0; steps < 120; steps++) {
      if (await isThere()) return
      await press('Tab')
    }
    throw new Error(`the tab key does not lead to ${String(wanted)}`)
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
    reach,
    choose,
    type,

    async signIn(name?: string): Promise<void> {
      await counter.getByLabel(signIn.password, { exact: true }).waitFor()
      if (name !== undefined) {
        await focus(signIn.clerk)
        await press('Enter')
        await counter.getByRole('option', { name }).click()
      }
      await focus(signIn.password)
      await type('lianxi2026')
      await press('Enter')
      await counter.getByText(home.lay).waitFor()
      await counter.getByText(lineWords.up, { exact: true }).waitFor({ timeout: 60_000 })
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
        await counter.getByRole('button', { name: practice.lift }).focus()
        await press('Enter')
      })
    },

    async line(line: 'cut' | 'up'): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: line === 'cut' ? practice.cut : practice.restore }).focus()
        await press('Enter')
        await counter.getByText(line === 'cut' ? practice.lineCut : practice.lineUp).waitFor()
      })
    },

    /** The practice clock moves on to the next time it shows that hour, the centre's with it. */
    async clock(to: 'evening' | 'morning'): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: practice[to] }).focus()
        await press('Enter')
        await counter.getByText(practice.moved).waitFor()
      })
    },

    async centre(fault: CentreFault): Promise<void> {
      await atPracticeTable(async () => {
        await counter.getByLabel(practice.centre).selectOption(fault)
      })
    },

    async paper(there: boolean): Promise<void> {
      const { paperIn, paperOut } = practice
      await atPracticeTable(async () => {
        await counter.getByRole('button', { name: there ? paperIn : paperOut }).focus()
        await press('Enter')
        await counter.getByRole('button', { name: there ? paperOut : paperIn }).waitFor()
      })
    },

    /** The practice table asks for the verification that live packs want. */
    async asLive(): Promise<void> {
      const { asLive, passwords } = practice
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
      await counter.getByText(saying(visit.person.confirmed)).waitFor()
    },

    /** 手工录入: number and name by hand, because the card cannot be read. */
    async typeIn(cardId: string): Promise<void> {
      const { name, idNumber } = personOf(cardId)
      await press('Alt+KeyH')
      await counter.getByRole('form', { name: typed.title }).waitFor()
      await focus(typed.idNumber)
      await type(idNumber)
      await counter.getByText(typed.right).waitFor()
      await focus(typed.name)
      await type(name)
      await press('Enter')
      await counter.getByRole('heading', { name }).waitFor({ timeout: 10_000 })
      await press('Alt+KeyY')
      await counter.getByText(saying(visit.person.confirmed)).waitFor()
    },

    /** The dialogue of the second person is open: types the own password and says yes or no. */
    async second(
      answer: 'approve' | 'reject',
      { password = 'lianxi2026', spoken = true, seen = false } = {},
    ): Promise<void> {
      const dialog = counter.getByRole('dialog', { name: words.second.title })
      await dialog.waitFor()
      // no key before it is open: then it takes the focus
      await expect(dialog.locator(':focus')).toHaveCount(1)
      const { seen: sawAgree, spoken: spokenWith } = words.second
      for (const [said, holds] of [
        [spokenWith, spoken],
        [sawAgree, seen],
      ] as const) {
        const tick = dialog.getByRole('checkbox', { name: said })
        if (!holds || (await tick.isChecked())) continue
        await tick.focus()
        await press('Space')
      }
      await dialog.getByLabel(words.second.password, { exact: true }).fill(password)
      await press(answer === 'approve' ? 'Control+Enter' : 'Alt+KeyR')
    },

    async service(service: 0 | 1 | 2 | 3 | 4 | 5 | 6): Promise<void> {
      await press(`Alt+Digit${service}`)
    },

    /** Shows the words to the member, who presses 同意; then the clerk takes it. */
    async agreeAndTake(): Promise<void> {
      await this.show()
      await this.memberPresses('同意')
      await counter.getByText(words.member.agree).first().waitFor()
      await press('Control+Enter')
      await counter.getByText(result.number, { exact: true }).first().waitFor()
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
      await focus(opening.phone)
      await type(phone)
      await choose(opening.noticeWays['read-aloud'])
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
      await choose(transfer.purposes.transfer)
      await focus(transfer.payeeName)
      await type(name)
      await focus(transfer.payeeIdNumber)
      await type(idNumber)
      await this.choosePlace(transfer.payeeRegion, place)
      await choose(relation)
      await focus(transfer.amount)
      await type(amount)
    },

    /** Adds a relative to the household whose premiums are paid; the page is open. */
    async addRelative(what: { person: string; relation: string }): Promise<void> {
      const { name, idNumber } = personOf(what.person)
      const before = await counter.locator('.premium-line').count()
      await press('Alt+KeyA')
      const line = counter.locator('.premium-line').nth(before)
      await line.waitFor()
      await line.getByLabel(premium.name, { exact: true }).focus()
      await type(name)
      await line.getByLabel(premium.idNumber, { exact: true }).focus()
      await type(idNumber)
      await line.getByRole('radio', { name: what.relation }).focus()
      await press('Space')
      await line.getByText(oneOf(premium.due, premium.paid, premium.notRegistered, premium.noLine)).waitFor()
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
      const said = counter.getByText(saying(result.printed))
      const before = (await said.allInnerTexts()).join()
      await press('F9')
      // another copy of the same slip is said in the same place
      await expect.poll(async () => (await said.allInnerTexts()).join(), { timeout: 30_000 }).not.toBe(before)
      const file = await counter.getByText(saying(result.file)).last().innerText()
      return file.trim().split(' ').at(-1) ?? ''
    },

    /** Ends the visit; out of a form Escape leads back to the visit first. */
    async endVisit(): Promise<void> {
      const end = counter.getByRole('button', { name: visit.end }).first()
      // one Escape puts a message away, one leads out of the form
      for (let step = 0; step < 3 && !(await end.isVisible()); step++) {
        await press('Escape')
        await counter.waitForTimeout(200)
      }
      await end.focus()
      await press('Enter')
      await counter.getByRole('button', { name: visit.endYes }).focus()
      await press('Enter')
      await counter.getByText(home.lay).waitFor()
    },
  }
}
