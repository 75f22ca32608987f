import { approvalCodeText } from '../../../shared/contract/approvals'
import type { CodeAsked } from '../../../shared/contract/remote-second'
import { challengeText, digitsOf, readDigits, toldOf } from '../../../shared/domain/approval-code'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import { confirmName } from '../../../shared/domain/masks'
import type { Operation } from '../../../shared/domain/operation'
import { makeOperationNumber } from '../../../shared/domain/operation-number'
import {
  codeGoodUntil,
  codeTriesLeft,
  decideAskCode,
  decideUseCode,
} from '../../../shared/domain/remote-approval'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { hmacSha256, sha256 } from '../crypto'
import type { OperationRecord } from '../projection/projection'
import { recordText } from './item-records'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * What the clerk reads out to a supervisor on the telephone (ADR 34): 业务号, a challenge over the frozen bytes, amount and
 * payee. The same challenge as long as it is good.
 * Errors: `sign-in.needed`, `operation.no-such|wrong-state`, `approval.*`.
 */
export function askCode(core: Core, operationId: OperationId): ServiceResult<CodeAsked> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record?.operation.taken == null) return refuse('operation.no-such')
  if (core.approvalSecret.read() === null) return refuse('approval.no-secret')
  const at = core.clock.now()
  const decision = decideAskCode(
    record.operation,
    { type: 'ask-code', operationId, clerk: clerk.id, at },
    core.pack,
  )
  if (!decision.ok) return decision
  core.commit(decision.value)
  const operation = core.projection.operation(operationId)?.operation ?? record.operation
  const { number } = record.operation.taken
  const told = toldOf(operation.body, record.member)
  return ok({
    number: makeOperationNumber(core.projection.prefixOf(number) ?? core.station.prefix, number),
    challenge: challengeOf(operation),
    amountFen: told.amountFen,
    name: confirmName(told.name),
    last4: told.last4,
    goodUntil: codeGoodUntil(operation, core.pack) ?? at,
    triesLeft: codeTriesLeft(operation, core.pack),
  })
}

/**
 * The code as it was heard: the right one of this supervisor approves the operation, a wrong one is journalled and counted.
 * Errors: `sign-in.needed`, `operation.*`, `approval.*`, `clerk.not-supervisor`, `field.missing`.
 */
export function useCode(
  core: Core,
  operationId: OperationId,
  by: string,
  typed: string,
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record?.operation.taken == null) return refuse('operation.no-such')
  const { operation } = record
  const supervisor = core.clerks.find(({ id }) => id === by)
  if (supervisor === undefined) return refuse('field.missing', 'by')
  const code = readDigits(typed)
  if (!code.ok) return refuse(code.error, 'code')
  const { id, role, name } = supervisor
  const expected = expectedCode(core, record, id)
  if (expected === null) return refuse('approval.no-secret')
  const right = code.value === expected
  const said = { record: 'approval', by: id, memberSpoken: false, through: 'code' } as const
  const askedAt = operation.code?.askedAt ?? 0
  const decision = decideUseCode(
    operation,
    {
      type: 'use-code',
      ...{ operationId, clerk: clerk.id, by: id, role, name, at: core.clock.now(), right },
      record: recordText(core, operation, { ...said, askedAt }),
    },
    core.pack,
  )
  if (!decision.ok) return decision
  core.commit(decision.value)
  if (right) {
    core.wakeSync()
    return ok(null)
  }
  const after = core.projection.operation(operationId)?.operation ?? operation
  const left = codeTriesLeft(after, core.pack)
  return left === 0
    ? refuse('approval.code-used-up', 'code')
    : refuse('approval.code-wrong', 'code', { left })
}

function challengeOf({ taken, code }: Operation): string {
  return digitsOf(sha256(challengeText(taken?.payloadHash ?? '', code?.askedAt ?? 0)))
}

/** The code the centre gives this supervisor for what was read out; null where this counter has no secret. */
function expectedCode(core: Core, { operation, member }: OperationRecord, by: ClerkId): string | null {
  const secret = core.approvalSecret.read()
  if (secret === null || operation.taken === null) return null
  const { amountFen, last4 } = toldOf(operation.body, member)
  const { number: taken } = operation.taken
  const subject = { station: core.station.id, taken, challenge: challengeOf(operation), amountFen, last4, by }
  return digitsOf(hmacSha256(secret, Buffer.from(approvalCodeText(subject), 'utf8')))
}
