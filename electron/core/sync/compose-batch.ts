import { canonicalJson } from '../../../shared/contract/canonical'
import { firstLink } from '../../../shared/contract/central'
import type { Batch, BatchHead } from '../../../shared/contract/central'
import { linkBytes } from '../../../shared/contract/link'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { OperationRecord } from '../projection/projection'

/** A batch is small enough that its answer comes soon on a thin line, and large enough that its head costs little. */
export const batchItems = 50
const batchBytes = 48 * 1024

const noRecords = sha256(canonicalJson([]))

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
export function numbering(core: Core, records: readonly OperationRecord[]): readonly SendingCommand[] {
  let next = core.projection.dispatch() + 1
  let link = next === 1 ? firstLink : core.projection.linkOf(next - 1)
  return records.map(({ operation: { id, dispatch, state, taken } }): SendingCommand => {
    if (dispatch !== null && state === 'unknown') return { type: 'resend', operationId: id }
    const number = dispatch ?? next++
    const before = dispatch === null ? link : linkBefore(core, number)
    if (before === null || taken === null)
      throw new Error('an operation without link or bytes is in the outbox')
    const own = sha256(linkBytes(before, number, taken.payloadHash, noRecords))
    if (dispatch === null) link = own
    return { type: 'dispatch', operationId: id, dispatch: number, link: own }
  })
}

function linkBefore(core: Core, dispatch: number): string | null {
  return dispatch === 1 ? firstLink : core.projection.linkOf(dispatch - 1)
}

/** The frozen bytes of numbered operations that follow one another, and the station's signature over the chain. */
export async function composeBatch(core: Core, records: readonly OperationRecord[]): Promise<Batch> {
  const items = records.map(({ operation: { id, dispatch }, canonical, link }) => {
    if (dispatch === null || canonical === null || link === null) throw new Error('nothing frozen to send')
    return { id, dispatch, canonical, link }
  })
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a batch of nothing')
  const before = linkBefore(core, first.dispatch)
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
    records: items.map(() => []),
  }
}
