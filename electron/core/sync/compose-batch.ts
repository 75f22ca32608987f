import { canonicalJson } from '../../../shared/contract/canonical'
import type { Batch, BatchHead } from '../../../shared/contract/central'
import { linkBytes } from '../../../shared/contract/link'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import type { Operation } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { OperationRecord } from '../projection/projection'
import { reportAll } from './report'

/** A batch is small enough that its answer comes soon on a thin line, and large enough that its head costs little. */
export const batchItems = 100
const batchBytes = 96 * 1024

/** What the link covers of the records beside an item. */
function recordsHash(core: Core, id: OperationId): string {
  return sha256(canonicalJson(core.projection.records(id)))
}

/** Numbers and links for the withdrawal of what the centre keeps: the same id and bytes once more, with its record. */
export function withdrawals(core: Core, records: readonly OperationRecord[]): readonly JournalEvent[] {
  const numbers = nextNumbers(core)
  return records.map(({ operation }) => ({
    type: 'withdrawal-dispatched',
    operationId: operation.id,
    ...numbers(operation),
  }))
}

/**
 * A record joined an item that has a number and was never worked through (the caller knows): from there on the chain's links
 * are others. Nothing where every link holds.
 */
export function relinks(core: Core, records: readonly OperationRecord[]): readonly JournalEvent[] {
  const events: JournalEvent[] = []
  let last: { readonly dispatch: number; readonly link: string } | null = null
  for (const { operation, link: stored } of records) {
    const { id: operationId, dispatch, taken } = operation
    if (dispatch === null || taken === null) continue
    const before: string | null =
      last?.dispatch === dispatch - 1 ? last.link : core.projection.linkOf(dispatch - 1)
    if (before === null) throw new Error('an item without the link before it')
    const link = sha256(linkBytes(before, dispatch, taken.payloadHash, recordsHash(core, operationId)))
    last = { dispatch, link }
    if (link !== stored) events.push({ type: 'operation-relinked', operationId, dispatch, link })
  }
  return events
}

/** Gives the numbers and links that follow the newest ones, one after the other. */
function nextNumbers(
  core: Core,
): (operation: Operation) => { readonly dispatch: number; readonly link: string } {
  let dispatch = core.projection.dispatch()
  let link = core.projection.linkOf(dispatch)
  return ({ id, taken }) => {
    if (link === null || taken === null)
      throw new Error('an operation without link or bytes is in the outbox')
    dispatch += 1
    link = sha256(linkBytes(link, dispatch, taken.payloadHash, recordsHash(core, id)))
    return { dispatch, link }
  }
}

/** As many of these, from the first on, as one batch holds; what has a number already must follow without a hole. */
export function fitting(records: readonly OperationRecord[]): readonly OperationRecord[] {
  let bytes = 0
  const fit: OperationRecord[] = []
  for (const record of records.slice(0, batchItems)) {
    const before = fit.at(-1)?.operation.dispatch ?? null
    const follows = before === null || record.operation.dispatch === before + 1
    bytes += record.canonical?.length ?? 0
    if (fit.length > 0 && (bytes > batchBytes || !follows)) break
    fit.push(record)
  }
  return fit
}

/** Numbers and links for operations that are to leave; what has a number keeps it (design.md section 5). */
function numbering(core: Core, records: readonly OperationRecord[]): readonly SendingCommand[] {
  const numbers = nextNumbers(core)
  return records.flatMap(({ operation, link }): readonly SendingCommand[] => {
    const { id: operationId, dispatch, state } = operation
    if (dispatch === null) return [{ type: 'dispatch', operationId, ...numbers(operation) }]
    if (state === 'unknown') return [{ type: 'resend', operationId }]
    // the withdrawal of what the centre keeps: the operation itself does not move
    return state === 'queued' && link !== null ? [{ type: 'dispatch', operationId, dispatch, link }] : []
  })
}

/** An operation as it leaves: the bytes that were frozen when it was taken, its number and link, the records under it. */
export interface FrozenItem {
  readonly id: OperationId
  readonly dispatch: number
  readonly canonical: string
  readonly link: string
  readonly records: readonly string[]
}

/** Numbers them and reads them in one moment: a record that joins later is not under the link, and leaves the next time. */
export function numberItems(core: Core, records: readonly OperationRecord[]): readonly FrozenItem[] {
  reportAll(core, numbering(core, records))
  return records.map(({ operation: { id } }) => {
    const numbered = core.projection.operation(id)
    const dispatch = numbered?.operation.dispatch ?? null
    const canonical = numbered?.canonical ?? null
    const link = numbered?.link ?? null
    if (dispatch === null || canonical === null || link === null) throw new Error('nothing frozen to send')
    return { id, dispatch, canonical, link, records: core.projection.records(id) }
  })
}

/** Numbered operations that follow one another, and the station's signature over the chain. */
export async function composeBatch(core: Core, items: readonly FrozenItem[]): Promise<Batch> {
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a batch of nothing')
  const before = core.projection.linkOf(first.dispatch - 1)
  if (before === null || last.dispatch - first.dispatch !== items.length - 1)
    throw new Error('the dispatch chain has a gap')
  const head: BatchHead = {
    suite: 'intl-1',
    realm: core.realm,
    station: core.station.id,
    epoch: core.station.epoch,
    first: first.dispatch,
    last: last.dispatch,
    linkBefore: before,
    linkAfter: last.link,
    journalHead: core.journal.head().hash,
    keyId: core.signer.keyId,
  }
  return {
    jws: await core.signer.sign(canonicalJson(head)),
    dispatch: items.map(({ dispatch }) => dispatch),
    id: items.map(({ id }) => id),
    payload: items.map(({ canonical }) => canonical),
    records: items.map(({ records }) => [...records]),
  }
}
