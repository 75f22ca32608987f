import { setImmediate } from 'node:timers/promises'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { OperationId } from '../../../shared/domain/ids'
import type { Operation, OperationState } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { Central, CentralFailure } from '../ports'
import type { OperationRecord } from '../projection/projection'
import { centreKnows } from '../services/member-password'
import { batchItems, composeBatch, fitting, numberItems, relinks, withdrawals } from './compose-batch'
import type { FrozenItem } from './compose-batch'
import { atOnce, reportAll, reportInTurn } from './report'

/** While one batch is at the centre the next one is on the line. */
const batchesInFlight = 2
/** As many as are in flight when the line breaks are asked for with one question: the most the centre answers. */
export const mostAskedAtOnce = 200

/** What a drain came to. `blocked` = nothing more can be done until the next try. */
export interface Drained {
  readonly blocked: CentralFailure | null
  /** Something was answered. */
  readonly some: boolean
}

const offline: CentralFailure = { kind: 'untouched', code: 'central.offline', expected: null }

/**
 * Drains everything there is: what has a number first, in the order of the numbers; then fresh work, that of the person
 * at the counter before the backlog. An operation whose answer is missing is asked for by its id; it is sent again,
 * under its own number, only after the centre said it does not know it (domain.md 4.1). One drain runs at a time: its
 * caller sees to that.
 */
export async function drain(core: Core): Promise<Drained> {
  const central = core.central()
  const done = { answered: 0 }
  if (central === null) return { blocked: isEmpty(core) ? null : offline, some: false }
  // Still in flight although nothing is being sent: the sending was cut short. Its answer is unknown.
  await reportInTurn(core, lost(core.projection.inFlight(), 'cut-short'))
  for (;;) {
    const { answered } = done
    const settled = await settleUnknown(core, central, done)
    const blocked = settled.failure ?? (await sendAll(core, central, settled.notKnown, done))
    // a batch that overtook the one before it was not touched: it goes again as long as anything moves
    const overtook = blocked?.code === 'sync.expected' && done.answered > answered
    if (!overtook) return { blocked, some: done.answered > 0 }
  }
}

/** Core was started again: of what was in flight nobody knows what became (domain.md 4.1). */
export function loseInFlight(core: Core): void {
  reportAll(core, lost(core.projection.inFlight(), 'restart'))
}

function isEmpty({ projection }: Core): boolean {
  return projection.numberedOutbox().length === 0 && projection.freshOutbox(1).length === 0
}

function lost(records: readonly OperationRecord[], cause: string): readonly SendingCommand[] {
  return records.map(({ operation }) => ({ type: 'unanswered', operationId: operation.id, cause }))
}

interface Settled {
  readonly failure: CentralFailure | null
  /** What the centre said it does not know: only this may leave again. */
  readonly notKnown: ReadonlySet<OperationId>
}

/**
 * Asks for every answer that is missing, those of an earlier epoch too, with as few questions as it takes: on a line that
 * breaks often each question that comes through must be worth it. What the centre keeps without a result (已扣款·待税务确认,
 * parked) stays 结果待查: the change log brings its end, and nobody asks. A question whose answer does not come through is
 * asked for half as many the next time: a line may let short answers through and no long ones.
 */
async function settleUnknown(core: Core, central: Central, done: { answered: number }): Promise<Settled> {
  const missing = core.projection.unknown().filter(({ operation }) => !isWaitedFor(operation))
  const notKnown = new Set<OperationId>()
  for (let from = 0; from < missing.length;) {
    const { askAtOnce } = core.moment
    const asked = missing.slice(from, from + askAtOnce)
    from += asked.length
    const answers = await central.operations(core.station.id, asked.map(idOf))
    if (!answers.ok) {
      if (answers.failure.kind === 'unanswered')
        core.moment.askAtOnce = Math.max(1, Math.floor(asked.length / 2))
      return { failure: answers.failure, notKnown }
    }
    core.moment.askAtOnce = Math.min(mostAskedAtOnce, askAtOnce * 2)
    const commands: SendingCommand[] = []
    let failure: CentralFailure | null = null
    for (const [index, { operation }] of asked.entries()) {
      const answer = answers.value[index]
      if (answer === undefined) failure = { kind: 'unanswered', code: 'central.rubbish' }
      else if (!answer.known) notKnown.add(operation.id)
      else if (answer.payloadHash !== operation.taken?.payloadHash) failure = otherContent(core)
      // a newer centre says it in a way that this version does not know: it stays 结果待查, and is not sent again
      else if (answer.outcome === null) core.log('warn', 'central.rubbish', { where: 'look-up' })
      else commands.push({ type: 'answer', operationId: operation.id, outcome: answer.outcome, via: 'query' })
    }
    done.answered += commands.length
    await reportInTurn(core, commands)
    if (failure !== null) return { failure, notKnown }
  }
  return { failure: null, notKnown }
}

/** The centre has it and will say by itself what came of it. */
function isWaitedFor({ outcome }: Operation): boolean {
  return outcome?.type === 'debited' || outcome?.type === 'parked'
}

function otherContent(core: Core): CentralFailure {
  core.log('error', 'operation.same-id-other-content')
  return { kind: 'untouched', code: 'operation.same-id-other-content', expected: null }
}

/** Keeps some batches on the line until nothing is left; after the first failure the others are waited for. */
async function sendAll(
  core: Core,
  central: Central,
  notKnown: ReadonlySet<OperationId>,
  done: { answered: number },
): Promise<CentralFailure | null> {
  const mayLeave = ({ operation: { id, state } }: OperationRecord): boolean =>
    state !== 'unknown' || notKnown.has(id)
  linkRecords(core, core.projection.numberedOutbox(), mayLeave)
  core.commit(withdrawals(core, core.projection.toWithdraw()))
  let numbered = core.projection.numberedOutbox().filter(mayLeave)
  // of an earlier epoch: it gets a number of this one
  let stray = core.projection.unknown().filter((one) => one.operation.dispatch === null && mayLeave(one))
  const ended: { failure: CentralFailure | null } = { failure: null }
  const flying = new Set<Promise<void>>()
  for (;;) {
    while (ended.failure === null && flying.size < batchesInFlight) {
      const first = numbered.length > 0 ? numbered : stray
      const records = fitting(first.length > 0 ? first : core.projection.freshOutbox(batchItems))
      if (records.length === 0) break
      if (numbered.length > 0) numbered = numbered.slice(records.length)
      else stray = stray.slice(records.length)
      // one batch after the other: the next one's numbers go on behind these
      const batch = await makeReady(core, records)
      const flight = send(core, central, batch, done).then((failure) => {
        ended.failure ??= failure
        flying.delete(flight)
      })
      flying.add(flight)
    }
    if (flying.size === 0) return ended.failure
    await Promise.race(flying)
  }
}

/** What leaves together, as it was when it got its numbers. */
interface ReadyBatch {
  readonly items: readonly FrozenItem[]
  /** Their bytes leave once more: only the centre can say that it did not take them. */
  readonly again: ReadonlySet<OperationId>
  /** What the centre keeps stays what it is there until its withdrawal is answered. */
  readonly kept: ReadonlySet<OperationId>
}

/** Numbers a batch, some items at a time: between them whoever works at the counter is heard, and may take one back. */
async function makeReady(core: Core, records: readonly OperationRecord[]): Promise<ReadyBatch> {
  const items: FrozenItem[] = []
  for (let from = 0; from < records.length; from += atOnce) {
    if (from > 0) await setImmediate()
    items.push(
      ...numberItems(
        core,
        records.slice(from, from + atOnce).filter((one) => from === 0 || stillLeaves(core, one)),
      ),
    )
  }
  const those = (is: (record: OperationRecord) => boolean): ReadonlySet<OperationId> =>
    new Set(records.filter(is).map(idOf))
  return {
    items,
    again: those(({ operation }) => operation.state === 'unknown'),
    kept: those(({ operation }) => isKept(operation.state)),
  }
}

/** Without a number it may have been taken back or put by since it was read; with one it leaves in its turn. */
function stillLeaves({ projection }: Core, { operation: { id, dispatch, state } }: OperationRecord): boolean {
  if (dispatch !== null) return true
  const now = projection.operation(id)?.operation
  return now?.state === state && now.held === null
}

/**
 * One batch leaves; whatever comes back is journalled before anybody sees it. Of bytes that leave again only the centre
 * can say that it did not take them: a failure leaves them unknown.
 */
async function send(
  core: Core,
  central: Central,
  { items, again, kept }: ReadyBatch,
  done: { answered: number },
): Promise<CentralFailure | null> {
  const ids = items.map(({ id }) => id)
  const passwords = centreKnows(core, 'member-password') ? core.passwords.beside(ids) : undefined
  const answer = await central.batch(await composeBatch(core, items), passwords)
  if (!answer.ok) {
    const { kind, code } = answer.failure
    await reportInTurn(
      core,
      ids
        .filter((id) => !kept.has(id))
        .map((operationId) =>
          kind === 'untouched' && !again.has(operationId)
            ? { type: 'not-sent', operationId }
            : { type: 'unanswered', operationId, cause: code },
        ),
    )
    return answer.failure
  }
  const outcomes = new Map(answer.value.map(({ id, outcome }) => [id, outcome]))
  core.passwords.drop([...outcomes.keys()])
  done.answered += outcomes.size
  await reportInTurn(
    core,
    ids.map((operationId): SendingCommand => {
      const outcome = outcomes.get(operationId)
      return outcome === undefined
        ? { type: 'unanswered', operationId, cause: 'central.rubbish' }
        : { type: 'answer', operationId, outcome, via: 'answer' }
    }),
  )
  return ids.every((id) => outcomes.has(id)) ? null : { kind: 'unanswered', code: 'central.rubbish' }
}

/** At the centre, which has answered and not finished. */
function isKept(state: OperationState): boolean {
  return state === 'awaiting-hours' || state === 'awaiting-approval' || state === 'awaiting-verification'
}

/**
 * A record that joined an item whose number was never worked through makes its link, and all behind it, others. That is
 * certain of what is queued, and of what the centre has just said it does not know; else the chain stays as it left.
 */
function linkRecords(
  core: Core,
  numbered: readonly OperationRecord[],
  mayLeave: (record: OperationRecord) => boolean,
): void {
  const events = relinks(core, numbered)
  const first = events[0]
  if (first?.type !== 'operation-relinked') return
  const behind = numbered.filter(({ operation }) => (operation.dispatch ?? 0) >= first.dispatch)
  if (behind.every((one) => mayLeave(one) && !isKept(one.operation.state))) core.commit(events)
}

const idOf = ({ operation }: OperationRecord): OperationId => operation.id
