import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { AgentForm } from '../../shared/contract/help'
import type { OperationForm } from '../../shared/contract/counter'
import { suzhou } from '../../shared/domain/testing/samples'
import {
  confirmed,
  father,
  help,
  keep,
  layAgent,
  payloadOf,
  scans,
  toSon,
  visitOf,
} from './testing/agent-acts'
import { agreed, openVisit, openingForm, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { counterWorld } from './testing/counter-world'
import { personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

/* Agents, guardians and papers through the windows' own procedures, over a real folder and a real centre. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const world = counterWorld()
afterAll(() => {
  rmSync(scans, { recursive: true, force: true })
})

describe('an agent', () => {
  it('joins by card, is named to the member under the hall mask, in the payload and at the centre', async () => {
    const counter = await world.counter()
    const visitId = await openVisit(counter, 'li-jianguo')
    await layAgent(counter, 'li-qiang')
    expect(counter.view().visit).toMatchObject({ agent: null, agentCard: { name: '李强' } })
    await counter.counter.agent.settle({ visitId, form: { ...help, phone: '１３９ 0000-1111' } })
    expect(counter.view().visit).toMatchObject({
      agentCard: null,
      agent: { name: '李强', phone: '13900001111', relationName: '儿子', memberPresent: true },
      personConfirmedAt: null,
    })
    expect(counter.memberView().screen).toMatchObject({ member: '李**', helps: '李**（儿子）帮您办' })
    await confirmed(counter, visitId)
    const id = await take(counter, visitId, transferForm('10'))
    const { agent } = payloadOf(counter, id)
    expect(agent).toEqual({
      name: '李强',
      idNumber: personOf('li-qiang').idNumber,
      phone: '13900001111',
      authority: 'letter',
      memberPresent: true,
      relation: '20',
    })
    await counter.until(() => counter.view().visit?.operations[0]?.state === 'done', 'the centre did it')
    expect(counter.committed.filter(({ type }) => type === 'agent-settled')).toHaveLength(1)
    await counter.counter.agent.settle({ visitId, form: { ...help, phone: '139 0000 1111' } })
    expect(counter.committed.filter(({ type }) => type === 'agent-settled')).toHaveLength(1)
  })

  it('who is the payee needs the member here: a letter alone is refused at the counter', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    await confirmed(counter, visitId)
    expect(await refusedCodes(agreed(counter, visitId, toSon('10')))).toEqual(['agent.is-payee'])
    await counter.counter.agent.settle({ visitId, form: help })
    await confirmed(counter, visitId)
    const id = await take(counter, visitId, toSon('10'))
    expect(payloadOf(counter, id).agent).toMatchObject({ memberPresent: true })
  })

  it('who is the payee waits for a supervisor who has spoken with the member; the centre does it on that word', async () => {
    const counter = await world.counter()
    const visitId = await openVisit(counter, 'li-jianguo')
    await layAgent(counter, 'li-qiang')
    const paperId = await keep(counter, visitId, 'authority-letter')
    const form = { ...help, memberPresent: false, paperId, supervisorCalls: true }
    await counter.counter.agent.settle({ visitId, form })
    expect(counter.view().visit?.agent).toMatchObject({ supervisorCalls: true, memberPresent: false })
    await confirmed(counter, visitId)
    const operationId = await take(counter, visitId, toSon('10'))
    const waiting = await counter.counter.operation({ operationId })
    expect(waiting).toMatchObject({
      state: 'awaiting-approval',
      second: { reasons: [{ code: 'agent.is-payee' }], supervisor: true, memberSpoken: true },
    })
    expect(payloadOf(counter, operationId).agent).not.toHaveProperty('supervisorCalls')
    const approve = (clerk: string, memberSpoken: boolean) =>
      counter.counter.second.approve({
        items: [{ operationId, payloadHash: waiting.second?.payloadHash ?? '' }],
        ...{ clerk, password: 'lianxi2026', memberSpoken, memberSeen: false },
      })
    expect(await refusedCodes(approve('zhoumin', false))).toEqual(['approval.member-not-spoken'])
    expect(counter.view().visit?.operations[0]?.state).toBe('awaiting-approval')
    await approve('zhoumin', true)
    await counter.until(() => counter.view().visit?.operations[0]?.state === 'done', 'the centre did it')
  })

  it('who holds the phone of the payee’s wallet, opened here, is as good as the payee', async () => {
    const counter = await world.alone()
    const first = await visitOf(counter, 'zhao-min', { wallet: null, insuredRegion: suzhou })
    await take(counter, first, { ...openingForm(suzhou), phone: '13900002222' } as OperationForm)
    await counter.counter.endVisit({ visitId: first })
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    const form = { ...help, memberPresent: false, paperId, phone: '13900002222' }
    await counter.counter.agent.settle({ visitId, form })
    await confirmed(counter, visitId)
    const { name, idNumber } = personOf('zhao-min')
    const toZhao = {
      ...transferForm('10'),
      payeeName: name,
      payeeIdNumber: idNumber,
      payeeRegion: suzhou,
    }
    expect(await refusedCodes(agreed(counter, visitId, toZhao))).toContain('agent.is-payee')
  })

  it('without a letter, for a member who is not here, is refused and what was typed is not lost', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const form = { ...help, memberPresent: false }
    expect(await refusedCodes(counter.counter.agent.settle({ visitId, form }))).toEqual([
      'agent.letter-missing',
    ])
    // the card is still there for the second try
    const paperId = await keep(counter, visitId, 'authority-letter')
    await counter.counter.agent.settle({ visitId, form: { ...form, paperId } })
    expect(counter.view().visit?.agent).toMatchObject({ paperId, memberPresent: false })
    expect(counter.memberView().screen).toMatchObject({ member: '李**', helps: '您替李**办' })
  })

  it('changed after the member agreed: the member agrees anew', async () => {
    const counter = await world.alone()
    const visitId = await visitOf(counter, 'li-jianguo')
    const operationId = await agreed(counter, visitId, transferForm('10'))
    await layAgent(counter, 'li-qiang')
    counter.pass(5)
    await counter.counter.agent.settle({ visitId, form: help })
    await confirmed(counter, visitId)
    expect(await refusedCodes(counter.counter.take({ operationId }))).toEqual(['assent.stale'])
    const { wordsHash } = await counter.counter.propose({ operationId, visitId, form: transferForm('10') })
    expect(counter.memberView().screen).toMatchObject({ question: '李**（儿子）帮您办。请看一看，对不对？' })
    counter.pass(5)
    await counter.member.answer({ operationId, wordsHash, answer: 'agree' })
    await counter.counter.take({ operationId })
  })

  it('leaves again: the member acts alone, and is compared with the card anew', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    await counter.counter.agent.settle({ visitId, form: help })
    await confirmed(counter, visitId)
    await counter.counter.agent.remove({ visitId })
    expect(counter.view().visit).toMatchObject({ agent: null, personConfirmedAt: null })
    expect(counter.memberView().screen).toMatchObject({ helps: null })
    await confirmed(counter, visitId)
    expect(payloadOf(counter, await take(counter, visitId, transferForm('10')))).not.toHaveProperty('agent')
  })

  it('chosen by mistake leaves no identity behind', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    await counter.counter.agent.remove({ visitId })
    expect(counter.view().visit).toMatchObject({ agent: null, agentCard: null })
    expect(JSON.stringify(counter.committed)).not.toContain(personOf('li-qiang').idNumber)
  })

  it('is still there in the next life of core', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    counter.stop()
    const next = await world.again(counter)
    expect(next.view().visit).toMatchObject({
      agent: { name: '李强', paperId },
      papers: [{ attachmentId: paperId, kind: 'authority-letter', content: 'image/jpeg' }],
    })
  })
})

describe('the agent’s form', () => {
  it('says at the field what is wrong, and keeps the card for the next try', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const wrong = [
      ['relation', '', 'field.missing'],
      ['relation', '　\u200f ', 'field.missing'],
      ['relation', '儿子', 'relation.no-such'],
      ['relation', '98x', 'relation.no-such'],
      ['relation', '🙂', 'relation.no-such'],
      ['relation', '2'.repeat(4000), 'relation.no-such'],
      ['phone', '138', 'phone.malformed'],
      ['phone', '1'.repeat(4000), 'phone.malformed'],
      ['phone', '🙂', 'phone.malformed'],
      ['phone', '１３８０００', 'phone.malformed'],
      ['phone', '20000000000', 'phone.malformed'],
    ] as const
    for (const [field, text, code] of wrong) {
      const refused = counter.counter.agent.settle({ visitId, form: { ...help, [field]: text } })
      await expect(refused, text.slice(0, 20)).rejects.toMatchObject({
        data: { refusals: [{ code, field }] },
      })
      expect(counter.view().visit).toMatchObject({ agent: null, agentCard: { name: '李强' } })
    }
  })

  it('understands full-width digits, spaces and marks of direction', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    for (const relation of ['2０', ' 20\u200f', '\u202a20']) {
      await counter.counter.agent.settle({ visitId, form: { ...help, relation } })
      expect(counter.view().visit?.agent).toMatchObject({ relation: '20', phone: null })
      await counter.counter.agent.remove({ visitId })
      await layAgent(counter, 'li-qiang')
    }
  })

  it('tells everything at once', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const form = { ...help, relation: '', phone: 'x', paperId: randomUUID() }
    expect(await refusedCodes(counter.counter.agent.settle({ visitId, form }))).toEqual([
      'field.missing',
      'phone.malformed',
      'attachment.lost',
    ])
  })
})

describe('a child', () => {
  const register = async (counter: OpenCounter, visitId: string): Promise<AgentForm> => ({
    ...help,
    relation: '61',
    authority: 'guardian',
    paperId: await keep(counter, visitId, 'household-register'),
  })

  it('is served with a guardian, who agrees to the use of the child’s data by itself', async () => {
    const counter = await world.counter()
    const visitId = await openVisit(counter, 'li-xiaobao')
    expect(counter.view().visit?.notes).toMatchObject({ needsGuardian: true, mayHaveOwnIncome: false })
    expect(await refusedCodes(agreed(counter, visitId, openingForm()))).toEqual(['member.needs-guardian'])
    await layAgent(counter, 'li-fu')
    const form = await register(counter, visitId)
    const none = { visitId, form: { ...form, paperId: null } }
    expect(await refusedCodes(counter.counter.agent.settle(none))).toEqual(['agent.guardian-paper-missing'])
    await counter.counter.agent.settle({ visitId, form })
    await confirmed(counter, visitId)
    const operationId = await agreed(counter, visitId, openingForm())
    // the clerk is not told 同意 before the second question is answered
    const waiting = await counter.counter.operation({ operationId })
    expect(waiting).toMatchObject({ assent: null, shown: { facts: [] } })
    expect(await refusedCodes(counter.counter.take({ operationId }))).toEqual(['assent.separate-missing'])
    const { screen } = counter.memberView()
    expect(screen).toMatchObject({
      name: 'confirm',
      question: '孩子未满14周岁。用孩子的身份和参保信息办这件事，您同意吗？',
      facts: [],
      answer: null,
    })
    if (screen.name !== 'confirm') throw new Error('no question')
    await counter.member.answer({ operationId, wordsHash: screen.wordsHash, answer: 'agree' })
    expect(await counter.counter.operation({ operationId })).toMatchObject({ assent: 'agree' })
    await counter.counter.take({ operationId })
    const { agent, consents } = payloadOf(counter, operationId)
    expect(agent).toMatchObject({ authority: 'guardian', paper: { kind: 'household-register' } })
    expect(consents).toMatchObject([{ subject: 'child-data', wordsHash: screen.wordsHash }])
    await counter.until(() => counter.view().visit?.operations[0]?.state === 'done', 'done')
  })

  it('has money that a guardian never moves to the own wallet here, present or not', async () => {
    const counter = await world.alone()
    const visitId = await visitOf(counter, 'li-xiaobao')
    await layAgent(counter, 'li-jianguo')
    await counter.counter.agent.settle({ visitId, form: await register(counter, visitId) })
    await confirmed(counter, visitId)
    const { name, idNumber } = personOf('li-jianguo')
    const toGuardian = { ...transferForm('1'), payeeName: name, payeeIdNumber: idNumber, relation: '61' }
    expect(await refusedCodes(agreed(counter, visitId, toGuardian))).toContain('agent.ward-money')
  })

  it('of sixteen acts alone when the clerk notes an own income, and not before', async () => {
    const counter = await world.alone()
    const visitId = await visitOf(counter, 'zhou-xiaolin', { wallet: null })
    expect(counter.view().visit?.notes).toMatchObject({ mayHaveOwnIncome: true, ownIncome: false })
    expect(await refusedCodes(agreed(counter, visitId, openingForm()))).toEqual(['member.needs-guardian'])
    await counter.counter.noteVisit({ visitId, note: 'own-income', holds: true })
    const id = await take(counter, visitId, openingForm())
    expect(payloadOf(counter, id)).toMatchObject({ ownIncome: true })
  })
})

describe('a member who cannot answer', () => {
  it('moves no money in this visit, and the note can be taken back', async () => {
    const counter = await world.alone()
    const visitId = await visitOf(counter, 'li-jianguo')
    await counter.counter.noteVisit({ visitId, note: 'cannot-answer', holds: true })
    await counter.counter.noteVisit({ visitId, note: 'cannot-answer', holds: true })
    expect(counter.committed.filter(({ type }) => type === 'visit-noted')).toHaveLength(1)
    expect(await refusedCodes(agreed(counter, visitId, openingForm()))).toEqual(['wallet.already-open'])
    expect(await refusedCodes(agreed(counter, visitId, transferForm('10')))).toEqual(['member.cannot-answer'])
    await counter.counter.noteVisit({ visitId, note: 'cannot-answer', holds: false })
    await take(counter, visitId, transferForm('10'))
  })
})
