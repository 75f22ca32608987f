import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { DecideContext, OperationCommand } from './decide'
import type { ClerkId, RelationCode } from './ids'
import type { Operation, OperationBody, Outcome } from './operation'
import type { RuleContext } from './rule-check'
import type { RulePack, VerificationWay } from './rule-pack'
import { decide } from './decide'
import { fold } from './fold'
import { secondAsked } from './second-person'
import {
  clerk,
  fen,
  operationId,
  sampleAt,
  sampleContext,
  sampleFacts,
  sampleOpening,
  sampleReceive,
  sampleTransfer,
  visitId,
  waitingTransferId,
} from './testing/samples'

/* 复核 and attestation: domain.md 2, 3.3 and 4.1. */

const pack = rulePackSchema.parse(packJson)
const colleague = 'wu-min' as ClerkId
const supervisor = 'zheng-li' as ClerkId
const wordsHash = 'a'.repeat(64)
const payloadHash = 'c'.repeat(64)
const records = { approval: 'approval', attestation: 'attestation', again: 'again' }

const context = (change: Partial<RuleContext> = {}): DecideContext => ({
  personConfirmed: true,
  rules: sampleContext(pack, change),
})
const byCard = context()
const typed = context({ identity: 'typed' })
const withWays = (...ways: VerificationWay[]): DecideContext => {
  const verification = { ...pack.verification, transfer: ways }
  const own: RulePack = { ...pack, verification }
  return context({ pack: own })
}
const attesting = withWays('member-password', 'attestation')

const taking = (body: OperationBody = sampleTransfer()): readonly OperationCommand[] => [
  { type: 'propose', operationId, visitId, clerk, body, wordsHash },
  { type: 'assent', operationId, answer: 'agree', wordsHash },
  { type: 'take', operationId, clerk, wordsHash, taken: 7, canonical: '{}', payloadHash },
]
type Approve = Extract<OperationCommand, { type: 'approve' }>
const approve = (change: Partial<Approve> = {}): OperationCommand => ({
  type: 'approve',
  operationId,
  payloadHash,
  by: colleague,
  role: 'clerk',
  clerk,
  memberSpoken: true,
  memberSeen: true,
  records,
  ...change,
})
const reject = (change: object = {}): OperationCommand => ({
  type: 'reject',
  operationId,
  payloadHash,
  by: colleague,
  role: 'clerk',
  reason: '看不清证明',
  withdraw: 'withdraw',
  ...change,
})
const hold = (held: boolean, caller = '女儿来电'): OperationCommand => ({
  type: 'hold',
  operationId,
  clerk: colleague,
  held,
  caller,
})
const dispatch: OperationCommand = { type: 'dispatch', operationId, dispatch: 1, link: 'd'.repeat(64) }
const answer = (outcome: Outcome): OperationCommand => ({
  type: 'answer',
  operationId,
  outcome,
  via: 'answer',
})

function after(commands: readonly OperationCommand[], ctx: DecideContext): Operation {
  let operation: Operation | null = null
  for (const command of commands) {
    const decision = decide(operation, command, ctx)
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.map(({ code }) => code).join()}`)
    for (const event of decision.value) operation = fold(operation, event, sampleAt)
  }
  if (operation === null) throw new Error('nothing happened')
  return operation
}

function said(operation: Operation, command: OperationCommand, ctx: DecideContext): readonly string[] {
  const decision = decide(operation, command, ctx)
  return decision.ok
    ? decision.value.map((event) => (event.type === 'record-made' ? event.record : event.type))
    : decision.error.map(({ code, field }) => (field === null ? code : `${code} ${field}`))
}

describe('what is taken and waits for a second person', () => {
  it('is money on a typed number, out and in; not an opening', () => {
    const operation = after(taking(), typed)
    expect(operation).toMatchObject({ state: 'awaiting-approval', dispatch: null, sent: false })
    expect(operation.taken).toMatchObject({ number: 7, payloadHash })
    expect(operation.approvalReasons).toMatchObject([
      { code: 'visit.typed-identity', clause: { path: 'typed' } },
    ])
    const waiting = sampleFacts({
      waitingToReceive: [
        { transferId: waitingTransferId, amountFen: fen(65_000), from: '王*', deadlineAt: sampleAt + 1 },
      ],
    })
    const receiving = context({ identity: 'typed', member: waiting })
    expect(after(taking(sampleReceive()), receiving).state).toBe('awaiting-approval')
    const opening = context({ identity: 'typed', member: sampleFacts({ wallet: null }) })
    expect(after(taking(sampleOpening(pack)), opening).state).toBe('queued')
    expect(after(taking(), byCard).state).toBe('queued')
  })

  it('is a relation that a supervisor looks at', () => {
    const body = sampleTransfer({ relation: '29' as RelationCode })
    const operation = after(taking(body), byCard)
    expect(operation.approvalReasons).toMatchObject([
      { code: 'relation.needs-supervisor', clause: { path: 'relations' } },
    ])
    expect(said(operation, approve(), byCard)).toEqual(['clerk.not-supervisor clerk'])
    const approved = after([...taking(body), approve({ by: supervisor, role: 'supervisor' })], byCard)
    expect(approved).toMatchObject({ state: 'queued', second: { by: supervisor, role: 'supervisor' } })
  })

  it('is what is over an offline cap, where the pack says so; elsewhere that is refused', () => {
    const offline = { ...pack.offline, perItemFen: fen(100), overCap: 'second-person' as const }
    const own = context({ online: false, pack: { ...pack, offline } })
    expect(after(taking(), own).approvalReasons).toMatchObject([
      { code: 'transfer.offline-cap', data: { maxFen: 100 }, clause: { path: 'offline.perItemFen' } },
    ])
    const refusing = context({
      online: false,
      pack: { ...pack, offline: { ...pack.offline, perItemFen: fen(100), overCap: 'refuse' } },
    })
    expect(() => after(taking(), refusing)).toThrow('transfer.offline-cap')
  })

  it('has lower caps on a typed number, cautious ones where the pack has none', () => {
    const { typed: caps, ...rest } = pack
    expect(caps).toBeDefined()
    const old = context({ identity: 'typed', pack: rest })
    const at = (yuan: number) => taking(sampleTransfer({ amountFen: fen(yuan * 100) }))
    expect(after(at(500), old).state).toBe('awaiting-approval')
    expect(() => after(at(500.01), old)).toThrow('transfer.typed-cap')
    const takenHere = { ...old.rules.takenHere, memberAmountTodayFen: 1 }
    expect(() => after(at(500), context({ identity: 'typed', pack: rest, takenHere }))).toThrow(
      'transfer.typed-cap',
    )
    expect(after(at(500.01), context({ pack: rest })).state).toBe('queued')
  })

  it('never leaves before somebody has looked', () => {
    expect(said(after(taking(), typed), dispatch, typed)).toEqual(['operation.wrong-state'])
    expect(said(after(taking(), attesting), dispatch, attesting)).toEqual(['operation.wrong-state'])
  })

  it('is taken back here, and nothing of it stays', () => {
    const withdraw: OperationCommand = { type: 'withdraw', operationId, clerk }
    expect(after([...taking(), withdraw], typed).state).toBe('cancelled')
    expect(after([...taking(), withdraw], attesting).state).toBe('cancelled')
  })
})

describe('复核', () => {
  it('is by somebody else than the taker, whoever that is, and of exactly these bytes', () => {
    const operation = after(taking(), typed)
    expect(said(operation, approve({ by: clerk }), typed)).toEqual(['approval.own clerk'])
    expect(said(operation, approve({ by: clerk, role: 'supervisor' }), typed)).toEqual(['approval.own clerk'])
    expect(said(operation, approve({ payloadHash: 'b'.repeat(64) }), typed)).toEqual([
      'operation.same-id-other-content',
    ])
    expect(said(operation, approve(), typed)).toEqual(['approval-given', 'approval', 'operation-requeued'])
  })

  it('is said once; the same again makes nothing happen, and there is nothing to approve without a question', () => {
    const approved = after([...taking(), approve()], typed)
    expect(approved).toMatchObject({
      state: 'queued',
      dispatch: null,
      second: { by: colleague, witness: null },
    })
    expect(said(approved, approve(), typed)).toEqual([])
    expect(said(approved, approve({ by: supervisor }), typed)).toEqual(['operation.wrong-state'])
    expect(said(after(taking(), byCard), approve(), byCard)).toEqual(['operation.wrong-state'])
  })

  it('answers the centre, which asks again where only a supervisor will do', () => {
    const reasons = [
      { code: 'relation.contradicts' as const, data: {}, clause: null, field: null },
      { code: 'agent.is-payee' as const, data: {}, clause: null, field: null },
    ]
    const asked: Outcome = { type: 'approval-needed', at: sampleAt, refusals: reasons }
    const operation = after([...taking(), dispatch, answer(asked)], byCard)
    expect(secondAsked(operation, pack)).toMatchObject({ reasons, supervisor: true, memberSpoken: true })
    expect(said(operation, approve({ memberSpoken: false }), byCard)).toEqual([
      'clerk.not-supervisor clerk',
      'approval.member-not-spoken memberSpoken',
    ])
    const again = [...taking(), dispatch, answer(asked), approve({ by: supervisor, role: 'supervisor' })]
    expect(after(again, byCard)).toMatchObject({ state: 'queued', dispatch: null, sent: true })
  })

  it('of a suspected twin says too that it is meant', () => {
    const twin: Outcome = { type: 'twin-suspected', at: sampleAt }
    const operation = after([...taking(), dispatch, answer(twin)], byCard)
    expect(said(operation, approve({ memberSpoken: false }), byCard)).toEqual([
      'approval.member-not-spoken memberSpoken',
    ])
    expect(said(operation, approve(), byCard)).toEqual([
      'approval-given',
      'approval',
      'again',
      'operation-requeued',
    ])
  })

  it('may be no, with a reason: cancelled here, asked back from the centre when it is there', () => {
    const here = after(taking(), typed)
    expect(said(here, reject({ reason: ' ' }), typed)).toEqual(['field.missing reason'])
    expect(said(here, reject({ by: clerk }), typed)).toEqual(['approval.own clerk'])
    expect(after([...taking(), reject()], typed)).toMatchObject({
      state: 'cancelled',
      rejection: { by: colleague, reason: '看不清证明' },
    })
    expect(said(after([...taking(), reject()], typed), reject(), typed)).toEqual([])
    const twin: Outcome = { type: 'twin-suspected', at: sampleAt }
    const there = after([...taking(), dispatch, answer(twin), reject()], byCard)
    expect(there).toMatchObject({ state: 'awaiting-approval', rejection: { by: colleague } })
    expect(said(after([...taking(), dispatch, answer(twin)], byCard), reject(), byCard)).toEqual([
      'approval-refused',
      'withdraw',
    ])
  })
})

describe('attestation', () => {
  it('is asked for where the pack has it and 同意 alone is not enough', () => {
    expect(after(taking(), attesting)).toMatchObject({ state: 'awaiting-verification', approvalReasons: [] })
    expect(after(taking(), withWays('member-assent', 'attestation')).state).toBe('queued')
    expect(() => after(taking(), withWays())).toThrow('assent.missing')
    const ownPassword = withWays('member-password')
    const waiting = after(taking(), ownPassword)
    expect(waiting.state).toBe('awaiting-verification')
    expect(secondAsked(waiting, ownPassword.rules.pack)).toBeNull()
  })

  it('is by clerk and second person who both saw the member agree', () => {
    const operation = after(taking(), attesting)
    expect(said(operation, approve({ memberSeen: false }), attesting)).toEqual([
      'approval.member-not-seen memberSeen',
    ])
    expect(said(operation, approve({ clerk: colleague }), attesting)).toEqual(['approval.own clerk'])
    expect(said(operation, approve({ by: clerk, clerk: colleague }), attesting)).toEqual([
      'approval.own clerk',
    ])
    expect(said(operation, approve(), attesting)).toEqual([
      'approval-given',
      'attestation',
      'operation-requeued',
    ])
    expect(after([...taking(), approve()], attesting)).toMatchObject({
      state: 'queued',
      second: { by: colleague, witness: clerk },
    })
  })

  it('and approval are one look of the same second person', () => {
    const both = context({ identity: 'typed', pack: attesting.rules.pack })
    const operation = after(taking(), both)
    expect(operation.state).toBe('awaiting-approval')
    expect(said(operation, approve(), both)).toEqual([
      'approval-given',
      'approval',
      'attestation',
      'operation-requeued',
    ])
  })

  it('is not asked for twice', () => {
    const asked: Outcome = { type: 'approval-needed', at: sampleAt, refusals: [] }
    const operation = after([...taking(), approve(), dispatch, answer(asked)], attesting)
    expect(secondAsked(operation, attesting.rules.pack)).toMatchObject({ approval: true, attestation: false })
  })
})

describe('a telephone call', () => {
  it('puts by what has not left, until a clerk lets it go on', () => {
    const operation = after(taking(), byCard)
    expect(said(operation, hold(true, ' '), byCard)).toEqual(['field.missing caller'])
    const held = after([...taking(), hold(true)], byCard)
    expect(held).toMatchObject({ state: 'queued', held: { clerk: colleague, caller: '女儿来电' } })
    expect(said(held, dispatch, byCard)).toEqual(['operation.wrong-state'])
    expect(said(held, hold(true), byCard)).toEqual([])
    const released = after([...taking(), hold(true), hold(false)], byCard)
    expect(released.held).toBeNull()
    expect(said(released, dispatch, byCard)).toEqual(['operation-dispatched'])
  })

  it('holds nothing that has left or is over', () => {
    const twin: Outcome = { type: 'twin-suspected', at: sampleAt }
    for (const commands of [
      [...taking(), dispatch],
      [...taking(), dispatch, answer(twin)],
      [...taking(), { type: 'withdraw', operationId, clerk } as const],
      taking().slice(0, 1),
    ])
      expect(said(after(commands, byCard), hold(true), byCard)).toEqual(['operation.wrong-state'])
  })

  it('keeps what waits for a second person put by after the approval', () => {
    const held = after([...taking(), hold(true), approve()], typed)
    expect(held).toMatchObject({ state: 'queued', held: { caller: '女儿来电' } })
    expect(said(held, dispatch, typed)).toEqual(['operation.wrong-state'])
  })
})
