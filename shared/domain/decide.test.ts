import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { DecideContext, OperationCommand } from './decide'
import type { OperationId, RelationCode, VisitId } from './ids'
import type { Operation, OperationBody, Outcome } from './operation'
import { decide } from './decide'
import { fold } from './fold'
import { displayState } from './operation-states'
import { clerk, fen, operationId, sampleAt, sampleContext, sampleTransfer, visitId } from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const ctx: DecideContext = { personConfirmed: true, rules: sampleContext(pack) }
const wordsHash = 'a'.repeat(64)
const otherWords = 'b'.repeat(64)

const propose = (body: OperationBody = sampleTransfer(), hash = wordsHash): OperationCommand => ({
  type: 'propose',
  operationId,
  visitId,
  clerk,
  body,
  wordsHash: hash,
})
const assent = (answer: 'agree' | 'decline' | 'help', hash = wordsHash): OperationCommand => ({
  type: 'assent',
  operationId,
  answer,
  wordsHash: hash,
})
const withdraw: OperationCommand = { type: 'withdraw', operationId, clerk }
const take = (hash = wordsHash): OperationCommand => ({
  type: 'take',
  operationId,
  clerk,
  wordsHash: hash,
  taken: 7,
  canonical: '{}',
  payloadHash: 'c'.repeat(64),
})
const dispatch = (number = 1): OperationCommand => ({
  type: 'dispatch',
  operationId,
  dispatch: number,
  link: 'd'.repeat(64),
})
const resend: OperationCommand = { type: 'resend', operationId }
const notSent: OperationCommand = { type: 'not-sent', operationId }
const unanswered: OperationCommand = { type: 'unanswered', operationId, cause: 'time' }
const answer = (outcome: Outcome): OperationCommand => ({
  type: 'answer',
  operationId,
  outcome,
  via: 'answer',
})
const receipt = (to: 'pending' | 'received' | 'returned'): OperationCommand => ({
  type: 'receipt',
  operationId,
  receipt: to,
  at: sampleAt,
})
const pending: Outcome = { type: 'done', at: sampleAt, receipt: 'pending', deadlineAt: sampleAt + 1 }
const deferred: Outcome = { type: 'deferred', at: sampleAt, opensAt: sampleAt + 1 }
const waitingFor: Outcome = { type: 'waiting-for', at: sampleAt, operationId: 'other' as OperationId }

const taken = [propose(), assent('agree'), take()]
const sent = [...taken, dispatch()]

/** Runs commands that must all be accepted. */
function after(commands: readonly OperationCommand[], context = ctx): Operation {
  let operation: Operation | null = null
  for (const command of commands) {
    const decision = decide(operation, command, context)
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.map(({ code }) => code).join()}`)
    for (const event of decision.value) operation = fold(operation, event, sampleAt)
  }
  if (operation === null) throw new Error('nothing happened')
  return operation
}

/** Codes of the refusals, or types of the events. */
function outcomeOf(operation: Operation | null, command: OperationCommand, context = ctx): readonly string[] {
  const decision = decide(operation, command, context)
  return decision.ok ? decision.value.map(({ type }) => type) : decision.error.map(({ code }) => code)
}

describe('from the form to 登记', () => {
  it('proposes, hears 同意, takes', () => {
    expect(after(taken)).toMatchObject({
      id: operationId,
      state: 'queued',
      assent: { answer: 'agree', at: sampleAt },
      taken: { number: 7, at: sampleAt, payloadHash: 'c'.repeat(64), clerk },
      dispatch: null,
      sent: false,
    })
  })

  it('does not show the member what the rules stop', () => {
    expect(outcomeOf(null, propose(sampleTransfer({ relation: '56' as RelationCode })))).toEqual([
      'relation.not-near',
    ])
    expect(outcomeOf(null, propose(sampleTransfer({ amountFen: fen(200_001) })))).toEqual([
      'transfer.over-limit',
    ])
  })

  it('takes nothing without the person, the assent and the rules, and says all of it', () => {
    const drained = { ...ctx.rules, payee: 'cannot-receive' as const }
    const strict = { ...ctx, personConfirmed: false, rules: drained }
    expect(outcomeOf(after([propose()]), take(), strict)).toEqual([
      'visit.person-not-confirmed',
      'assent.missing',
      'payee.cannot-receive',
    ])
    expect(outcomeOf(after([propose(), assent('help')]), take())).toEqual(['assent.missing'])
    expect(outcomeOf(after([propose(), assent('decline')]), take())).toEqual(['assent.declined'])
    expect(outcomeOf(after([propose(), assent('agree')]), take(otherWords))).toEqual(['assent.stale'])
  })

  it('an assent is to these words only and lapses when others are shown', () => {
    expect(outcomeOf(after([propose()]), assent('agree', otherWords))).toEqual(['assent.stale'])
    const changed = after([
      propose(),
      assent('agree'),
      propose(sampleTransfer({ amountFen: fen(100) }), otherWords),
    ])
    expect(changed).toMatchObject({ state: 'draft', assent: null, wordsHash: otherWords })
    expect(outcomeOf(changed, take(otherWords))).toEqual(['assent.missing'])
  })

  it('不办了 stands until the words are shown again; 请帮我 may become 同意', () => {
    const declined = after([propose(), assent('decline')])
    expect(outcomeOf(declined, assent('agree'))).toEqual(['assent.declined'])
    expect(after([propose(), assent('decline'), propose(), assent('agree'), take()]).state).toBe('queued')
    expect(after([propose(), assent('help'), assent('agree'), take()]).state).toBe('queued')
  })

  it('wants a pack that knows a verification', () => {
    const verification = { ...pack.verification, transfer: [] }
    const rules = { ...ctx.rules, pack: { ...pack, verification } }
    const decision = decide(after([propose(), assent('agree')]), take(), { ...ctx, rules })
    expect(decision).toMatchObject({
      ok: false,
      error: [{ code: 'assent.missing', clause: { path: 'verification.transfer' } }],
    })
  })

  it('keeps what was taken: the same again is nothing, other content is refused', () => {
    const operation = after(taken)
    expect(outcomeOf(operation, take())).toEqual([])
    expect(outcomeOf(operation, propose())).toEqual([])
    expect(outcomeOf(operation, assent('agree'))).toEqual([])
    expect(outcomeOf(operation, take(otherWords))).toEqual(['operation.same-id-other-content'])
    expect(outcomeOf(operation, propose(sampleTransfer({ amountFen: fen(100) })))).toEqual([
      'operation.same-id-other-content',
    ])
    expect(outcomeOf(operation, propose(sampleTransfer(), otherWords))).toEqual([
      'operation.same-id-other-content',
    ])
  })

  it('compares content, not the order of keys; another visit shows it anew while it is a draft', () => {
    const { kind, ...rest } = sampleTransfer()
    expect(outcomeOf(after([propose()]), propose({ ...rest, kind }))).toEqual([])
    const otherVisit = { ...propose(), visitId: 'v' as VisitId } as OperationCommand
    expect(outcomeOf(after([propose()]), otherVisit)).toEqual(['operation-proposed'])
  })

  it('withdraws what has no dispatch number, and only that', () => {
    expect(after([propose(), withdraw]).state).toBe('cancelled')
    expect(after([...taken, withdraw]).state).toBe('cancelled')
    expect(outcomeOf(after([...taken, withdraw]), withdraw)).toEqual([])
    expect(outcomeOf(after([...taken, withdraw]), dispatch())).toEqual(['operation.wrong-state'])
    expect(outcomeOf(after(sent), withdraw)).toEqual(['operation.wrong-state'])
    expect(outcomeOf(after([...sent, notSent]), withdraw)).toEqual(['operation.wrong-state'])
    expect(outcomeOf(after([propose(), withdraw]), propose())).toEqual(['operation.wrong-state'])
  })

  it('knows nobody else’s operation', () => {
    expect(outcomeOf(null, take())).toEqual(['operation.no-such'])
    const other = { ...take(), operationId: 'x' as OperationId } as OperationCommand
    expect(outcomeOf(after(taken), other)).toEqual(['operation.no-such'])
    const foreign = { ...propose(), operationId: 'x' as OperationId } as OperationCommand
    expect(outcomeOf(after(taken), foreign)).toEqual(['operation.no-such'])
  })
})

describe('sending', () => {
  it('keeps its number for ever', () => {
    expect(after(sent)).toMatchObject({ state: 'in-flight', dispatch: 1, sent: true })
    expect(outcomeOf(after(sent), dispatch())).toEqual([])
    expect(outcomeOf(after(sent), dispatch(2))).toEqual(['operation.wrong-state'])
    const back = after([...sent, notSent])
    expect(back).toMatchObject({ state: 'queued', dispatch: 1, sent: false })
    expect(outcomeOf(back, dispatch(2))).toEqual(['operation.wrong-state'])
    expect(outcomeOf(back, dispatch())).toEqual(['operation-resent'])
  })

  it('goes again from unknown only, never from a draft', () => {
    expect(after([...sent, unanswered])).toMatchObject({ state: 'unknown', sent: true })
    expect(after([...sent, unanswered, resend])).toMatchObject({ state: 'in-flight', dispatch: 1 })
    for (const commands of [[propose()], taken, [...sent, notSent], [...sent, answer(pending)]]) {
      expect(outcomeOf(after(commands), resend)).toEqual(['operation.wrong-state'])
    }
    expect(outcomeOf(after([propose()]), dispatch())).toEqual(['operation.wrong-state'])
    expect(outcomeOf(after([...sent, unanswered]), notSent)).toEqual(['operation.wrong-state'])
  })

  it.each<[Outcome, string]>([
    [pending, 'receipt-pending'],
    [{ ...pending, receipt: null, deadlineAt: null }, 'done'],
    [{ type: 'refused', at: sampleAt, refusals: [] }, 'refused'],
    [{ type: 'cancelled', at: sampleAt }, 'cancelled'],
    [deferred, 'awaiting-hours'],
    [{ type: 'twin-suspected', at: sampleAt }, 'awaiting-approval'],
    [waitingFor, 'queued'],
  ])('an answer %j shows %s', (outcome, shown) => {
    const operation = after([...sent, answer(outcome)])
    expect(displayState(operation)).toBe(shown)
    expect(operation).toMatchObject({ outcome, dispatch: 1, sent: true })
    expect(outcomeOf(operation, answer(outcome))).toEqual([])
  })

  it('what the centre kept waiting stays known to the centre', () => {
    expect(after([...sent, answer(waitingFor), dispatch(), notSent])).toMatchObject({
      state: 'queued',
      sent: true,
    })
  })

  it('an answer to something never sent is refused, and so is one after the end', () => {
    expect(outcomeOf(after(taken), answer(pending))).toEqual(['operation.wrong-state'])
    const refused = after([...sent, answer({ type: 'refused', at: sampleAt, refusals: [] })])
    expect(outcomeOf(refused, answer(pending))).toEqual(['operation.wrong-state'])
    expect(outcomeOf(refused, answer({ type: 'refused', at: sampleAt + 1, refusals: [] }))).toEqual([
      'operation.wrong-state',
    ])
  })

  it('kept by the centre, a newer opening replaces the older and then it is done', () => {
    const kept = after([...sent, answer(deferred)])
    const moved = after([...sent, answer(deferred), answer({ ...deferred, opensAt: sampleAt + 9 })])
    expect(kept.state).toBe('awaiting-hours')
    expect(moved).toMatchObject({ state: 'awaiting-hours', outcome: { opensAt: sampleAt + 9 } })
    expect(after([...sent, answer(deferred), answer(pending)]).receipt).toBe('pending')
  })
})

describe('receipt', () => {
  const done = [...sent, answer(pending)]

  it('becomes received or returned, once', () => {
    expect(after([...done, receipt('received')]).receipt).toBe('received')
    const returned = after([...done, receipt('returned')])
    expect(displayState(returned)).toBe('receipt-returned')
    expect(outcomeOf(returned, receipt('returned'))).toEqual([])
    expect(outcomeOf(returned, receipt('received'))).toEqual(['operation.wrong-state'])
    expect(outcomeOf(after(done), receipt('pending'))).toEqual([])
    expect(outcomeOf(after(sent), receipt('received'))).toEqual(['operation.wrong-state'])
  })

  it('may be learnt from a query too; an older answer takes nothing back', () => {
    const received: Outcome = { ...pending, receipt: 'received', deadlineAt: null }
    expect(outcomeOf(after(done), answer(received))).toEqual(['receipt-changed'])
    const operation = after([...done, answer(received)])
    expect(operation.receipt).toBe('received')
    expect(outcomeOf(operation, answer(pending))).toEqual([])
    expect(outcomeOf(operation, answer(received))).toEqual([])
  })

  it('is nothing a wallet opening has', () => {
    const opened = after([...sent, answer({ ...pending, receipt: null, deadlineAt: null })])
    expect(outcomeOf(opened, receipt('received'))).toEqual(['operation.wrong-state'])
  })
})
