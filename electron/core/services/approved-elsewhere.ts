import type { Change } from '../../../shared/contract/changes'
import type { JournalEvent } from '../../../shared/domain/events'
import { decideApproveElsewhere, decideSendBackElsewhere } from '../../../shared/domain/remote-approval'
import type { Operation } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { recordText } from './item-records'

/**
 * What a supervisor said at another counter (ADR 34): shown as a remote act with its actor whatever became of it, and
 * counted only while these very bytes still wait for it.
 */
export function approvalEvents(
  core: Core,
  operation: Operation,
  { operationId, payloadHash, says, clerk, by, place, reason, at }: Extract<Change, { type: 'approval' }>,
): readonly JournalEvent[] {
  const act: JournalEvent = { type: 'acted-elsewhere', operationId, act: says, by, at }
  const about = { operationId, payloadHash, by: clerk, name: by, place }
  const decision =
    says === 'approved'
      ? decideApproveElsewhere(
          operation,
          {
            type: 'approve-elsewhere',
            ...about,
            record: recordText(core, operation, {
              record: 'approval',
              by: clerk,
              memberSpoken: false,
              through: 'counter',
            }),
          },
          core.pack,
        )
      : decideSendBackElsewhere(
          operation,
          {
            type: 'send-back-elsewhere',
            ...about,
            reason,
            withdraw: recordText(core, operation, { record: 'withdraw', by: clerk }),
          },
          core.pack,
        )
  if (decision.ok) return [act, ...decision.value]
  core.log('info', decision.error[0]?.code ?? 'internal.fault', { change: 'approval' })
  return [act]
}
