import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { operationPayloadSchema } from '../../shared/contract/operation'
import type { AgentForm } from '../../shared/contract/help'
import type { OperationForm } from '../../shared/contract/counter'
import type { OperationId, VisitId } from '../../shared/domain/ids'
import type { MemberFacts } from '../../shared/domain/member-facts'
import type { OperationPayload, PaperKind } from '../../shared/domain/operation'
import { sampleFacts, suzhou } from '../../shared/domain/testing/samples'
import { agreed, openVisit, openingForm, refusedCodes, take, transferForm } from './testing/clerk-acts'
import { counterWorld } from './testing/counter-world'
import { personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

/* Agents, guardians and papers through the windows' own procedures, over a real folder and a real centre. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const world = counterWorld()
const scans = mkdtempSync(join(tmpdir(), 'scans-'))
afterAll(() => {
  rmSync(scans, { recursive: true, force: true })
})

const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(4000, '委托书')])
function scan(name: string, bytes: Buffer): string {
  const path = join(scans, name)
  writeFileSync(path, bytes)
  return path
}

const help: AgentForm = {
  relation: '20',
  authority: 'letter',
  phone: '',
  memberPresent: true,
  paperId: null,
}

/** Lays the agent's card into the open visit and chooses 代办人. */
async function layAgent(counter: OpenCounter, personId: string): Promise<void> {
  counter.lay(personId)
  const readId = counter.view().otherCard?.readId ?? ''
  await counter.counter.otherCard({ readId, choice: 'agent' })
}

async function keep(counter: OpenCounter, visitId: string, kind: PaperKind, bytes = jpeg): Promise<string> {
  const attachmentId = randomUUID()
  counter.picks.push(scan(`${attachmentId}.jpg`, bytes))
  await counter.counter.keepPaper({ visitId, attachmentId, kind })
  return attachmentId
}

function payloadOf(counter: OpenCounter, id: OperationId): OperationPayload {
  const canonical = counter.core.projection.operation(id)?.canonical ?? ''
  return operationPayloadSchema.parse(JSON.parse(canonical))
}

/** The son's own wallet. */
function toSon(amount: string): OperationForm {
  const { name, idNumber } = personOf('li-qiang')
  return { ...transferForm(amount), payeeName: name, payeeIdNumber: idNumber, relation: '20' }
}

/** A visit without a centre, over facts that it told an hour ago. */
async function visitOf(
  counter: OpenCounter,
  personId: string,
  facts: Partial<MemberFacts> = {},
): Promise<string> {
  counter.lay(personId)
  const { idNumber } = personOf(personId)
  const asOf = counter.clock.now() - 3_600_000
  counter.core.commit([{ type: 'facts-received', facts: sampleFacts({ idNumber, asOf, ...facts }) }])
  const visitId = counter.view().visit?.visitId ?? ''
  await confirmed(counter, visitId)
  return visitId
}

async function confirmed(counter: OpenCounter, visitId: string): Promise<void> {
  await counter.counter.confirmPerson({ visitId, same: true })
}

async function father(counter: OpenCounter): Promise<string> {
  const visitId = await visitOf(counter, 'li-jianguo')
  await layAgent(counter, 'li-qiang')
  return visitId
}

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

describe('a kept paper', () => {
  const folder = (counter: OpenCounter): string => join(counter.station.dataDir, 'attachments')

  it('lies sealed on the disk, bound by its hash in the journal, and is told to the centre by hash alone', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    const file = readFileSync(join(folder(counter), `${paperId}.sealed`))
    expect(file.subarray(0, 32).toString()).toBe('wallet-counter attachment intl-1')
    expect(file.includes(Buffer.from('委托书'))).toBe(false)
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    await confirmed(counter, visitId)
    const id = await take(counter, visitId, transferForm('10'))
    const kept = counter.committed.find(({ type }) => type === 'attachment-kept')
    const paper = payloadOf(counter, id).agent?.paper
    expect(kept).toMatchObject({ attachmentId: paperId, sha256: paper?.sha256, bytes: jpeg.length })
    const record = counter.core.projection.attachment(paperId)
    if (record === null) throw new Error('the paper is not known')
    const read = counter.core.papers.attachments.read(visitId as VisitId, record)
    expect(read.ok && read.value.equals(jpeg)).toBe(true)
  })

  it.each(['lost', 'damaged'] as const)('that is %s is said before anything is taken on it', async (how) => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    await counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
    await confirmed(counter, visitId)
    const operationId = await agreed(counter, visitId, transferForm('10'))
    const path = join(folder(counter), `${paperId}.sealed`)
    if (how === 'lost') rmSync(path)
    else {
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }
    expect(await refusedCodes(counter.counter.take({ operationId }))).toEqual([`attachment.${how}`])
  })

  it.each([
    ['a program', Buffer.from('#!/bin/sh\n'), 'attachment.not-a-picture'],
    ['nothing', Buffer.alloc(0), 'attachment.not-a-picture'],
    ['a picture by its name alone', Buffer.from('GIF89a'), 'attachment.not-a-picture'],
    ['a huge picture', Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]), 'attachment.too-big'],
  ])('is never %s', async (_what, bytes, code) => {
    const counter = await world.alone()
    const visitId = await father(counter)
    expect(await refusedCodes(keep(counter, visitId, 'authority-letter', bytes))).toEqual([code])
    expect(counter.view().visit?.papers).toEqual([])
    expect(readdirSync(counter.station.dataDir)).not.toContain('attachments')
  })

  it('is not kept when nothing is picked, when the file is gone, or twice under one id', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const ask = { visitId, attachmentId: randomUUID(), kind: 'authority-letter' as const }
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: false })
    counter.picks.push(join(scans, 'no-such-file.jpg'))
    expect(await refusedCodes(counter.counter.keepPaper(ask))).toEqual(['attachment.unreadable'])
    counter.picks.push(scan('one.jpg', jpeg), scan('two.jpg', jpeg))
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: true })
    expect(await counter.counter.keepPaper(ask)).toEqual({ kept: true })
    expect(counter.picks).toHaveLength(1)
  })

  it('whose event was never written is removed at the next start, and no other', async () => {
    const counter = await world.alone()
    const visitId = await father(counter)
    const paperId = await keep(counter, visitId, 'authority-letter')
    writeFileSync(join(folder(counter), `${randomUUID()}.sealed`), 'half')
    counter.stop()
    await world.again(counter)
    expect(readdirSync(folder(counter))).toEqual([`${paperId}.sealed`])
  })
})
