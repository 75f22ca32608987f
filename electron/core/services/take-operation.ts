import { canonicalJson } from '../../../shared/contract/canonical'
import { decide } from '../../../shared/domain/decide'
import type { OperationCommand } from '../../../shared/domain/decide'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import type { OperationPayload, PersonIdentity } from '../../../shared/domain/operation'
import { fail, ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { OperationRecord, VisitRecord } from '../projection/projection'
import { helpInPayload, helpProblem } from './agent-in-payload'
import { clockProblem } from './clock-check'
import { askWithdrawal, withdrawalOf } from './item-records'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { atFormField } from './read-form'
import { roomProblem } from './room'
import { decideContext } from './rule-context'
import { currentClerk } from './sign-in'

/**
 * 登记: freezes the operation's canonical bytes and their hash in the journal. Durable when it answers; the drain takes
 * it from there, once nobody has to look at it first. Taking it again changes nothing.
 * Errors: `sign-in.needed`, `disk.full`, `operation.*`, `assent.*`, `visit.person-not-confirmed`,
 * `attachment.lost|damaged` (the agent's paper), every failing rule.
 */
export function takeOperation(core: Core, operationId: OperationId): ServiceResult<null> {
  const noRoom = roomProblem(core, 'taking')
  if (noRoom !== null) return refuse(noRoom)
  return decideOn(core, operationId, (record, visit, clerk) =>
    commandToTake(core, record, visit, clerk, core.projection.taken() + 1),
  )
}

/** The command that takes an operation under the running number `taken`. Errors: `clock.differs`. */
export function commandToTake(
  core: Core,
  record: OperationRecord,
  visit: VisitRecord,
  clerk: ClerkId,
  taken: number,
): ServiceResult<Extract<OperationCommand, { type: 'take' }>> {
  const wrongClock = clockProblem(core, record.operation.body.kind)
  if (wrongClock !== null) return fail([wrongClock])
  const wrongHelp = helpProblem(core, visit, record.operation)
  if (wrongHelp !== null) return fail([wrongHelp])
  const canonical = canonicalJson(payloadOf(core, record, visit, clerk, taken))
  return ok({
    type: 'take',
    operationId: record.operation.id,
    clerk,
    wordsHash: record.operation.wordsHash,
    taken,
    canonical,
    payloadHash: sha256(canonical),
  })
}

/**
 * 撤回: here before it has a number, else asked of the centre. Errors: `sign-in.needed`, `operation.no-such`,
 * `operation.wrong-state`.
 */
export function withdrawOperation(core: Core, operationId: OperationId): ServiceResult<null> {
  const operation = core.projection.operation(operationId)?.operation ?? null
  const way = operation === null ? 'not' : withdrawalOf(core, operation)
  if (operation !== null && (way === 'at-centre' || way === 'asked')) {
    const clerk = currentClerk(core)
    if (clerk === null) return refuse('sign-in.needed')
    if (way === 'at-centre') askWithdrawal(core, operation, clerk.id)
    return ok(null)
  }
  return decideOn(core, operationId, (_record, _visit, clerk) => ok({ type: 'withdraw', operationId, clerk }))
}

function decideOn(
  core: Core,
  operationId: OperationId,
  command: (record: OperationRecord, visit: VisitRecord, clerk: ClerkId) => ServiceResult<OperationCommand>,
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  const visit = record === null ? null : core.projection.visit(record.operation.visitId)
  if (record === null || visit === null) return refuse('operation.no-such')
  const wanted = command(record, visit, clerk.id)
  if (!wanted.ok) return wanted
  const decision = decide(record.operation, wanted.value, decideContext(core, visit, record.operation.body))
  if (!decision.ok) return fail(decision.error.map(atFormField))
  core.commit(decision.value)
  if (decision.value.length > 0) core.wakeSync()
  return ok(null)
}

function payloadOf(
  core: Core,
  { operation, member }: OperationRecord,
  visit: VisitRecord,
  clerk: ClerkId,
  taken: number,
): OperationPayload {
  return {
    v: 1,
    suite: 'intl-1',
    realm: core.realm,
    station: core.station.id,
    epoch: core.station.epoch,
    id: operation.id,
    taken,
    takenAt: centreTime(core),
    clerk,
    pack: core.pack.number,
    member,
    identity: identityOf(visit),
    assent: { way: 'own-window', at: operation.assent?.at ?? 0, wordsHash: operation.wordsHash },
    ...helpInPayload(core, visit, operation),
    body: operation.body,
  }
}

/**
 * By the centre's clock, as far as the difference was measured: the twin guard asks what was carried out since, by that clock
 * (domain.md 3.3), and two clocks are not compared.
 */
function centreTime({ clock, moment }: Core): number {
  return clock.now() + moment.line.clockDifferenceMs
}

function identityOf({ who, lookUpId, confirmedAt }: VisitRecord): PersonIdentity {
  const personConfirmedAt = confirmedAt ?? 0
  return who.way === 'card'
    ? { way: 'card', evidence: who.evidence, personConfirmedAt }
    : { way: 'typed', entryId: lookUpId, personConfirmedAt }
}
