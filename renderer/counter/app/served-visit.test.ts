import { afterEach, describe, expect, it, vi } from 'vitest'
import { aFormPack, aRefusal, Refused } from '../bridge/testing/fake-core'
import { openWindow } from '../testing/mount-window'
import type { TestWindow } from '../testing/mount-window'
import { anOperation, aView, aVisit } from '../testing/samples'
import type { OperationView } from '../../../shared/contract/view'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

interface Proposed {
  readonly operationId: string
  readonly form: Readonly<Record<string, string>>
}
const visit = aVisit({ payeeCard: null })
const wordsHash = 'b'.repeat(64)

/** The draft core makes of what was proposed. */
function draftOf(input: Proposed, parts: Partial<OperationView> = {}): OperationView {
  return anOperation({
    operationId: input.operationId as OperationView['operationId'],
    number: null,
    state: 'draft',
    assent: null,
    takenAt: null,
    clerk: null,
    wordsHash,
    ...parts,
  })
}

async function openTransfer(answers: Parameters<typeof openWindow>[1] = {}): Promise<TestWindow> {
  opened = openWindow(aView({ visit }), { propose: draftOf, ...answers })
  await opened.settle()
  await opened.press('2', { alt: true })
  return opened
}

async function fill(it: TestWindow, amount = '650'): Promise<void> {
  await it.page.find('input[name="transfer-why"][value="transfer"]').setValue(true)
  await it.settle()
  await it.type('#payee-name', 'Li Xiaomei')
  await it.type('#payee-id', '990203197406085827')
  await it.page.find('input[name="transfer-relation"][value="30"]').setValue(true)
  await it.type('#transfer-amount', amount)
}

const lastInput = (it: TestWindow): Proposed => it.core.inputsOf('propose').at(-1) as Proposed
const submit = (it: TestWindow): HTMLButtonElement => it.button('本人确认后提交')
const showDraft = async (
  it: TestWindow,
  revision: number,
  parts: Partial<OperationView> = {},
): Promise<void> => {
  it.core.show(aView({ revision, visit: aVisit({ operations: [draftOf(lastInput(it), parts)] }) }))
  await it.settle()
}

describe('a transfer', () => {
  it('begins with the question which kind of sharing it is; only giving money goes on', async () => {
    const it = await openTransfer()
    expect(it.page.find('#transfer-amount').exists()).toBe(false)
    await it.page.find('input[name="transfer-why"][value="share"]').setValue(true)
    await it.settle()
    expect(it.text()).toContain('家庭共济绑定')
    await it.press('F10')
    expect(it.core.inputsOf('propose')).toEqual([])
  })

  it('leads from there to family-binding where the rules let a counter take it, and nowhere else', async () => {
    const told = await openTransfer()
    await told.page.find('input[name="transfer-why"][value="share"]').setValue(true)
    await told.settle()
    expect(told.text()).toContain('请在手机医保里办')
    await told.press('0', { alt: true })
    expect(told.page.find('#binding-name').exists()).toBe(false)
    told.close()
    const it = await openTransfer({ packForForms: { ...aFormPack, bindingTaken: true } })
    await it.page.find('input[name="transfer-why"][value="share"]').setValue(true)
    await it.settle()
    expect(it.text()).not.toContain('请在手机医保里办')
    it.button('办家庭共济绑定').click()
    await it.settle()
    await it.type('#binding-name', '李晓梅')
    await it.type('#binding-id', '990203197406085827')
    await it.page.find('input[name="binding-relation"][value="30"]').setValue(true)
    await it.press('F10')
    expect(it.core.inputsOf('propose')).toMatchObject([
      { form: { kind: 'family-binding', change: 'bind', otherName: '李晓梅', relation: '30' } },
    ])
    // nobody is asked how somebody is related whose binding ends
    await it.page.find('input[name="binding-change"][value="end"]').setValue(true)
    await it.settle()
    expect(it.page.find('input[name="binding-relation"]').exists()).toBe(false)
  })

  it('shows the amount in capitals while it is typed, and asks for all rules after a pause', async () => {
    const it = await openTransfer({
      checkForm: [
        {
          rule: 'transfer.limit',
          verdict: 'fails',
          asOf: null,
          refusal: aRefusal('transfer.over-limit', 'amount', { maxFen: 200_000, amountFen: 200_001 }),
        },
      ],
    })
    await fill(it, '2000.01')
    expect(it.text()).toContain('贰仟元零壹分')
    await vi.waitFor(() =>
      expect(it.page.find('#transfer-amount-problems').text()).toBe('单笔最多2,000.00元'),
    )
    expect(it.page.find('.check-list').text()).toContain('单笔最多2,000.00元')
  })

  it('is shown to the member under an id made once, and taken only after 同意', async () => {
    const it = await openTransfer({ take: (input: { operationId: string }) => anOperation(input as never) })
    await fill(it)
    await it.press('F10')
    const { operationId, form } = lastInput(it)
    expect(operationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(form).toMatchObject({
      kind: 'transfer',
      payeeName: 'Li Xiaomei',
      relation: '30',
      amount: '650',
      source: 'personal-account',
    })
    await showDraft(it, 2)
    expect(it.text()).toContain('本人还没有按')
    await it.press('Enter', { ctrl: true })
    expect(it.core.inputsOf('take')).toEqual([])
    expect(submit(it).disabled).toBe(true)
    await showDraft(it, 3, { assent: 'agree' })
    expect(submit(it).disabled).toBe(false)
    await it.press('Enter', { ctrl: true })
    expect(it.core.inputsOf('take')).toEqual([{ operationId }])
  })

  it('must be shown again after any change, under the same id', async () => {
    const it = await openTransfer()
    await fill(it)
    await it.press('F10')
    const first = lastInput(it)
    await showDraft(it, 2, { assent: 'agree' })
    await it.type('#transfer-amount', '660')
    expect(submit(it).disabled).toBe(true)
    expect(it.text()).toContain('内容改过了')
    await it.press('F10')
    expect(lastInput(it).operationId).toBe(first.operationId)
    expect(lastInput(it).form.amount).toBe('660')
  })

  it('does not count an old 同意 for new words', async () => {
    const it = await openTransfer({
      propose: (input: Proposed) => draftOf(input, { wordsHash: 'c'.repeat(64) }),
    })
    await fill(it)
    await it.press('F10')
    await showDraft(it, 2, { assent: 'agree' })
    expect(submit(it).disabled).toBe(true)
  })

  it('tells what the member pressed and takes it back under a new id', async () => {
    const it = await openTransfer({ withdraw: () => anOperation({ state: 'cancelled' }) })
    await fill(it)
    await it.press('F10')
    const first = lastInput(it).operationId
    await showDraft(it, 2, { assent: 'help' })
    expect(it.text()).toContain('本人按了“请帮我”')
    await showDraft(it, 3, { assent: 'decline' })
    expect(it.text()).toContain('本人按了“不办了”')
    expect(submit(it).disabled).toBe(true)
    it.button('撤回这笔').click()
    await it.settle()
    expect(it.core.inputsOf('withdraw')).toEqual([{ operationId: first }])
    expect(it.page.find<HTMLInputElement>('#transfer-amount').element.value).toBe('650')
    await it.press('F10')
    expect(lastInput(it).operationId).not.toBe(first)
  })

  it('waits for 人证一致 before it can be submitted', async () => {
    opened = openWindow(aView({ visit: aVisit({ personConfirmedAt: null }) }), { propose: draftOf })
    const it = opened
    await it.settle()
    await it.press('2', { alt: true })
    await fill(it)
    await it.press('F10')
    it.core.show(
      aView({
        revision: 2,
        visit: aVisit({ personConfirmedAt: null, operations: [draftOf(lastInput(it), { assent: 'agree' })] }),
      }),
    )
    await it.settle()
    expect(submit(it).disabled).toBe(true)
    expect(it.text()).toContain('先确认人证一致')
  })

  it('shows refusals where they belong and leads there; they go when the form changes', async () => {
    const it = await openTransfer({
      propose: new Refused([aRefusal('relation.not-near', 'relation', { name: 'son-in-law' })]),
    })
    await fill(it)
    await it.press('F10')
    expect(it.page.find('#transfer-relation-problems').text()).toBe('按规定，son-in-law不能转')
    expect(it.page.find('[role="alert"]').text()).toContain('按规定，这位亲戚不能转')
    expect(document.activeElement?.getAttribute('name')).toBe('transfer-relation')
    await it.page.find('input[name="transfer-relation"][value="10"]').setValue(true)
    await it.settle()
    expect(it.page.find('#transfer-relation-problems').text()).toBe('')
    expect(it.text()).not.toContain('按规定，这位亲戚不能转')
  })

  it('lists the relations that are refused, too', async () => {
    const it = await openTransfer()
    await fill(it)
    await it.page.find('input[name="transfer-relation"][value="other"]').setValue(true)
    await it.settle()
    await it.page.find('input[aria-label="其他关系（不能转的也列着）"]').trigger('click')
    await it.settle()
    expect(document.body.textContent).toContain('son-in-law')
    expect(document.body.textContent).toContain('按规定不能转')
  })

  it('takes the relative’s card when the clerk says whose it is, and says whether they can receive', async () => {
    const it = await openTransfer({ askPayee: { answer: 'cannot-receive', asOf: null } })
    await it.page.find('input[name="transfer-why"][value="transfer"]').setValue(true)
    const payeeCard = {
      name: 'Li Xiaomei',
      idNumber: '990203197406085827',
      idNumberMasked: '990***********5827',
    }
    it.core.show(aView({ revision: 2, visit: aVisit({ payeeCard }) }))
    await it.settle()
    expect(it.page.find('#payee-name').exists()).toBe(false)
    expect(it.text()).toContain('990***********5827')
    await it.page.find('#payee-region').trigger('click')
    await it.settle()
    document.querySelectorAll<HTMLElement>('.el-select-dropdown__item')[1]?.click()
    await vi.waitFor(() => expect(it.text()).toContain('现在不能收'), 3_000)
    expect(it.core.inputsOf('askPayee')).toEqual([
      { name: 'Li Xiaomei', idNumber: '990203197406085827', region: '320000/Suzhou' },
    ])
  })
})

describe('what was typed', () => {
  it('stays with its visit when it is parked, and goes when the visit is over', async () => {
    const it = await openTransfer()
    await fill(it)
    const parked = {
      visitId: visit.visitId,
      name: 'W**',
      since: aView().at,
      kind: null,
      fromEarlierRun: false,
    }
    it.core.show(aView({ revision: 2, visit: null, parked: [parked] }))
    await it.settle()
    it.core.show(aView({ revision: 3, visit }))
    await it.settle()
    expect(it.page.find<HTMLInputElement>('#transfer-amount').element.value).toBe('650')
    await it.press('Escape')
    await it.press('2', { alt: true })
    expect(it.page.find<HTMLInputElement>('#transfer-amount').element.value).toBe('650')
    it.core.show(aView({ revision: 4, visit: null }))
    await it.settle()
    it.core.show(aView({ revision: 5, visit }))
    await it.settle()
    expect(it.page.find('#transfer-amount').exists()).toBe(false)
  })
})

describe('a wallet', () => {
  it('is preset to the insured region as soon as that is known, and needs no phone', async () => {
    const facts = visit.facts === null ? null : { ...visit.facts, wallet: null }
    const it = (opened = openWindow(
      aView({ visit: aVisit({ facts: null, factsState: 'asking', factsAsOf: null }) }),
      { propose: draftOf },
    ))
    await it.settle()
    await it.press('1', { alt: true })
    it.core.show(aView({ revision: 2, visit: aVisit({ facts }) }))
    await it.settle()
    await it.page.find('input[name="opening-owner"][value="none"]').setValue(true)
    await it.settle()
    expect(it.page.find('#opening-phone').exists()).toBe(false)
    await it.press('F10')
    expect(lastInput(it).form).toEqual({
      kind: 'wallet-opening',
      placeOfUse: '620000/Linxia',
      placeReason: '',
      phone: '',
      phoneOwner: 'none',
      phoneRelation: '',
      noticeGiven: '',
    })
  })
})

describe('receiving', () => {
  it('has a single waiting money chosen already, with the centre’s deadline', async () => {
    const waitingToReceive = [
      {
        transferId: anOperation().operationId,
        amountFen: anOperation().amountFen,
        from: '*Xiuying',
        deadlineAt: aView().at + 3_600_000,
      },
    ]
    const facts = { ...visit.facts, waitingToReceive } as never
    const it = (opened = openWindow(aView({ visit: aVisit({ facts }) }), { propose: draftOf }))
    await it.settle()
    await it.press('3', { alt: true })
    expect(it.text()).toContain('*Xiuying转来')
    expect(it.text()).toContain('收款截止 15:02（中心定的）')
    await it.press('F10')
    expect(lastInput(it).form).toEqual({ kind: 'receive', transferId: anOperation().operationId })
  })

  it('says why there is nothing', async () => {
    const it = (opened = openWindow(aView({ visit })))
    await it.settle()
    await it.press('3', { alt: true })
    expect(it.text()).toContain('没有等着收的钱')
    await it.press('F10')
    expect(it.core.inputsOf('propose')).toEqual([])
  })
})

describe('the result', () => {
  async function openResult(operation: OperationView): Promise<TestWindow> {
    const it = (opened = openWindow(aView({ visit: aVisit({ operations: [operation] }) }), {
      printSlip: { file: '000000000017-1.pdf', title: 'Slip', copy: 1 },
    }))
    await it.settle()
    it.page.find<HTMLButtonElement>('.visit-operations button').element.click()
    await it.settle()
    return it
  }

  it('follows the operation, never better than it is', async () => {
    const it = await openResult(anOperation())
    const said = (): string => it.page.find('main').text()
    expect(said()).toContain('待发送')
    expect(said()).toContain('还没办好，钱没有动')
    expect(said()).toContain('请不要在手机上或别的窗口再办一次')
    it.core.show(
      aView({ revision: 2, visit: aVisit({ operations: [anOperation({ state: 'unknown', sent: true })] }) }),
    )
    await it.settle()
    expect(said()).toContain('先查询，不要重办')
    expect(said()).not.toContain('钱没有动')
    expect(it.button('不能重办').disabled).toBe(true)
    const pending = anOperation({ state: 'done', sent: true, receipt: 'pending', deadlineAt: aView().at })
    it.core.show(aView({ revision: 3, visit: aVisit({ operations: [pending] }) }))
    await it.settle()
    expect(said()).toContain('已转出·待收款')
    expect(said()).not.toContain('办结')
    expect(said()).not.toContain('办好')
  })

  it('prints a slip with F9 and says which copy and file', async () => {
    const it = await openResult(anOperation())
    expect(it.page.find('main').text()).toContain('000 000 000 017')
    await it.press('F9')
    expect(it.core.inputsOf('printSlip')).toEqual([{ operationId: anOperation().operationId }])
    expect(it.text()).toContain('打好了：Slip，第 1 份')
    expect(it.text()).toContain('000000000017-1.pdf')
  })

  it('shows every reason of a refusal with what to say', async () => {
    const refused = anOperation({
      state: 'refused',
      sent: true,
      refusals: [aRefusal('transfer.count-used-up', null, { maxPerDay: 3 })],
    })
    const it = await openResult(refused)
    expect(it.page.find('main').text()).toContain('今天的3笔已经用完')
    expect(it.page.find('main').text()).toContain('今天次数用完了，明天再来')
  })
})
