import type { Correction } from './centre-events'
import type { JournalEvent } from './events'
import type { VisitId } from './ids'
import type { Operation, OperationState, Outcome, PasswordState, Receipt } from './operation'
import { isFinal, mayMove } from './operation-states'

/** The state each outcome of the centre leads to (domain.md 4.1). */
export const stateOfOutcome: Readonly<Record<Outcome['type'], OperationState>> = {
  done: 'done',
  refused: 'refused',
  cancelled: 'cancelled',
  deferred: 'awaiting-hours',
  'twin-suspected': 'awaiting-approval',
  'waiting-for': 'queued',
  'approval-needed': 'awaiting-approval',
  'verification-needed': 'awaiting-verification',
  debited: 'done',
  // no result: ask the centre, never again by hand
  parked: 'unknown',
}

/**
 * One operation after one journal event; `at` is the event's time (ms since 1970). Events that are not about this
 * operation return it unchanged, and so do events the graph has no edge for: no journal leads out of the graph.
 */
export function fold(operation: Operation | null, event: JournalEvent, at: number): Operation | null {
  if (event.type === 'operation-proposed') return foldProposed(operation, event)
  if (event.type === 'operation-returned') return operation ?? foldReturned(event)
  if (operation === null || !('operationId' in event) || event.operationId !== operation.id) return operation
  switch (event.type) {
    case 'assent-recorded':
      return operation.state === 'draft' && event.wordsHash === operation.wordsHash
        ? { ...operation, assent: { answer: event.answer, at } }
        : operation
    case 'separate-consent':
      return foldConsent(operation, event, at)
    case 'operation-withdrawn':
      return move(operation, 'cancelled')
    case 'operation-taken': {
      const { taken: number, payloadHash, clerk } = event
      const taken = { number, at, payloadHash, clerk }
      // what it waits for stands before it in the same batch
      return operation.taken === null && isAsked(operation)
        ? { ...operation, taken }
        : move(operation, 'queued', { taken })
    }
    case 'approval-asked':
      return operation.state === 'draft'
        ? move(operation, 'awaiting-approval', { approvalReasons: event.reasons })
        : operation
    case 'verification-asked':
      return operation.state === 'draft' || (operation.state === 'awaiting-approval' && !operation.sent)
        ? move(operation, 'awaiting-verification')
        : operation
    case 'password-changed':
      return foldPassword(operation, event.state, at)
    case 'approval-given': {
      const { by, role, memberSpoken, witness } = event
      return { ...operation, second: { by, role, memberSpoken, witness, at }, rejection: null }
    }
    case 'approved-remotely': {
      const { by, name, through, place } = event
      const elsewhere = { name, through, place }
      const second = { by, role: 'supervisor' as const, memberSpoken: false, witness: null, at, elsewhere }
      return { ...operation, second, rejection: null }
    }
    case 'sent-back-remotely': {
      const { by, reason, name, place } = event
      const rejection = { by, reason, at, elsewhere: { name, place } }
      return operation.sent ? { ...operation, rejection } : move(operation, 'cancelled', { rejection })
    }
    case 'approval-code-asked':
      return { ...operation, code: { askedAt: event.askedAt, failed: operation.code?.failed ?? 0 } }
    case 'approval-code-failed': {
      const { askedAt, failed } = operation.code ?? { askedAt: null, failed: 0 }
      return { ...operation, code: { askedAt, failed: failed + 1 } }
    }
    case 'approval-refused': {
      const rejection = { by: event.by, reason: event.reason, at }
      return operation.sent ? { ...operation, rejection } : move(operation, 'cancelled', { rejection })
    }
    case 'hold-changed': {
      const { clerk, caller } = event
      return { ...operation, held: event.held ? { clerk, caller, at } : null }
    }
    case 'operation-dispatched':
    case 'operation-resent':
      return move(operation, 'in-flight', { dispatch: event.dispatch, sent: true })
    case 'operation-not-sent':
      // nothing of it left the house; an answer the centre gave to an earlier sending still stands
      return move(operation, 'queued', { sent: operation.outcome !== null })
    case 'operation-unanswered':
      return move(operation, 'unknown')
    case 'outcome-received':
      return foldOutcome(operation, event.outcome)
    case 'receipt-changed':
      return operation.state === 'done' ? { ...operation, receipt: event.receipt } : operation
    case 'corrected-by-centre':
      return foldCorrection(operation, event)
    // of journals from before the centre said why
    case 'remote-act':
      return foldCorrection(operation, { reason: '', by: [], at: event.at })
    case 'slip-printed':
    case 'side-slip-printed':
    case 'slip-failed':
    case 'slip-waived':
    case 'member-told':
    case 'words-shown':
    case 'dispute-raised':
    case 'dispute-settled':
    case 'acted-elsewhere':
    case 'record-made':
    case 'operation-relinked':
      return operation
    case 'operation-requeued':
      return move(operation, 'queued', { dispatch: null })
    case 'withdrawal-dispatched':
      return { ...operation, dispatch: event.dispatch }
  }
}

/** Once is for good; the money's return is a receipt of its own. */
function foldCorrection(operation: Operation, { reason, by, at }: Correction): Operation {
  return operation.corrected === undefined ? { ...operation, corrected: { reason, by, at } } : operation
}

/** The newest answer to each question stands; the words shown anew ask all of them anew. */
function foldConsent(
  operation: Operation,
  { subject, wordsHash, answer }: Extract<JournalEvent, { type: 'separate-consent' }>,
  at: number,
): Operation {
  if (operation.state !== 'draft') return operation
  const others = (operation.consents ?? []).filter((one) => one.subject !== subject)
  return { ...operation, consents: [...others, { subject, wordsHash, answer, at }] }
}

/** A password that is gone before anything left leaves the operation waiting for the member again (domain.md 4.1). */
function foldPassword(operation: Operation, state: PasswordState, at: number): Operation {
  const noted = { ...operation, password: { state, at } }
  return state === 'gone' && operation.dispatch === null && operation.state === 'queued'
    ? move(noted, 'awaiting-verification')
    : noted
}

/** Waits for somebody at the counter. */
export function isAsked({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'awaiting-approval' || state === 'awaiting-verification'
}

/**
 * An operation without an answer when its epoch ended: its number is void, and only the centre can say whether it came
 * (design.md 5).
 */
export function foldEpochStart(operation: Operation): Operation {
  const { state } = operation
  if (state !== 'queued' && state !== 'in-flight' && state !== 'unknown') return operation
  return { ...operation, dispatch: null, state: state === 'in-flight' ? 'unknown' : state }
}

/** Nobody else has looked at it and nobody has put it by. */
const nobodyElse = { approvalReasons: [], second: null, rejection: null, held: null } as const

function foldReturned(event: Extract<JournalEvent, { type: 'operation-returned' }>): Operation {
  const { operationId: id, outcome, prefix, payloadHash, clerk } = event
  return {
    id,
    // the visit it was taken in is lost with the disk
    visitId: id as string as VisitId,
    state: stateOfOutcome[outcome.type],
    body: event.body,
    wordsHash: event.wordsHash,
    assent: { answer: 'agree', at: event.assentAt },
    taken: { number: event.taken, at: event.takenAt, payloadHash, clerk, prefix },
    dispatch: event.dispatch,
    sent: true,
    outcome,
    receipt: receiptOf({ body: event.body, receipt: null }, outcome),
    ...nobodyElse,
  }
}

function foldProposed(
  operation: Operation | null,
  event: Extract<JournalEvent, { type: 'operation-proposed' }>,
): Operation | null {
  if (operation !== null && (operation.id !== event.operationId || operation.state !== 'draft'))
    return operation
  return {
    id: event.operationId,
    visitId: event.visitId,
    state: 'draft',
    body: event.body,
    wordsHash: event.wordsHash,
    assent: null,
    taken: null,
    dispatch: null,
    sent: false,
    outcome: null,
    receipt: null,
    ...nobodyElse,
  }
}

/** A newer answer of the same kind (another opening hour) replaces the answer and keeps the state, unless it is final. */
export function renewsOutcome(operation: Operation, outcome: Outcome): boolean {
  const { state } = operation
  return stateOfOutcome[outcome.type] === state && operation.outcome?.type === outcome.type && !isFinal(state)
}

function foldOutcome(operation: Operation, outcome: Outcome): Operation {
  if (operation.receipt === 'tax-pending') return foldTaxAnswer(operation, outcome)
  const to = stateOfOutcome[outcome.type]
  const change = { outcome, receipt: receiptOf(operation, outcome) }
  return renewsOutcome(operation, outcome) ? { ...operation, ...change } : move(operation, to, change)
}

function receiptOf({ body, receipt }: Pick<Operation, 'body' | 'receipt'>, outcome: Outcome): Receipt | null {
  if (outcome.type === 'debited') return 'tax-pending'
  if (outcome.type !== 'done') return receipt
  // confirmed before the counter had heard of the debit
  return body.kind === 'premium-payment' ? 'tax-confirmed' : outcome.receipt
}

/** 已扣款·待税务确认 is left by the collecting authority's answer only; money it does not take came back. */
function foldTaxAnswer(operation: Operation, outcome: Outcome): Operation {
  switch (outcome.type) {
    case 'done':
      return { ...operation, outcome, receipt: 'tax-confirmed' }
    case 'refused':
      return { ...operation, outcome, receipt: 'tax-returned' }
    default:
      return operation
  }
}

function move(operation: Operation, state: OperationState, change: Partial<Operation> = {}): Operation {
  return mayMove(operation.state, state) ? { ...operation, ...change, state } : operation
}
