import { checkOperation } from '../../shared/domain/rules'
import { nextOpening } from '../../shared/domain/china-time'
import type { Outcome, Refusal } from '../../shared/domain/operation'
import type { RuleCheck } from '../../shared/domain/rule-check'
import { approvalsOf, refusal, refusalsOf } from '../../shared/domain/rule-check'
import { consentRefusals } from '../../shared/domain/separate-consent'
import type { VerificationWay } from '../../shared/domain/rule-pack'
import { verificationOf } from '../../shared/domain/verification'
import type { Case } from './context'
import { approvalReasons, attested, guardRefusals, twinSuspected, unanswered } from './guards'
import { isFinal } from './operations'

/** Rules that may say something else at opening: money comes back, days end. They are judged then, not the night before. */
const judgedAtOpening: ReadonlySet<string> = new Set([
  'transfer.count',
  'transfer.pending',
  'transfer.balance',
])
/** What a twin itself brings about: where nothing else is wrong, the twin is the answer (domain.md 3.3). */
const doneByTwin: ReadonlySet<string> = new Set([
  'transfer.count-used-up',
  'transfer.pending-exists',
  'transfer.balance-short',
  'premium.already-paid',
])

/**
 * What stops an operation now, null when nothing does. Every rule is checked again, at the centre's time and on the
 * centre's facts (domain.md 4.4); all failing reasons are answered with their clauses.
 */
export function judge(it: Case): Outcome | null {
  const waiting = judgeEarlier(it)
  if (waiting !== null) return waiting
  const { at, pack } = it
  const checks = checkOperation(it.payload.body, it.rules)
  const closed = checks.some(({ rule, verdict }) => rule === 'transfer.hours' && verdict !== 'ok')
  const refusals = [
    ...verificationRefusals(it),
    ...sharpen(it, refusalsOf(judgedNow(checks, closed))),
    ...guardRefusals(it),
  ]
  const twin = !closed && twinSuspected(it) && refusals.every(({ code }) => doneByTwin.has(code))
  if (refusals.length > 0 && !twin) return { type: 'refused', at, refusals }
  const needed = verificationNeeded(it)
  if (needed !== null) return needed
  if (twin) return { type: 'twin-suspected', at }
  if (closed) return { type: 'deferred', at, opensAt: nextOpening(at, pack.transfer.hours) }
  const reasons = unanswered(it, [...approvalsOf(checks), ...approvalReasons(it)])
  return reasons.length === 0 ? null : { type: 'approval-needed', at, refusals: reasons }
}

function judgedNow(checks: readonly RuleCheck[], closed: boolean): readonly RuleCheck[] {
  return closed
    ? checks.filter(({ rule }) => rule !== 'transfer.hours' && !judgedAtOpening.has(rule))
    : checks
}

/** A chain (domain.md 4.4): what an operation depends on comes first; one that never happened takes the rest with it. */
function judgeEarlier({ book, payload, at }: Case): Outcome | null {
  const { dependsOn } = payload
  if (dependsOn === undefined) return null
  const earlier = book.operations.get(dependsOn)
  if (earlier === undefined || !isFinal(earlier.outcome))
    return { type: 'waiting-for', at, operationId: dependsOn }
  if (earlier.outcome.type === 'done') return null
  return { type: 'refused', at, refusals: [refusal('operation.earlier-failed')] }
}

/** Consents that are asked by themselves, and a pack of today that knows no way to verify, or none that is still to be had. */
function verificationRefusals(it: Case): readonly Refusal[] {
  const { payload, pack, rules } = it
  const missing = consentRefusals(payload.body, payload.consents ?? [], rules)
  if (missing.length > 0) return missing
  const { ways, path } = verificationOf(pack, payload.body.kind)
  const isPast = ways.length === 0 || (it.due && !isVerified(it, ways))
  return isPast ? [refusal('assent.missing', { clause: { pack, path } })] : []
}

/** 同意 on the own window, the member's own password, or the attestation of clerk and second person, as the pack lists them. */
function isVerified(it: Case, ways: readonly VerificationWay[]): boolean {
  return (
    ways.includes('member-assent') ||
    (ways.includes('member-password') && it.password?.code === 'verified') ||
    (ways.includes('attestation') && attested(it))
  )
}

/** A password that came must be right, whatever else there is; without any verification the member is asked first. */
function verificationNeeded(it: Case): Outcome | null {
  const { at, pack, payload, password } = it
  if (password !== null && password.code !== 'verified')
    return { type: 'verification-needed', at, code: password.code, triesLeft: password.triesLeft }
  const { ways } = verificationOf(pack, payload.body.kind)
  if (isVerified(it, ways)) return null
  return { type: 'verification-needed', at, code: 'verification.missing', triesLeft: null }
}

/** The rules know only what the counter knows; the centre can say more. */
function sharpen(it: Case, refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.flatMap((reason) => {
    switch (reason.code) {
      case 'receive.no-such':
        return [whyNotWaiting(it)]
      case 'relation.needs-commitment':
        return committed(it) ? [] : [reason]
      default:
        return [reason]
    }
  })
}

/** The member declared this relation before, with its commitment. */
function committed({ book, member, payload: { body } }: Case): boolean {
  const number =
    body.kind === 'transfer'
      ? body.payee.idNumber
      : body.kind === 'premium-payment'
        ? body.person.idNumber
        : body.kind === 'family-binding'
          ? body.other.idNumber
          : null
  return book.relations.some(
    (line) =>
      line.memberId === member?.id &&
      line.otherNumber === number &&
      'relation' in body &&
      line.relation === body.relation &&
      line.commitment !== null,
  )
}

/** Why this money does not wait for this member. */
function whyNotWaiting({ book, payload: { body }, member }: Case): Refusal {
  const field = 'transferId'
  const transfer = body.kind === 'receive' ? book.transfers.get(body.transferId) : undefined
  if (transfer === undefined) return refusal('receive.no-such', { field })
  if (transfer.payee_id !== member?.id) return refusal('receive.not-yours', { field })
  switch (transfer.state) {
    case 'received':
      return refusal('receive.already-received', { field })
    case 'returned':
      return refusal('receive.past-deadline', { field, data: { deadlineAt: transfer.deadline_at } })
    case 'pending':
      // it waits, but of another amount
      return refusal('receive.no-such', { field })
  }
}
