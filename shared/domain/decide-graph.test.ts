import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { DecideContext, OperationCommand } from './decide'
import type { JournalEvent } from './events'
import type { ClerkId, OperationId } from './ids'
import type { Operation, Outcome } from './operation'
import type { RuleContext } from './rule-check'
import type { RulePack } from './rule-pack'
import { decide } from './decide'
import { fold } from './fold'
import { isFinal, mayMove } from './operation-states'
import {
  clerk,
  fen,
  operationId,
  sampleAt,
  sampleContext,
  sampleFacts,
  sampleProposal,
  sampleTransfer,
  visitId,
} from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const colleague = 'wu-min' as ClerkId
const supervisor = 'zheng-li' as ClerkId
const words = fc.constantFrom('a'.repeat(64), 'a'.repeat(64), 'b'.repeat(64))
const ids = fc.constantFrom(operationId, operationId, operationId, operationId, 'other' as OperationId)
const at = fc.integer({ min: sampleAt, max: sampleAt + 2 })
const receiptOf = fc.constantFrom('pending', 'received', 'returned')

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    type: fc.constant('done' as const),
    at,
    receipt: fc.option(receiptOf),
    deadlineAt: fc.constant(null),
  }),
  fc.record({ type: fc.constant('refused' as const), at, refusals: fc.constant([]) }),
  fc.record({ type: fc.constant('deferred' as const), at, opensAt: at }),
  fc.record({ type: fc.constantFrom('twin-suspected' as const, 'cancelled' as const), at }),
  fc.record({ type: fc.constant('waiting-for' as const), at, operationId: fc.constant(operationId) }),
)

const attesting: RulePack = { ...pack, verification: { ...pack.verification, transfer: ['attestation'] } }
const secondPersons = fc.constantFrom(clerk, colleague, supervisor)
const amounts = fc.constantFrom(65_000, 65_000, 100, 200_001, 0, -1).map(fen)
const commands: fc.Arbitrary<OperationCommand> = fc.oneof(
  fc.record({
    type: fc.constant('propose' as const),
    operationId: ids,
    visitId: fc.constant(visitId),
    clerk: fc.constant(clerk),
    body: amounts.map((amountFen) => sampleTransfer({ amountFen })),
    wordsHash: words,
  }),
  fc.record({
    type: fc.constant('assent' as const),
    operationId: ids,
    answer: fc.constantFrom('agree', 'agree', 'agree', 'decline', 'help'),
    wordsHash: words,
  }),
  fc.record({ type: fc.constant('withdraw' as const), operationId: ids, clerk: fc.constant(clerk) }),
  fc.record({
    type: fc.constant('take' as const),
    operationId: ids,
    clerk: fc.constant(clerk),
    wordsHash: words,
    taken: fc.integer({ min: 1, max: 3 }),
    canonical: fc.constant('{}'),
    payloadHash: words,
  }),
  fc.record({
    type: fc.constant('approve' as const),
    operationId: ids,
    payloadHash: words,
    by: secondPersons,
    role: fc.constantFrom('clerk', 'supervisor'),
    clerk: secondPersons,
    memberSpoken: fc.boolean(),
    memberSeen: fc.boolean(),
    records: fc.constant({ approval: 'a', attestation: 'b', again: 'c' }),
  }),
  fc.record({
    type: fc.constant('reject' as const),
    operationId: ids,
    payloadHash: words,
    by: secondPersons,
    role: fc.constantFrom('clerk', 'supervisor'),
    reason: fc.constantFrom('看不清证明', ' '),
    withdraw: fc.constant('w'),
  }),
  fc.record({
    type: fc.constant('hold' as const),
    operationId: ids,
    clerk: secondPersons,
    held: fc.boolean(),
    caller: fc.constantFrom('女儿来电', ''),
  }),
  fc.record({
    type: fc.constant('dispatch' as const),
    operationId: ids,
    dispatch: fc.constantFrom(1, 1, 1, 2),
    link: words,
  }),
  fc.record({ type: fc.constantFrom('resend' as const, 'not-sent' as const), operationId: ids }),
  fc.record({ type: fc.constant('unanswered' as const), operationId: ids, cause: fc.constant('time') }),
  fc.record({
    type: fc.constant('answer' as const),
    operationId: ids,
    outcome: outcomes,
    via: fc.constantFrom('answer', 'query', 'changes'),
  }),
  fc.record({ type: fc.constant('receipt' as const), operationId: ids, receipt: receiptOf, at }),
)

/** Mostly the way things go, with anything in between: random commands alone seldom get past the draft. */
const way: readonly OperationCommand[] = [
  { type: 'propose', operationId, visitId, clerk, body: sampleTransfer(), wordsHash: 'a'.repeat(64) },
  { type: 'assent', operationId, answer: 'agree', wordsHash: 'a'.repeat(64) },
  {
    type: 'take',
    operationId,
    clerk,
    wordsHash: 'a'.repeat(64),
    taken: 1,
    canonical: '{}',
    payloadHash: 'a'.repeat(64),
  },
  { type: 'dispatch', operationId, dispatch: 1, link: 'a'.repeat(64) },
]
const typedWay = way.slice(0, 3)
const approved: OperationCommand = {
  type: 'approve',
  operationId,
  payloadHash: 'a'.repeat(64),
  by: colleague,
  role: 'clerk',
  clerk,
  memberSpoken: true,
  memberSeen: true,
  records: { approval: 'a', attestation: 'b', again: 'c' },
}
const rejected: OperationCommand = {
  type: 'reject',
  operationId,
  payloadHash: 'a'.repeat(64),
  by: colleague,
  role: 'clerk',
  reason: '看不清证明',
  withdraw: 'w',
}
const answered = (outcome: Outcome): OperationCommand => ({
  type: 'answer',
  operationId,
  outcome,
  via: 'answer',
})
const done: Outcome = { type: 'done', at: sampleAt, receipt: 'pending', deadlineAt: null }
const unanswered: OperationCommand = { type: 'unanswered', operationId, cause: 'time' }
/** Told on purpose, so that chance does not decide which edges are walked. */
const toldStories: readonly (readonly OperationCommand[])[] = [
  [...way, answered({ type: 'deferred', at: sampleAt, opensAt: sampleAt }), answered(done)],
  [...way, unanswered, { type: 'resend', operationId }, unanswered, answered(done)],
  [
    ...way,
    { type: 'not-sent', operationId },
    ...way.slice(3),
    answered({ type: 'twin-suspected', at: sampleAt }),
  ],
  [...way.slice(0, 1), { type: 'withdraw', operationId, clerk }],
]
const stories = fc
  .tuple(fc.integer({ min: 0, max: way.length }), fc.array(commands, { maxLength: 25 }))
  .map(([steps, rest]) => [...way.slice(0, steps), ...rest])

const contexts = fc.record({
  personConfirmed: fc.boolean(),
  rules: fc
    .constantFrom<Partial<RuleContext>>(
      {},
      {},
      { online: false },
      { identity: 'typed' },
      { pack: attesting },
      { member: null },
      { payee: 'cannot-receive' },
      {
        member: sampleFacts({ status: 'deceased' }),
      },
    )
    .map((change) => sampleContext(pack, change)),
})

const permissive: DecideContext = { personConfirmed: true, rules: sampleContext(pack) }
const typed: DecideContext = { personConfirmed: true, rules: sampleContext(pack, { identity: 'typed' }) }
const attested: DecideContext = { personConfirmed: true, rules: sampleContext(attesting) }
/** What waits for somebody at the counter, in a context in which it does. */
const waitingStories: readonly (readonly [readonly OperationCommand[], DecideContext])[] = [
  [[...typedWay, approved, ...way.slice(3)], typed],
  [[...typedWay, rejected], typed],
  [[...typedWay, { type: 'withdraw', operationId, clerk }], typed],
  [[...typedWay, approved, ...way.slice(3)], attested],
  [[...typedWay, { type: 'withdraw', operationId, clerk }], attested],
]

describe('whatever commands come', () => {
  it('the operation stays in the graph, what is final stays, and a number is never changed', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(stories, fc.option(contexts, { nil: permissive, freq: 2 }), (story, ctx) => {
        let operation: Operation | null = null
        for (const command of story) {
          const decision = decide(operation, command, ctx)
          if (!decision.ok) {
            expect(decision.error.length).toBeGreaterThan(0)
            expect(decision).not.toHaveProperty('value')
            continue
          }
          for (const event of decision.value) {
            const before: Operation | null = operation
            operation = fold(before, event, sampleAt)
            expect(operation).not.toBeNull()
            if (operation === null || before === null) continue
            if (before.state !== operation.state) {
              seen.add(`${before.state} → ${operation.state}`)
              expect(mayMove(before.state, operation.state)).toBe(true)
            }
            if (isFinal(before.state)) expect(operation.state).toBe(before.state)
            if (before.dispatch !== null && event.type !== 'operation-requeued')
              expect(operation.dispatch).toBe(before.dispatch)
            // nothing waits for a second person and leaves without one
            if (event.type === 'operation-dispatched' && before.approvalReasons.length > 0)
              expect(before.second?.by).not.toBe(before.taken?.clerk ?? null)
            if (event.type === 'operation-dispatched' && before.approvalReasons.length > 0)
              expect(before.second).not.toBeNull()
            if (before.taken !== null) {
              expect(operation.taken).toEqual(before.taken)
              expect(operation.body).toEqual(before.body)
            }
          }
        }
      }),
      {
        numRuns: 1_000,
        examples: [
          ...toldStories.map((story): [OperationCommand[], DecideContext] => [[...story], permissive]),
          ...waitingStories.map(([story, ctx]): [OperationCommand[], DecideContext] => [[...story], ctx]),
        ],
      },
    )
    // the told stories at least go there
    for (const edge of [
      'draft → queued',
      'draft → cancelled',
      'queued → in-flight',
      'in-flight → unknown',
      'unknown → in-flight',
      'unknown → done',
      'in-flight → queued',
      'in-flight → awaiting-hours',
      'awaiting-hours → done',
      'in-flight → awaiting-approval',
      'draft → awaiting-approval',
      'draft → awaiting-verification',
      'awaiting-approval → queued',
      'awaiting-approval → cancelled',
      'awaiting-verification → queued',
      'awaiting-verification → cancelled',
    ]) {
      expect(seen).toContain(edge)
    }
  })

  it('a command repeated at once makes nothing happen', () => {
    fc.assert(
      fc.property(stories, (story) => {
        let operation: Operation | null = null
        for (const command of story) {
          const decision = decide(operation, command, permissive)
          if (!decision.ok) continue
          for (const event of decision.value) operation = fold(operation, event, sampleAt)
          expect(decide(operation, command, permissive)).toEqual({ ok: true, value: [] })
        }
      }),
      { numRuns: 600 },
    )
  })

  it('nothing is taken that is not confirmed, agreed to and above nothing', () => {
    fc.assert(
      fc.property(stories, contexts, (story, ctx) => {
        let operation: Operation | null = null
        for (const command of story) {
          const decision = decide(operation, command, ctx)
          for (const event of decision.ok ? decision.value : []) operation = fold(operation, event, sampleAt)
        }
        if (operation === null) return
        if (operation.body.kind === 'transfer') {
          expect(operation.body.amountFen).toBeGreaterThan(0)
          expect(operation.body.amountFen).toBeLessThanOrEqual(pack.transfer.maxFen)
        }
        if (operation.taken !== null) {
          expect(ctx.personConfirmed).toBe(true)
          expect(operation.assent?.answer).toBe('agree')
          // by the counter's own knowledge alone
          if (ctx.rules.identity === 'typed' && operation.state === 'queued')
            expect(operation.second).not.toBeNull()
        }
      }),
      { numRuns: 600 },
    )
  })
})

describe('fold', () => {
  const events: fc.Arbitrary<JournalEvent> = fc.oneof(
    fc.constantFrom<JournalEvent>(
      sampleProposal(),
      { type: 'assent-recorded', operationId, answer: 'agree', wordsHash: 'a' },
      { type: 'operation-withdrawn', operationId, clerk },
      { type: 'operation-taken', operationId, clerk, taken: 1, canonical: '{}', payloadHash: 'a' },
      { type: 'approval-asked', operationId, reasons: [] },
      { type: 'verification-asked', operationId, ways: ['attestation'] },
      { type: 'password-changed', operationId, state: 'given' },
      { type: 'password-changed', operationId, state: 'gone' },
      {
        type: 'approval-given',
        operationId,
        by: colleague,
        role: 'clerk',
        memberSpoken: true,
        witness: null,
      },
      { type: 'approval-refused', operationId, by: colleague, role: 'clerk', reason: 'r' },
      { type: 'operation-requeued', operationId },
      { type: 'hold-changed', operationId, clerk, held: true, caller: 'c' },
      { type: 'operation-dispatched', operationId, dispatch: 1, link: 'a' },
      { type: 'operation-resent', operationId, dispatch: 1 },
      { type: 'operation-not-sent', operationId },
      { type: 'operation-unanswered', operationId, cause: 'time' },
      { type: 'receipt-changed', operationId, receipt: 'received', at: sampleAt },
      { type: 'slip-printed', operationId, title: 't', copy: 1, clerk, file: 'f' },
      { type: 'changes-read', cursor: 1 },
    ),
    outcomes.map((outcome): JournalEvent => ({
      type: 'outcome-received',
      operationId,
      outcome,
      via: 'answer',
    })),
  )

  it('never leads out of the graph, even from a journal nobody would write', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (journal) => {
        let operation: Operation | null = null
        for (const event of journal) {
          const before: Operation | null = operation
          operation = fold(before, event, sampleAt)
          if (before === null) continue
          expect(operation).not.toBeNull()
          if (operation !== null && operation.state !== before.state) {
            expect(mayMove(before.state, operation.state)).toBe(true)
          }
        }
      }),
      { numRuns: 800 },
    )
  })

  it('leaves an operation alone that the event is not about', () => {
    const proposed = fold(null, sampleProposal(), sampleAt)
    expect(fold(proposed, { type: 'changes-read', cursor: 3 }, sampleAt)).toBe(proposed)
    expect(fold(proposed, { type: 'visit-ended', visitId, clerk }, sampleAt)).toBe(proposed)
    const other: JournalEvent = { type: 'operation-withdrawn', operationId: 'other' as OperationId, clerk }
    expect(fold(proposed, other, sampleAt)).toBe(proposed)
    expect(fold(null, other, sampleAt)).toBeNull()
  })

  it('does not change what it is given', () => {
    const frozen = Object.freeze(fold(null, sampleProposal(), sampleAt))
    const next = fold(
      frozen,
      { type: 'assent-recorded', operationId, answer: 'agree', wordsHash: 'a' },
      sampleAt,
    )
    expect(frozen?.assent).toBeNull()
    expect(next?.assent).toEqual({ answer: 'agree', at: sampleAt })
  })
})
