import type { Batch } from '../../../shared/contract/central'
import type { OperationId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import type { OperationRecord } from '../projection/projection'
import { batchItems, composeBatch, fitting, numberItems } from '../sync/compose-batch'

/** So many batches in one file: `shared/contract/stick.ts`. */
const mostBatches = 200

/**
 * Everything that waits and is in no earlier file, as the batches the line would carry: what has a number first, in the order
 * of the numbers, then fresh work. What is not known to have arrived goes in a batch of its own, for the centre answers a
 * number it has worked through only when nothing new stands behind it in the same batch. Numbers are journalled here.
 * @param covered what earlier files without an answer carry already
 */
export async function composeBatches(
  core: Core,
  covered: ReadonlySet<OperationId>,
): Promise<readonly Batch[]> {
  const { projection } = core
  const batches: Batch[] = []
  let numbered = projection
    .numberedOutbox()
    .filter(({ operation }) => !covered.has(operation.id) && operation.state !== 'in-flight')
  while (batches.length < mostBatches) {
    const [first] = numbered
    const records = first?.operation.state === 'unknown' ? [first] : queuedNext(core, numbered)
    if (records.length === 0) break
    numbered = numbered.slice(records.length)
    batches.push(await composeBatch(core, numberItems(core, records)))
  }
  return batches
}

/** What is queued and follows; a password is for the line alone, so what waits with one stays here. */
function queuedNext({ projection }: Core, numbered: readonly OperationRecord[]): readonly OperationRecord[] {
  const end = numbered.findIndex(({ operation }) => operation.state === 'unknown')
  if (numbered.length > 0) return fitting(end < 0 ? numbered : numbered.slice(0, end))
  return fitting(
    projection.freshOutbox(batchItems).filter(({ operation }) => operation.password?.state !== 'given'),
  )
}
