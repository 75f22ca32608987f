import type { ErrorCode } from './errors'
import type { JournalEvent } from './events'
import type { ClerkId, OperationId, VisitId } from './ids'
import type { Operation, OperationBody, Outcome, Refusal, TransferReceipt } from './operation'
import type { RuleContext } from './rule-check'
import type { Result } from './result'
import type { RulePack } from './rule-pack'
import { renewsOutcome, stateOfOutcome } from './fold'
import type { SecondCommand } from './second-person'
import { decideApprove, decideHold, decideReject } from './second-person'
import { mayMove } from './operation-states'
import { fail, ok } from './result'
import { approvalsOf, refusal, refusalsOf } from './rule-check'
import { checkOperation } from './rules'
import { consentRefusals } from './separate-consent'
import { sameContent } from './same'
import type { PasswordCommand } from './password'
import { decidePassword } from './password'
import { verificationOf } from './verification'

/** What people at the counter do with an operation. */
export type CounterCommand =
  /** Shown to the member; again with other content only while it is a draft, and a new 同意 is needed then. */
  | {
      readonly type: 'propose'
      readonly operationId: OperationId
      readonly visitId: VisitId
      readonly clerk: ClerkId
      readonly body: OperationBody
      readonly wordsHash: string
    }
  | {
      readonly type: 'assent'
      readonly operationId: OperationId
      readonly answer: 'agree' | 'decline' | 'help'
      readonly wordsHash: string
    }
  /** 撤回, here only: an operation with a dispatch number leaves through the centre. */
  | { readonly type: 'withdraw'; readonly operationId: OperationId; readonly clerk: ClerkId }
  /** 登记. The first taking freezes the bytes; a second one of the same words changes nothing. */
  | {
      readonly type: 'take'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly wordsHash: string
      readonly taken: number
      readonly canonical: string
      readonly payloadHash: string
    }
  | SecondCommand
  | PasswordCommand

/** What the outbox and the change feed report. None of these looks at a rule: what is taken is taken. */
export type SendingCommand =
  /** Goes out: with a new number the first time, with its own number ever after. */
  | {
      readonly type: 'dispatch'
      readonly operationId: OperationId
      readonly dispatch: number
      readonly link: string
    }
  /** Goes out again under its own number, only after the centre said it does not know it. */
  | { readonly type: 'resend'; readonly operationId: OperationId }
  /**
   * Certain that the centre did not take it: no byte left, or a coded answer that nothing was touched.
   * A resend that could not leave is `unanswered`, for bytes of the first sending may still be under way.
   */
  | { readonly type: 'not-sent'; readonly operationId: OperationId }
  /** No answer; also said of every in-flight operation after a restart. */
  | { readonly type: 'unanswered'; readonly operationId: OperationId; readonly cause: string }
  | {
      readonly type: 'answer'
      readonly operationId: OperationId
      readonly outcome: Outcome
      readonly via: 'answer' | 'query' | 'changes'
    }
  | {
      readonly type: 'receipt'
      readonly operationId: OperationId
      readonly receipt: TransferReceipt
      readonly at: number
    }

export type OperationCommand = CounterCommand | SendingCommand

/** What a counter command is judged by, besides the operation itself. */
export interface DecideContext {
  /** The clerk has confirmed 人证一致 by key in this visit. */
  readonly personConfirmed: boolean
  readonly rules: RuleContext
}

export type Decision = Result<readonly JournalEvent[], readonly Refusal[]>

type CounterCommandOf<Type extends CounterCommand['type']> = Extract<CounterCommand, { type: Type }>
type SendingCommandOf<Type extends SendingCommand['type']> = Extract<SendingCommand, { type: Type }>

const nothing: Decision = ok([])

/**
 * What a command makes happen, or every reason why not (domain.md 4). Pure: the caller journals the events and folds
 * them. A command repeated with the same content is accepted and makes nothing happen.
 * Errors: `operation.no-such|wrong-state|same-id-other-content`, `assent.*`, `visit.person-not-confirmed`, `approval.*`,
 * and for propose and take every failing rule.
 */
export function decide(operation: Operation | null, command: OperationCommand, ctx: DecideContext): Decision {
  switch (command.type) {
    case 'propose':
      return decidePropose(operation, command, ctx)
    case 'assent':
      return known(operation, command, (it) => decideAssent(it, command))
    case 'withdraw':
      return known(operation, command, (it) => decideWithdraw(it, command))
    case 'take':
      return known(operation, command, (it) => decideTake(it, command, ctx))
    case 'approve':
      return known(operation, command, (it) => decideApprove(it, command, ctx.rules.pack))
    case 'reject':
      return known(operation, command, (it) => decideReject(it, command))
    case 'hold':
      return known(operation, command, (it) => decideHold(it, command))
    case 'password':
      return known(operation, command, (it) => decidePassword(it, command, ctx.rules.pack))
    default:
      return decideSending(operation, command)
  }
}

/** {@link decide} for what the outbox and the change feed report; needs no rules. */
export function decideSending(operation: Operation | null, command: SendingCommand): Decision {
  return known(operation, command, (it) => {
    switch (command.type) {
      case 'dispatch':
        return decideDispatch(it, command)
      case 'resend':
        return decideResend(it)
      case 'not-sent':
        return decideNotSent(it)
      case 'unanswered':
        return decideUnanswered(it, command)
      case 'answer':
        return decideAnswer(it, command)
      case 'receipt':
        return decideReceipt(it, command)
    }
  })
}

function known(
  operation: Operation | null,
  command: OperationCommand,
  next: (operation: Operation) => Decision,
): Decision {
  if (operation === null || operation.id !== command.operationId) {
    return fail([refusal('operation.no-such', { data: { operationId: command.operationId } })])
  }
  return next(operation)
}

function decidePropose(
  operation: Operation | null,
  command: CounterCommandOf<'propose'>,
  ctx: DecideContext,
): Decision {
  if (operation !== null) {
    if (operation.id !== command.operationId) return no('operation.no-such', operation)
    const same = operation.wordsHash === command.wordsHash && sameContent(operation.body, command.body)
    if (operation.state !== 'draft') {
      if (operation.taken === null) return no('operation.wrong-state', operation)
      return same ? nothing : no('operation.same-id-other-content', operation)
    }
    // after 不办了 or 请帮我 the same words may be shown again and are answered anew
    const answers = [operation.assent, ...(operation.consents ?? [])]
    const standing = answers.every((it) => it === null || it.answer === 'agree')
    if (same && standing && operation.visitId === command.visitId) return nothing
  }
  const refusals = refusalsOf(checkOperation(command.body, ctx.rules))
  if (refusals.length > 0) return fail(refusals)
  const { operationId, visitId, clerk, body, wordsHash } = command
  return ok([{ type: 'operation-proposed', operationId, visitId, clerk, body, wordsHash }])
}

function decideAssent(operation: Operation, command: CounterCommandOf<'assent'>): Decision {
  const { operationId, answer, wordsHash } = command
  if (wordsHash !== operation.wordsHash) return no('assent.stale', operation)
  if (operation.assent?.answer === answer) return nothing
  if (operation.state !== 'draft') return no('operation.wrong-state', operation)
  // 不办了 stands until the clerk shows the words again
  if (operation.assent?.answer === 'decline') return no('assent.declined', operation)
  return ok([{ type: 'assent-recorded', operationId, answer, wordsHash }])
}

function decideWithdraw(operation: Operation, command: CounterCommandOf<'withdraw'>): Decision {
  if (operation.state === 'cancelled') return nothing
  if (operation.dispatch !== null || !mayMove(operation.state, 'cancelled')) {
    return no('operation.wrong-state', operation)
  }
  return ok([{ type: 'operation-withdrawn', operationId: operation.id, clerk: command.clerk }])
}

function decideTake(operation: Operation, command: CounterCommandOf<'take'>, ctx: DecideContext): Decision {
  const sameWords = command.wordsHash === operation.wordsHash
  if (operation.taken !== null) return sameWords ? nothing : no('operation.same-id-other-content', operation)
  if (operation.state !== 'draft') return no('operation.wrong-state', operation)
  const checks = checkOperation(operation.body, ctx.rules)
  const refusals = [
    ...personRefusals(ctx),
    ...assentRefusals(operation, sameWords, ctx),
    ...refusalsOf(checks),
  ]
  if (refusals.length > 0) return fail(refusals)
  const { operationId, clerk, taken, canonical, payloadHash } = command
  const event = { type: 'operation-taken', operationId, clerk, taken, canonical, payloadHash } as const
  return ok([...whatItWaitsFor(operation, approvalsOf(checks), ctx.rules.pack), event])
}

/** A second person first, else what the pack asks for besides 同意; nothing where it may go out at once. */
function whatItWaitsFor(
  { id: operationId, body }: Operation,
  reasons: readonly Refusal[],
  pack: RulePack,
): readonly JournalEvent[] {
  if (reasons.length > 0) return [{ type: 'approval-asked', operationId, reasons }]
  const { ways } = verificationOf(pack, body.kind)
  return ways.includes('member-assent') ? [] : [{ type: 'verification-asked', operationId, ways }]
}

function personRefusals(ctx: DecideContext): readonly Refusal[] {
  return ctx.personConfirmed ? [] : [refusal('visit.person-not-confirmed')]
}

/** 同意 on exactly these words, and a pack that knows a verification at all: 同意 itself, or what it waits for (domain.md 3.3). */
function assentRefusals(operation: Operation, sameWords: boolean, ctx: DecideContext): readonly Refusal[] {
  if (!sameWords) return [refusal('assent.stale')]
  if (operation.assent?.answer === 'decline') return [refusal('assent.declined')]
  if (operation.assent?.answer !== 'agree') return [refusal('assent.missing')]
  const given = (operation.consents ?? []).filter(({ answer }) => answer === 'agree')
  const missing = consentRefusals(operation.body, given, ctx.rules)
  if (missing.length > 0) return missing
  const { pack } = ctx.rules
  const { ways, path } = verificationOf(pack, operation.body.kind)
  if (ways.length > 0) return []
  return [refusal('assent.missing', { clause: { pack, path } })]
}

function decideDispatch(operation: Operation, command: SendingCommandOf<'dispatch'>): Decision {
  const { operationId, dispatch, link } = command
  const first = operation.dispatch === null
  if (operation.held !== null) return no('operation.wrong-state', operation)
  if (!first && operation.dispatch !== dispatch) return no('operation.wrong-state', operation)
  if (operation.state === 'in-flight') return nothing
  // of an earlier epoch, without an answer: it lost its number, and goes out only after "not known"
  const mayLeave = operation.state === 'queued' || (first && operation.state === 'unknown')
  if (!mayLeave || operation.taken === null) return no('operation.wrong-state', operation)
  return ok([
    first
      ? { type: 'operation-dispatched', operationId, dispatch, link }
      : { type: 'operation-resent', operationId, dispatch },
  ])
}

function decideResend(operation: Operation): Decision {
  if (operation.dispatch === null) return no('operation.wrong-state', operation)
  if (operation.state === 'in-flight') return nothing
  if (operation.state !== 'unknown') return no('operation.wrong-state', operation)
  return ok([{ type: 'operation-resent', operationId: operation.id, dispatch: operation.dispatch }])
}

function decideNotSent(operation: Operation): Decision {
  if (operation.dispatch === null) return no('operation.wrong-state', operation)
  if (operation.state === 'queued') return nothing
  if (operation.state !== 'in-flight') return no('operation.wrong-state', operation)
  return ok([{ type: 'operation-not-sent', operationId: operation.id }])
}

function decideUnanswered(operation: Operation, command: SendingCommandOf<'unanswered'>): Decision {
  if (operation.state === 'unknown') return nothing
  if (operation.state !== 'in-flight') return no('operation.wrong-state', operation)
  return ok([{ type: 'operation-unanswered', operationId: operation.id, cause: command.cause }])
}

function decideAnswer(operation: Operation, command: SendingCommandOf<'answer'>): Decision {
  const { operationId, outcome, via } = command
  const to = stateOfOutcome[outcome.type]
  if (operation.state === to && sameContent(operation.outcome, outcome)) return nothing
  // the change log tells also what became of one that waits to go again and has no number yet
  const isTold = via === 'changes' && operation.sent
  const asked = operation.dispatch !== null || operation.state === 'unknown' || isTold
  if (!asked) return no('operation.wrong-state', operation)
  if (operation.receipt === 'tax-pending') {
    // only the collecting authority's answer is news
    if (outcome.type === 'debited') return nothing
    return outcome.type === 'done' || outcome.type === 'refused'
      ? ok([{ type: 'outcome-received', operationId, outcome, via }])
      : no('operation.wrong-state', operation)
  }
  if (operation.state === 'done' && outcome.type === 'done') return decideDoneAgain(operation, outcome)
  if (!renewsOutcome(operation, outcome) && !mayMove(operation.state, to)) {
    return no('operation.wrong-state', operation)
  }
  return ok([{ type: 'outcome-received', operationId, outcome, via }])
}

/** The centre's answer to a later query tells today's receipt; an older one that comes late tells nothing new. */
function decideDoneAgain(operation: Operation, outcome: Extract<Outcome, { type: 'done' }>): Decision {
  const { receipt, at } = outcome
  if (operation.receipt !== 'pending' || receipt === null || receipt === 'pending') return nothing
  return ok([{ type: 'receipt-changed', operationId: operation.id, receipt, at }])
}

function decideReceipt(operation: Operation, command: SendingCommandOf<'receipt'>): Decision {
  const { operationId, receipt, at } = command
  if (operation.state !== 'done' || operation.receipt === null) return no('operation.wrong-state', operation)
  if (operation.receipt === receipt) return nothing
  if (operation.receipt !== 'pending') return no('operation.wrong-state', operation)
  return ok([{ type: 'receipt-changed', operationId, receipt, at }])
}

function no(code: ErrorCode, operation: Operation): Decision {
  return fail([refusal(code, { data: { state: operation.state } })])
}
