import { decideSending } from '../../../shared/domain/decide'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { OperationId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import type { Central, CentralFailure } from '../ports'
import type { OperationRecord } from '../projection/projection'
import { batchItems, composeBatch, fitting, numbering } from './compose-batch'

/** While one batch is at the centre the next one is on the line. */
const batchesInFlight = 2
/** Questions about single operations that are on the line at once. */
const queriesAtOnce = 16

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
  loseAll(core, core.projection.inFlight(), 'cut-short')
  for (;;) {
    const { answered } = done
    const blocked = (await settleUnknown(core, central, done)) ?? (await sendAll(core, central, done))
    // a batch that overtook the one before it was not touched: it goes again as long as anything moves
    const overtook = blocked?.code === 'sync.expected' && done.answered > answered
    if (!overtook) return { blocked, some: done.answered > 0 }
  }
}

/** Core was started again: of what was in flight nobody knows what became (domain.md 4.1). */
export function loseInFlight(core: Core): void {
  loseAll(core, core.projection.inFlight(), 'restart')
}

function isEmpty({ projection }: Core): boolean {
  return projection.numberedOutbox().length === 0 && projection.freshOutbox(1).length === 0
}

function loseAll(core: Core, records: readonly OperationRecord[], cause: string): void {
  reportAll(
    core,
    records.map(({ operation }) => ({ type: 'unanswered', operationId: operation.id, cause })),
  )
}

/**
 * Journals what sending commands, each of another operation, make of them, in one batch; a command that no longer fits
 * is logged, never forced.
 */
export function reportAll(core: Core, commands: readonly SendingCommand[]): void {
  core.commit(
    commands.flatMap((command) => {
      const decision = decideSending(
        core.projection.operation(command.operationId)?.operation ?? null,
        command,
      )
      if (decision.ok) return decision.value
      core.log('error', decision.error[0]?.code ?? 'internal.fault', { command: command.type })
      return []
    }),
  )
}

/** Asks for every answer that is missing; what the centre does not know stays unknown until it leaves again. */
async function settleUnknown(
  core: Core,
  central: Central,
  done: { answered: number },
): Promise<CentralFailure | null> {
  const missing = core.projection.numberedOutbox().filter(({ operation }) => operation.state === 'unknown')
  for (let from = 0; from < missing.length; from += queriesAtOnce) {
    const asked = missing.slice(from, from + queriesAtOnce)
    const answers = await Promise.all(asked.map(({ operation }) => central.operation(operation.id)))
    const commands: SendingCommand[] = []
    let failure: CentralFailure | null = null
    for (const [index, answer] of answers.entries()) {
      const operation = asked[index]?.operation
      if (!answer.ok) failure ??= answer.failure
      else if (operation !== undefined && answer.value.known) {
        const { payloadHash, outcome } = answer.value
        if (payloadHash !== operation.taken?.payloadHash) failure ??= otherContent(core)
        else commands.push({ type: 'answer', operationId: operation.id, outcome, via: 'query' })
      }
    }
    done.answered += commands.length
    reportAll(core, commands)
    if (failure !== null) return failure
  }
  return null
}

function otherContent(core: Core): CentralFailure {
  core.log('error', 'operation.same-id-other-content')
  return { kind: 'untouched', code: 'operation.same-id-other-content', expected: null }
}

/** Keeps some batches on the line until nothing is left; after the first failure the others are waited for. */
async function sendAll(
  core: Core,
  central: Central,
  done: { answered: number },
): Promise<CentralFailure | null> {
  let numbered = core.projection.numberedOutbox()
  const ended: { failure: CentralFailure | null } = { failure: null }
  const flying = new Set<Promise<void>>()
  for (;;) {
    while (ended.failure === null && flying.size < batchesInFlight) {
      const records = fitting(numbered.length > 0 ? numbered : core.projection.freshOutbox(batchItems))
      if (records.length === 0) break
      numbered = numbered.slice(records.length)
      const flight = sendOne(core, central, records, done).then((failure) => {
        ended.failure ??= failure
        flying.delete(flight)
      })
      flying.add(flight)
    }
    if (flying.size === 0) return ended.failure
    await Promise.race(flying)
  }
}

/**
 * One batch leaves; whatever comes back is journalled before anybody sees it. Of bytes that leave again only the centre
 * can say that it did not take them: a failure leaves them unknown.
 */
async function sendOne(
  core: Core,
  central: Central,
  records: readonly OperationRecord[],
  done: { answered: number },
): Promise<CentralFailure | null> {
  const again = new Set(records.filter(({ operation }) => operation.state === 'unknown').map(idOf))
  // numbers are given before anything else may happen: the next batch goes on behind them
  reportAll(core, numbering(core, records))
  const ids = records.map(idOf)
  const numbered = ids.flatMap((id) => core.projection.operation(id) ?? [])
  const answer = await central.batch(await composeBatch(core, numbered))
  if (!answer.ok) {
    const { kind, code } = answer.failure
    reportAll(
      core,
      ids.map((operationId) =>
        kind === 'untouched' && !again.has(operationId)
          ? { type: 'not-sent', operationId }
          : { type: 'unanswered', operationId, cause: code },
      ),
    )
    return answer.failure
  }
  const outcomes = new Map(answer.value.map(({ id, outcome }) => [id, outcome]))
  done.answered += outcomes.size
  reportAll(
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

const idOf = ({ operation }: OperationRecord): OperationId => operation.id
