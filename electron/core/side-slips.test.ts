import { rmSync } from 'node:fs'
import { afterAll, expect, test, vi } from 'vitest'
import { slipSchema } from '../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../shared/domain/china-time'
import type { SideSlip } from '../../shared/domain/side-slips'
import { confirmed, help, keep, layAgent, scans } from './testing/agent-acts'
import { agreed, openVisit, openingForm, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { practiceDesks } from './testing/practice-desks'
import type { OpenCounter } from './testing/practice-counter'

/* 申请表, 近亲属关系承诺书 and 到期提醒单 through the windows' own procedures, to what goes to the printer. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()
afterAll(() => {
  rmSync(scans, { recursive: true, force: true })
})

const print = (counter: OpenCounter, operationId: string, slip: SideSlip) =>
  counter.counter.printSideSlip({ operationId, slip })
const words = (counter: OpenCounter) => JSON.stringify(slipSchema.parse(counter.slips.at(-1)))
const rowsOf = (counter: OpenCounter) =>
  Object.fromEntries((counter.slips.at(-1)?.rows ?? []).map(({ label, value }) => [label, value]))
const toStepson = (amount = '100') => ({
  ...transferForm(amount),
  relation: '27',
  commitment: '继子从三岁起由我带大',
})

test('申请表: everything applied for, the member’s own name whole, a line to sign; copies of its own are counted', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  const draft = await agreed(counter, visitId, openingForm())
  expect(await refusedCodes(print(counter, draft, 'application'))).toEqual(['print.not-of-this'])
  await counter.counter.take({ operationId: draft })
  await counter.until(() => counter.view().visit?.operations[0]?.state === 'done', 'opened')
  expect(counter.view().visit?.operations[0]?.sideSlips).toEqual(['application'])
  const { number } = await counter.counter.operation({ operationId: draft })
  expect(await print(counter, draft, 'application')).toMatchObject({ title: '申请表', copy: 1 })
  expect(counter.slips.at(-1)).toMatchObject({
    banner: '申请开通医保钱包',
    number: number?.replace(/(...)(?=.)/gu, '$1 '),
    qr: null,
    signatures: [{ label: '本人签名' }],
    foot: [
      expect.stringContaining('经办 李玉兰'),
      expect.anything(),
      expect.stringContaining('12393'),
      '练习，不作凭证',
    ],
  })
  expect(rowsOf(counter)).toMatchObject({
    本人: '王秀英　990***********4214',
    在哪里用: '临夏回族自治州',
    手机: '138****1234',
    告知: '告知书自己看过（practice-1 版）',
    同意: expect.stringMatching(/在对面屏按了“同意”$/) as string,
  })
  expect(words(counter)).not.toMatch(/990101195003124214|13800001234|钱没有动/)
  expect(await print(counter, draft, 'application')).toMatchObject({ copy: 2 })
  expect(counter.slips.at(-1)?.foot).toContain('补打第 1 次')
  // the slip that says how it stands has copies of its own
  expect(await counter.counter.printSlip({ operationId: draft })).toMatchObject({ title: '办结单', copy: 1 })
  const { slips, steps } = await counter.counter.looks.case({ operationId: draft })
  expect(slips.map(({ title, copy }) => `${title} ${String(copy)}`).sort()).toEqual([
    '办结单 1',
    '申请表 1',
    '申请表 2',
  ])
  expect(steps.filter(({ what }) => what === 'side-slip-printed')).toMatchObject([
    { detail: '申请表 1', name: '李玉兰' },
    { detail: '申请表 2' },
  ])
})

test('使用地变更 is applied for too, old and new as they are asked for', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const id = await take(counter, visitId, { kind: 'place-of-use-change', to: '340000/合肥市' })
  await print(counter, id, 'application')
  expect(counter.slips.at(-1)?.banner).toBe('申请变更使用地')
  expect(rowsOf(counter)).toMatchObject({ 现在在哪里用: '临夏回族自治州', 改到哪里用: '合肥市' })
  for (const slip of ['commitment', 'deadline'] as const)
    expect(await refusedCodes(print(counter, id, slip))).toEqual(['print.not-of-this'])
})

test('近亲属关系承诺书: before it is taken and after, both people, the fact, what follows from a lie, a line to sign', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const id = await agreed(counter, visitId, toStepson())
  expect(counter.view().visit?.operations[0]?.sideSlips).toEqual(['commitment'])
  await print(counter, id, 'commitment')
  expect(counter.slips.at(-1)).toMatchObject({
    title: '近亲属关系承诺书',
    number: '',
    numberLabel: '还没有登记，登记以后才有业务号',
    signatures: [{ label: '本人签名' }],
  })
  expect(rowsOf(counter)).toMatchObject({
    本人: '李建国　990***********2318',
    亲属: '养子或继子 *晓梅　尾号5827',
    承诺的事: '继子从三岁起由我带大',
    为了办: '转账给近亲属',
  })
  expect(counter.slips.at(-1)?.statement.join('')).toMatch(/我承诺：\*晓梅.*养子或继子.*追回来.*自己愿意签/)
  expect(words(counter)).not.toMatch(/李晓梅|990203197406085827|钱没有动/)
  await counter.counter.take({ operationId: id })
  expect(await print(counter, id, 'commitment')).toMatchObject({ copy: 2 })
  expect(counter.slips.at(-1)?.number).toMatch(/^000 /)
})

test('whoever acts for the member signs too, and a member who is here signs as well', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  await layAgent(counter, 'li-qiang')
  await counter.counter.agent.settle({ visitId, form: help })
  await confirmed(counter, visitId)
  const id = await agreed(counter, visitId, toStepson('20'))
  const labels = () => counter.slips.at(-1)?.signatures.map(({ label }) => label)
  await print(counter, id, 'commitment')
  expect(labels()).toEqual(['本人签名', '代办人签名'])
  await counter.counter.take({ operationId: id })
  await print(counter, id, 'commitment')
  expect(labels()).toEqual(['本人签名', '代办人签名'])
  expect(rowsOf(counter)['代办人']).toMatch(/李\*\*/)
})

test('of a child the guardian signs, and it is said that the child need not', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-xiaobao')
  await layAgent(counter, 'li-xiaomei')
  const paperId = await keep(counter, visitId, 'birth-certificate')
  const form = { ...help, relation: '52', authority: 'guardian', paperId } as const
  await counter.counter.agent.settle({ visitId, form })
  await confirmed(counter, visitId)
  const id = await agreed(counter, visitId, openingForm())
  const { wordsHash } = counter.memberView().screen as { wordsHash: string }
  await counter.member.answer({ operationId: id, wordsHash, answer: 'agree' })
  await counter.counter.take({ operationId: id })
  await print(counter, id, 'application')
  expect(counter.slips.at(-1)?.signatures.map(({ label }) => label)).toEqual(['本人签名', '监护人签名'])
  expect(counter.slips.at(-1)?.statement).toContain('本人没有来，或者是孩子的，本人可以不签。')
  expect(rowsOf(counter)).toMatchObject({
    本人: '李小宝　990***********1191',
    代办人: expect.stringContaining('母亲 李**') as string,
  })
  expect(words(counter)).toContain('另外同意：用孩子的信息')
})

test('到期提醒单: the deadline as the centre gave it, while there is time; not of what was received or came back', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const id = await take(counter, visitId, transferForm('100'))
  await counter.until(() => counter.view().visit?.operations[0]?.receipt === 'pending', 'it waits')
  const { deadlineAt, sideSlips } = await counter.counter.operation({ operationId: id })
  expect(sideSlips).toEqual(['deadline'])
  expect(await counter.counter.waitingList({})).toMatchObject([{ operation: { sideSlips: ['deadline'] } }])
  await print(counter, id, 'deadline')
  const [, month = '', day = ''] = shanghaiDate(deadlineAt ?? 0).split('-')
  expect(counter.slips.at(-1)).toMatchObject({
    title: '到期提醒单',
    banner: `请在${String(Number(month))}月${String(Number(day))}日　${shanghaiTime(deadlineAt ?? 0)} 前收款`,
    signatures: [],
    qr: null,
  })
  expect(rowsOf(counter)).toMatchObject({
    转账人: '李**　990***********2318',
    收款人: '女儿 *晓梅　尾号5827',
    金额: '100.00 元',
    最晚什么时候: `${shanghaiDate(deadlineAt ?? 0)} ${shanghaiTime(deadlineAt ?? 0)}`,
    怎么收: expect.stringContaining('任何一个医保钱包柜台') as string,
    过了时间: expect.stringContaining('自动退回转账人原来的账户') as string,
  })
  expect(words(counter)).not.toMatch(/办好|钱没有动|李晓梅|李建国/)
  await counter.counter.endVisit({ visitId })
  await counter.counter.practice.clock({ to: 'evening' })
  await counter.counter.practice.clock({ to: 'morning' })
  await counter.until(() => counter.view().attention.refused === 1, 'it came back')
  expect(await refusedCodes(print(counter, id, 'deadline'))).toEqual(['print.not-of-this'])
  expect(await centre.obey({ type: 'ledger' })).toMatchObject({ ok: true })
})

test('what is asked for without a clerk, of nothing, or with a printer that fails changes nothing', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  const id = await agreed(counter, visitId, toStepson())
  const strange = '0193d2f0-0000-7000-8000-00000000aaaa'
  expect(await refusedCodes(print(counter, strange, 'commitment'))).toEqual(['operation.no-such'])
  const before = counter.committed.length
  const jam = vi.spyOn(counter.core.printer, 'print').mockResolvedValue(null)
  expect(await refusedCodes(print(counter, id, 'commitment'))).toEqual(['print.failed'])
  jam.mockRestore()
  expect(counter.committed.length).toBe(before)
  expect(await print(counter, id, 'commitment')).toMatchObject({ copy: 1 })
  await counter.counter.signOut({})
  expect(await refusedCodes(print(counter, id, 'commitment'))).toEqual(['sign-in.needed'])
})
