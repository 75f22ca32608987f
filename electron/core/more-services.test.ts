import { expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import type { PremiumForm } from '../../shared/contract/counter'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import { openVisit, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { morning, personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

/** The insured year that is payable on the practice morning. */
const [thisYear = 0, month = 0] = shanghaiDate(morning).split('-').map(Number)
const year = String(month >= 9 ? thisYear + 1 : thisYear)

function premiumOf(personId: string | null, relation = ''): PremiumForm {
  const person = personId === null ? { name: '', idNumber: '' } : personOf(personId)
  return {
    kind: 'premium-payment',
    year,
    personName: person.name,
    personIdNumber: person.idNumber,
    relation,
    source: 'personal-account',
  }
}

function linesOf(...forms: readonly PremiumForm[]): { operationId: OperationId; form: PremiumForm }[] {
  return forms.map((form) => ({ operationId: v7() as OperationId, form }))
}

async function household(counter: OpenCounter, visitId: string, lines: ReturnType<typeof linesOf>) {
  const [first] = await counter.counter.premiums.propose({ visitId, lines })
  if (first === undefined) throw new Error('nothing was shown')
  const { operationId, wordsHash } = first
  await counter.member.answer({ operationId, wordsHash, answer: 'agree' })
  return counter.counter.premiums.take({ operationIds: lines.map((line) => line.operationId) })
}

function refusalsOf(error: unknown): { code: string; field: string | null }[] {
  return (error as { data: { refusals: { code: string; field: string | null }[] } }).data.refusals
}

const statesOf = (counter: OpenCounter): (string | null)[] =>
  (counter.view().visit?.operations ?? []).map(({ state, receipt }) => receipt ?? state)

test('a household in one pass: every line debited, then paid when the tax office confirms, one slip for all', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  expect(counter.view().visit?.facts?.premiums).toEqual([])
  const told = await counter.counter.premiums.ask({
    name: personOf('li-fu').name,
    idNumber: personOf('li-fu').idNumber,
  })
  expect(told.premiums).toMatchObject([{ year: Number(year), state: 'due', dueFen: 40_000 }])
  const lines = linesOf(premiumOf('li-fu', '51'), premiumOf('li-xiaobao', '20'))
  const shown = await counter.counter.premiums.propose({ visitId, lines })
  expect(counter.memberView().screen).toMatchObject({
    name: 'confirm',
    facts: [
      { value: '*福、*小宝', small: '*福 400 元，*小宝 400 元' },
      { value: '居民医保缴费' },
      { value: '800 元', small: '捌佰元整' },
    ],
  })
  const first = shown[0]
  await counter.member.answer({
    operationId: first?.operationId ?? '',
    wordsHash: first?.wordsHash ?? '',
    answer: 'agree',
  })
  await counter.counter.premiums.take({ operationIds: lines.map(({ operationId }) => operationId) })
  await counter.until(() => statesOf(counter).every((state) => state === 'tax-pending'), 'both debited')
  const printed = await counter.counter.printSlip({
    operationId: lines[0]?.operationId ?? '',
  })
  expect(printed.title).toBe('受理登记单')
  expect(counter.slips.at(-1)).toMatchObject({ banner: '钱已扣，等税务部门确认' })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toMatch(
    /\*福（尾号.*已扣款，等税务部门确认.*\*小宝.*800\.00 元.*不是缴费票据/,
  )

  await centre.obey({ type: 'clock', at: counter.clock.now() + 11_000 })
  await counter.until(() => statesOf(counter).every((state) => state === 'tax-confirmed'), 'both paid')
  await counter.counter.printSlip({ operationId: lines[0]?.operationId ?? '' })
  expect(counter.slips.at(-1)).toMatchObject({ title: '办结单', banner: '已经办好', border: 'double' })
  expect(await counter.counter.waitingList({})).toEqual([])
  // paid once is paid: the register says so before anybody is asked again
  await counter.counter.premiums.ask({ name: personOf('li-fu').name, idNumber: personOf('li-fu').idNumber })
  const again = refusedCodes(
    counter.counter.premiums.propose({ visitId, lines: linesOf(premiumOf('li-fu', '51')) }),
  )
  expect(await again).toContain('premium.already-paid')
  expect(await centre.obey({ type: 'ledger' })).toMatchObject({ ok: true, sum: 0 })
})

test('story 11: the line is cut in the middle, every line stands as it is and none better', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  await household(counter, visitId, linesOf(premiumOf('li-fu', '51')))
  await counter.until(() => statesOf(counter)[0] === 'tax-pending', 'debited')
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'line down')
  const lines = linesOf(premiumOf('li-xiaobao', '20'), premiumOf('ma-deming', '70'))
  await household(counter, visitId, lines)
  expect(statesOf(counter)).toEqual(['tax-pending', 'queued', 'queued'])
  const { title } = await counter.counter.printSlip({
    operationId: lines[0]?.operationId ?? '',
  })
  expect(title).toBe('受理登记单')
  const slip = counter.slips.at(-1)
  expect(slip?.banner).toBe('有的还没办好，请看每一行')
  expect(slip?.rows.filter(({ label }) => label.startsWith('第')).map(({ small }) => small)).toEqual([
    '登记了，还没发出，还不算缴费　业务号 000 000 000 021',
    '已扣款，等税务部门确认　业务号 000 000 000 013',
    '登记了，还没发出，还不算缴费　业务号 000 000 000 037',
  ])
  // nobody could be asked: the plan's own last day
  expect(slip?.rows.find(({ label }) => label === '最晚缴费日')?.value).toBe(`${year}-08-31`)
  expect(counter.memberView().screen).toMatchObject({ name: 'result', headline: '登记好了，还没办' })
  await centre.obey({ type: 'line', up: true })
  await counter.until(() => statesOf(counter).every((state) => state === 'tax-pending'), 'all debited')
})

test('a household is all or none, and each reason stands at its line', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const lines = linesOf(premiumOf('li-fu', '51'), premiumOf('zhou-yulan', '52'), premiumOf('li-fu', '51'))
  const twice = await counter.counter.premiums
    .propose({ visitId, lines })
    .then(() => [])
    .catch(refusalsOf)
  expect(twice).toMatchObject([{ code: 'premium.twice', field: '2.personIdNumber' }])
  const paid = await counter.counter.premiums
    .propose({ visitId, lines: lines.slice(0, 2) })
    .then(() => [])
    .catch(refusalsOf)
  expect(paid.map(({ code }) => code)).toEqual(['premium.already-paid'])
  expect(counter.view().visit?.operations).toEqual([])
  // together they draw more than there is, although each alone would do
  const many = ['li-fu', 'li-xiaobao', 'ma-deming', 'sun-guifang'].map((id) => premiumOf(id, '70'))
  await take(counter, visitId, transferForm('2000'))
  await counter.until(() => statesOf(counter)[0] === 'pending', 'transferred')
  await counter.counter.refreshFacts({ visitId })
  await counter.until(() => counter.view().visit?.facts?.personalAccountFen === 310_000, 'new balance')
  const lineChecks = await counter.counter.premiums.check({ visitId, forms: [...many, ...many] })
  const short = lineChecks.map((checks) =>
    checks.some(({ rule, verdict }) => rule === 'premium.balance' && verdict === 'fails'),
  )
  expect(short[0]).toBe(false)
  expect(short.at(-1)).toBe(true)
})

test('快办: the member’s own premium from the wallet, four keys of the clerk', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'sun-guifang')
  expect(counter.view().visit?.facts?.premiums).toMatchObject([{ state: 'due' }])
  const own = { ...premiumOf(null), source: 'wallet' as const }
  const [taken] = await household(counter, visitId, linesOf(own))
  expect(taken?.other).toMatchObject({ relation: null })
  await counter.until(() => statesOf(counter)[0] === 'tax-pending', 'debited')
  // from an account with nothing in it: said at once
  const codes = await refusedCodes(
    counter.counter.premiums.propose({ visitId, lines: linesOf(premiumOf(null)) }),
  )
  expect(codes).toContain('transfer.balance-short')
})

test('the place of use changes where the region offers it, and a refused one changes nothing', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const to = (place: string) => ({ kind: 'place-of-use-change', to: place }) as const
  await take(counter, visitId, to('340000/合肥市'))
  await counter.until(() => statesOf(counter)[0] === 'done', 'place changed')
  await counter.counter.printSlip({
    operationId: counter.view().visit?.operations[0]?.operationId ?? '',
  })
  expect(counter.slips.at(-1)).toMatchObject({ title: '办结单' })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toMatch(/临夏回族自治州.*合肥市/)
  await counter.counter.refreshFacts({ visitId })
  await counter.until(
    () => counter.view().visit?.facts?.wallet?.placeOfUse === '340000/合肥市',
    'the centre says the new place',
  )
  expect(await refusedCodes(take(counter, visitId, to('340000/合肥市')))).toContain('place.same')
})

test('a relation that needs a commitment is declared with it, and not without', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const other = personOf('ma-deming')
  const form = {
    kind: 'relation-declaration',
    otherName: other.name,
    otherIdNumber: other.idNumber,
    relation: '27',
    commitment: '',
  } as const
  expect(await refusedCodes(take(counter, visitId, form))).toEqual(['relation.needs-commitment'])
  await take(counter, visitId, { ...form, commitment: '由他赡养' })
  await counter.until(() => statesOf(counter).includes('done'), 'declared')
})

test('a family-binding: bound, seen in the pre-check, on the slip and in what happened, ended again', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'ma-deming')
  const other = personOf('li-xiaomei')
  const form = {
    kind: 'family-binding',
    change: 'bind',
    otherName: other.name,
    otherIdNumber: other.idNumber,
    relation: '30',
    commitment: '',
  } as const
  const bound = () => counter.view().visit?.facts?.familyBindings ?? []
  const before = bound().length
  const operationId = await take(counter, visitId, form)
  await counter.until(() => statesOf(counter)[0] === 'done', 'bound')
  await counter.counter.printSlip({ operationId })
  expect(counter.slips.at(-1)).toMatchObject({ title: '办结单' })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toMatch(/\*晓梅.*绑定家人，看病刷您的账户.*钱还是您的/)
  await counter.counter.refreshFacts({ visitId })
  await counter.until(() => bound().length === before + 1, 'the pre-check tells it')
  expect(bound()[0]).toMatchObject({ role: 'owner', other: '*晓梅', source: null })
  expect(await refusedCodes(take(counter, visitId, form))).toEqual(['binding.exists'])
  const ended = await take(counter, visitId, { ...form, change: 'end', relation: '' })
  await counter.until(() => statesOf(counter).every((state) => state === 'done'), 'ended')
  await counter.counter.printSlip({ operationId: ended })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toContain('解除绑定')
  await counter.counter.refreshFacts({ visitId })
  await counter.until(() => bound().length === before, 'the pre-check tells it no more')
})

test('a transfer to a relation that needs a commitment carries the fact, in the words and on the slip', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const sonInLaw = { ...transferForm('50'), relation: '27', commitment: '' }
  expect(await refusedCodes(take(counter, visitId, sonInLaw))).toEqual(['relation.needs-commitment'])
  const operationId = await take(counter, visitId, { ...sonInLaw, commitment: '女儿已故，由他赡养' })
  await counter.until(() => statesOf(counter)[0] === 'pending', 'sent')
  await counter.counter.printSlip({ operationId })
  expect(JSON.stringify(counter.slips.at(-1)?.rows)).toContain('您承诺：女儿已故，由他赡养')
})
