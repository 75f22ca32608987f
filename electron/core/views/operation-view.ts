import type { OperationView, WaitingRow } from '../../../shared/contract/view'
import { confirmName, hallName } from '../../../shared/domain/masks'
import type { ClerkId, RelationCode } from '../../../shared/domain/ids'
import { relationOf } from '../../../shared/domain/kinship'
import { amountOf } from '../../../shared/domain/operation'
import type { Operation, Receipt } from '../../../shared/domain/operation'
import { makeOperationNumber } from '../../../shared/domain/operation-number'
import { askedElsewhere } from '../../../shared/domain/remote-approval'
import { sideSlipsOf } from '../../../shared/domain/side-slips'
import { mayHold, secondAsked } from '../../../shared/domain/second-person'
import { workingDaysAgo, workingTimeOf } from '../../../shared/domain/working-time'
import type { Core } from '../counter-core'
import { isTwin, withdrawalOf } from '../services/item-records'
import { passwordNow } from '../services/member-password'
import { askedNow } from '../services/separate-question'
import type { OperationRecord, UnsettledRecord } from '../projection/projection'

/** One operation as the windows may see it: names under their masks. */
export function operationView(core: Core, record: OperationRecord): OperationView {
  const { operation, member, typed } = record
  const { body, outcome, taken } = operation
  const asked = operation.state === 'draft' ? askedNow(core, operation) : null
  const second = secondView(core, operation)
  const shown = asked ?? (second === null ? null : core.projection.words(operation.id, operation.wordsHash))
  return {
    operationId: operation.id,
    visitId: operation.visitId,
    kind: body.kind,
    number: operationNumber(core, operation),
    state: operation.state,
    receipt: operation.receipt,
    corrected: correctedView(operation),
    sideSlips: [...sideSlipsOf(operation, core.clock.now())],
    sent: operation.sent,
    member: hallName(member.name),
    amountFen: amountOf(body),
    other: otherOf(core, body),
    year: body.kind === 'premium-payment' ? body.year : null,
    placeOfUse: placeOf(body),
    placeBefore: body.kind === 'place-of-use-change' ? body.from : null,
    assent: asked === null ? (operation.assent?.answer ?? null) : asked.answer,
    wordsHash: operation.wordsHash,
    shown: shown === null ? null : { question: shown.question, facts: [...shown.facts] },
    takenAt: taken?.at ?? null,
    clerk: taken === null ? null : clerkName(core, taken.clerk),
    clerkId: taken?.clerk ?? null,
    refusals: outcome !== null && 'refusals' in outcome ? [...outcome.refusals] : [],
    deadlineAt: outcome?.type === 'done' ? outcome.deadlineAt : null,
    opensAt: outcome?.type === 'deferred' ? outcome.opensAt : null,
    slipCopies: core.projection.slipCopies(operation.id),
    unprinted: core.projection.afterCare.isUnprinted(operation.id),
    told: core.projection.afterCare.told(operation.id),
    withdrawal: withdrawalOf(core, operation),
    twin: isTwin(operation),
    typed,
    second,
    password: passwordNow(core, operation),
    ...whoLooked(core, operation),
    mayHold: mayHold(operation),
  }
}

/** What the bureau said of a reversal, null while there is none. */
export function correctedView({ corrected }: Operation): OperationView['corrected'] {
  if (corrected === undefined) return null
  const { reason, by, at } = corrected
  return { reason, by: [...by], at }
}

function secondView({ pack }: Core, operation: Operation): OperationView['second'] {
  const asked = secondAsked(operation, pack)
  if (asked === null || operation.taken === null) return null
  const { reasons, supervisor, memberSpoken, attestation } = asked
  const elsewhere = askedElsewhere(operation, pack) !== null
  return {
    payloadHash: operation.taken.payloadHash,
    reasons: [...reasons],
    supervisor,
    memberSpoken,
    memberSeen: attestation,
    elsewhere,
    telephone: elsewhere && pack.telephoneCode !== undefined,
  }
}

function whoLooked(
  core: Core,
  { second, rejection, held }: Operation,
): Pick<OperationView, 'approvedBy' | 'rejectedBy' | 'held'> {
  return {
    approvedBy:
      second === null
        ? null
        : {
            name: second.elsewhere?.name ?? clerkName(core, second.by),
            at: second.at,
            witness: second.witness !== null,
            elsewhere:
              second.elsewhere === undefined
                ? null
                : { through: second.elsewhere.through, place: second.elsewhere.place },
          },
    rejectedBy:
      rejection === null
        ? null
        : {
            name: rejection.elsewhere?.name ?? clerkName(core, rejection.by),
            at: rejection.at,
            reason: rejection.reason,
            place: rejection.elsewhere?.place ?? null,
          },
    held: held === null ? null : { ...held, clerk: clerkName(core, held.clerk) },
  }
}

/** The name as the list of clerks has it; one who is not in it any more keeps the id. */
export function clerkName({ clerks }: Core, clerk: ClerkId): string {
  return clerks.find(({ id }) => id === clerk)?.name ?? clerk
}

/** The 业务号, null while it is a draft. */
export function operationNumber(core: Core, { taken }: Operation): string | null {
  if (taken === null) return null
  const prefix = taken.prefix ?? core.projection.prefixOf(taken.number) ?? core.station.prefix
  return makeOperationNumber(prefix, taken.number)
}

/** The person named besides the member, under the confirm mask. */
function otherOf(core: Core, body: Operation['body']): OperationView['other'] {
  switch (body.kind) {
    case 'transfer':
      return named(core, body.payee, body.relation)
    case 'premium-payment':
      return named(core, body.person, body.relation)
    case 'relation-declaration':
    case 'family-binding':
      return named(core, body.other, body.relation)
    case 'wallet-opening':
    case 'receive':
    case 'place-of-use-change':
      return null
  }
}

function named(
  { pack }: Core,
  { name, idNumber }: { readonly name: string; readonly idNumber: string },
  relation: RelationCode | null,
): OperationView['other'] {
  return {
    name: confirmName(name),
    relation: relation === null ? null : (relationOf(pack, relation)?.name ?? relation),
    last4: idNumber.slice(-4),
  }
}

function placeOf(body: Operation['body']): OperationView['placeOfUse'] {
  if (body.kind === 'wallet-opening') return body.placeOfUse
  return body.kind === 'place-of-use-change' ? body.to : null
}

/** What became of it is for the member to hear: it was not done, or the money came back, or it was reversed. */
export function isToTell(operation: Operation): boolean {
  return nextStep(operation) === 'tell-member'
}

/** Whether nobody has told the member of the newest outcome yet. */
function isUntold({ changedAt, told }: UnsettledRecord): boolean {
  return told === null || told.how === 'not-reached' || told.at < changedAt
}

/** What people are still to be told, of anybody's or of one person's, as member or as receiver, the oldest first. */
export function toTell(core: Core, idNumber?: string): readonly OperationRecord[] {
  return core.projection.unsettled().filter((record) => {
    const { operation, member } = record
    const { body } = operation
    const receiver = body.kind === 'transfer' && operation.receipt === 'returned' ? body.payee.idNumber : null
    return (
      isToTell(operation) &&
      (idNumber === undefined || member.idNumber === idNumber || receiver === idNumber) &&
      isUntold(record)
    )
  })
}

/** An item of the waiting list before it is shown: after weeks without a line there are thousands. */
export interface WaitingItem extends Pick<WaitingRow, 'next' | 'callBack'> {
  readonly record: OperationRecord
}

/** Everything taken that still waits for something or somebody, in no order. */
export function waitingItems(core: Core): readonly WaitingItem[] {
  const ages = callBackAges(core)
  return core.projection.unsettled().flatMap((record) => {
    const next = nextStep(record.operation)
    return next === null || (next === 'tell-member' && !isUntold(record))
      ? []
      : [{ record, next, callBack: callBackOf(record, next, ages) }]
  })
}

/** The waiting list: everything taken that still waits for something or somebody, what needs a person first. */
export function waitingRows(core: Core): WaitingRow[] {
  return waitingItems(core)
    .map(({ record, ...item }) => ({
      operation: operationView(core, record),
      since: record.changedAt,
      ...item,
    }))
    .sort(
      (a, b) =>
        callBackUrgency[a.callBack] - callBackUrgency[b.callBack] ||
        urgency[a.next] - urgency[b.next] ||
        a.since - b.since,
    )
}

const callBackUrgency: Readonly<Record<WaitingRow['callBack'], number>> = { risen: 0, due: 1, 'not-yet': 2 }

/** Whoever waits since the first of these instants or longer is called back; since the second, by the supervisor. */
interface CallBackAges {
  readonly dueAt: number
  readonly risenAt: number
}

/** On the last working day before the promised one ends, somebody calls; from the promised one on it is the supervisor's. */
function callBackAges({ clock, pack }: Core): CallBackAges {
  const now = clock.now()
  const { callBackWorkingDays: promised } = pack.office
  const ago = (days: number): number => workingDaysAgo(now, days, workingTimeOf(pack))
  return { dueAt: ago(Math.max(1, promised - 1)), risenAt: ago(Math.max(1, promised)) }
}

/** Waits that end by themselves, at an hour or by a deadline, which the member was told of. */
const endsByItself: ReadonlySet<WaitingRow['next']> = new Set(['centre-keeps-it', 'wait-for-receiver'])

/** How long nobody has spoken with the member: since it was taken, or since somebody was told (domain.md 4.4). */
function callBackOf(
  { operation, told }: UnsettledRecord,
  next: WaitingRow['next'],
  { dueAt, risenAt }: CallBackAges,
): WaitingRow['callBack'] {
  if (operation.taken === null || endsByItself.has(next) || operation.taken.at > dueAt) return 'not-yet'
  const reachedAt = told === null || told.how === 'not-reached' ? 0 : told.at
  const contactAt = Math.max(operation.taken.at, reachedAt)
  if (contactAt <= risenAt) return 'risen'
  return contactAt <= dueAt ? 'due' : 'not-yet'
}

/** Whether somebody has to call the member of a case, though it still waits. */
export function isToCallBack(core: Core, record: OperationRecord): boolean {
  const next = nextStep(record.operation)
  const told = core.projection.afterCare.told(record.operation.id)
  return next !== null && callBackOf({ ...record, told }, next, callBackAges(core)) !== 'not-yet'
}

const urgency: Readonly<Record<WaitingRow['next'], number>> = {
  'tell-member': 0,
  'query-first': 1,
  'second-person': 2,
  'being-sent': 3,
  'goes-out-by-itself': 4,
  'centre-keeps-it': 5,
  held: 5,
  'wait-for-receiver': 6,
  'wait-for-tax': 7,
}

const afterDone: Readonly<Record<Receipt, WaitingRow['next'] | null>> = {
  pending: 'wait-for-receiver',
  received: null,
  returned: 'tell-member',
  'tax-pending': 'wait-for-tax',
  'tax-confirmed': null,
  'tax-returned': 'tell-member',
}

/** What an operation still waits for, null when for nothing. */
export function nextStep({ state, receipt, held, corrected }: Operation): WaitingRow['next'] | null {
  if (corrected !== undefined) return 'tell-member'
  switch (state) {
    case 'queued':
      return held === null ? 'goes-out-by-itself' : 'held'
    case 'in-flight':
      return 'being-sent'
    case 'unknown':
      return 'query-first'
    case 'awaiting-hours':
      return 'centre-keeps-it'
    case 'awaiting-approval':
    case 'awaiting-verification':
      return 'second-person'
    case 'refused':
      return 'tell-member'
    case 'done':
      return receipt === null ? null : afterDone[receipt]
    case 'draft':
    case 'cancelled':
      return null
  }
}
