import { canonicalJson } from '../../../shared/contract/canonical'
import { firstLink } from '../../../shared/contract/central'
import type { Batch, BatchHead } from '../../../shared/contract/central'
import { linkBytes } from '../../../shared/contract/link'
import { decideSending } from '../../../shared/domain/decide'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { OperationId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { Central, CentralFailure } from '../ports'
import type { OperationRecord } from '../projection/projection'

const noRecords = sha256(canonicalJson([]))

/** What one step of the drain came to. `blocked` = nothing more can be done until the next try. */
export type DrainStep = 'nothing-to-do' | 'went-on' | { readonly blocked: CentralFailure }

/**
 * Drains the next operation: one that has a number first, in the order of the numbers; then fresh work as it was
 * taken. An operation whose answer is missing is asked for by its id; it is sent again, under its own number, only
 * after the centre said it does not know it (domain.md 4.1).
 */
export async function drainOne(core: Core): Promise<DrainStep> {
  const next = core.projection.outbox()[0]
  if (next === undefined) return 'nothing-to-do'
  if (next.operation.state === 'queued') return send(core, next)
  // Still in flight although nothing is being sent: the sending was cut short. Its answer is unknown.
  if (next.operation.state === 'in-flight') lose(core, next.operation.id, 'cut-short')
  return queryFirst(core, next)
}

/** Core was started again: of what was in flight nobody knows what became (domain.md 4.1). */
export function loseInFlight(core: Core): void {
  for (const { operation } of core.projection.inFlight()) lose(core, operation.id, 'restart')
}

function lose(core: Core, operationId: OperationId, cause: string): void {
  report(core, { type: 'unanswered', operationId, cause })
}

/** Journals what a sending command makes of an operation; a command that no longer fits is logged, never forced. */
export function report(core: Core, command: SendingCommand): void {
  const decision = decideSending(core.projection.operation(command.operationId)?.operation ?? null, command)
  if (decision.ok) core.commit(decision.value)
  else core.log('error', decision.error[0]?.code ?? 'internal.fault', { command: command.type })
}

async function queryFirst(core: Core, { operation }: OperationRecord): Promise<DrainStep> {
  const central = core.central()
  if (central === null) return { blocked: { kind: 'untouched', code: 'central.offline', expected: null } }
  const answer = await central.operation(operation.id)
  if (!answer.ok) return { blocked: answer.failure }
  if (answer.value.known) {
    if (answer.value.payloadHash !== operation.taken?.payloadHash) {
      core.log('error', 'operation.same-id-other-content')
      return { blocked: { kind: 'untouched', code: 'operation.same-id-other-content', expected: null } }
    }
    report(core, { type: 'answer', operationId: operation.id, outcome: answer.value.outcome, via: 'query' })
    return 'went-on'
  }
  report(core, { type: 'resend', operationId: operation.id })
  const resent = core.projection.operation(operation.id)
  return resent === null ? 'went-on' : transmit(core, resent, 'again')
}

async function send(core: Core, record: OperationRecord): Promise<DrainStep> {
  const { operation } = record
  const dispatch = operation.dispatch ?? core.projection.dispatch() + 1
  const before = dispatch === 1 ? firstLink : core.projection.linkOf(dispatch - 1)
  const payloadHash = operation.taken?.payloadHash
  if (before === null || payloadHash === undefined)
    throw new Error('an operation without link or bytes is in the outbox')
  const link = sha256(linkBytes(before, dispatch, payloadHash, noRecords))
  report(core, { type: 'dispatch', operationId: operation.id, dispatch, link })
  const numbered = core.projection.operation(operation.id)
  return numbered === null ? 'went-on' : transmit(core, numbered, 'first')
}

/**
 * The bytes leave; whatever comes back is journalled before anybody sees it. Of bytes that leave again only the centre
 * can say that it did not take them: a failure leaves them unknown.
 */
async function transmit(core: Core, record: OperationRecord, sending: 'first' | 'again'): Promise<DrainStep> {
  const { id } = record.operation
  const answer = await sendBatch(core, record)
  if (!answer.ok) {
    if (answer.failure.kind === 'untouched' && sending === 'first')
      report(core, { type: 'not-sent', operationId: id })
    else lose(core, id, answer.failure.code)
    return { blocked: answer.failure }
  }
  const result = answer.value.find((item) => item.id === id)
  if (result === undefined) {
    lose(core, id, 'central.rubbish')
    return { blocked: { kind: 'unanswered', code: 'central.rubbish' } }
  }
  report(core, { type: 'answer', operationId: id, outcome: result.outcome, via: 'answer' })
  return 'went-on'
}

async function sendBatch(core: Core, record: OperationRecord): ReturnType<Central['batch']> {
  const batch = await composeBatch(core, record)
  const central = core.central()
  return central === null
    ? { ok: false, failure: { kind: 'untouched', code: 'central.offline', expected: null } }
    : central.batch(batch)
}

/** A batch of one: the frozen bytes, and the station's signature over the dispatch chain (design.md section 5). */
async function composeBatch(core: Core, { operation, canonical, link }: OperationRecord): Promise<Batch> {
  const { dispatch } = operation
  if (dispatch === null || canonical === null || link === null) throw new Error('nothing frozen to send')
  const linkBefore = dispatch === 1 ? firstLink : core.projection.linkOf(dispatch - 1)
  if (linkBefore === null) throw new Error('the dispatch chain has a gap')
  const head: BatchHead = {
    suite: 'intl-1',
    realm: core.realm,
    station: core.station.id,
    epoch: core.station.epoch,
    first: dispatch,
    last: dispatch,
    linkBefore,
    linkAfter: link,
    journalHead: core.journal.head().hash,
    keyId: core.signer.keyId,
  }
  return {
    jws: await core.signer.sign(canonicalJson(head)),
    dispatch: [dispatch],
    id: [operation.id],
    payload: [canonical],
    records: [[]],
  }
}
