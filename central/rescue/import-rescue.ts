import type { OperationId } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { addChange } from '../changes/changes'
import { recordIncident } from '../incidents'
import { inWork } from '../operations/carry-out'
import type { carryOutTogether } from '../operations/carry-out'
import { findOperation } from '../operations/operations'
import type { ArrivedItem } from '../operations/operations'
import type { Tx } from '../schema'
import { findStation } from '../stations/batch'
import { lockStation } from '../stations/lock-station'
import type { Rescue } from './read-rescue'

/** Why nothing of a rescue was carried out. */
export type ImportFailure = 'sync.unknown-station' | 'sync.wrong-realm'

type Count = Readonly<Partial<Record<Outcome['type'], number>>>

export interface ImportReport {
  /** This very file was imported before. */
  readonly again: boolean
  /** Carried out now, by outcome. */
  readonly now: Count
  /** Known before, by the outcome they have. */
  readonly before: Count
  /** Known under other content: refused, and an incident each. */
  readonly otherContent: readonly OperationId[]
}

/**
 * Takes in what a dead counter had not sent, as the station's own operations: by id and payload hash, so the same file
 * again, or a counter that comes back to life, changes nothing more. Each operation is a transaction of its own; an
 * import that was cut is simply repeated. The station hears of every outcome by its changes.
 * @param by who imports it: a recorded act
 */
export async function importRescue(
  centre: Centre,
  { file, items }: Rescue,
  by: string,
): Promise<Result<ImportReport, ImportFailure>> {
  const station = await findStation(centre.db, file.station)
  if (station === null) return fail('sync.unknown-station')
  if (file.realm !== centre.realm || station.realm !== centre.realm) return fail('sync.wrong-realm')
  const again = await recordAct(centre, file, by)
  const now = new Map<Outcome['type'], number>()
  const before = new Map<Outcome['type'], number>()
  const otherContent: OperationId[] = []
  for (const item of items) {
    const taken = await inWork(centre, (tx, carryOut) => takeIn(centre, tx, item, carryOut))
    if (taken === 'other-content') otherContent.push(item.id)
    else {
      const count = taken.known ? before : now
      count.set(taken.outcome.type, (count.get(taken.outcome.type) ?? 0) + 1)
    }
  }
  return ok({ again, now: Object.fromEntries(now), before: Object.fromEntries(before), otherContent })
}

/** The import is written down before anything of it is carried out; true = this file was imported before. */
async function recordAct(centre: Centre, file: Rescue['file'], by: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await centre.db
    .insertInto('rescue')
    .values({
      content_hash: file.contentHash,
      station: file.station,
      epoch: file.epoch,
      journal_frame: file.journal.frame,
      journal_hash: file.journal.hash,
      damaged: file.damage !== null,
      operations: file.operations.length,
      imported_by: by,
      at: centre.clock.now(),
    })
    .onConflict((on) => on.column('content_hash').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 0n
}

type TakenIn = { readonly known: boolean; readonly outcome: Outcome } | 'other-content'

async function takeIn(
  centre: Centre,
  tx: Tx,
  item: ArrivedItem,
  carryOut: typeof carryOutTogether,
): Promise<TakenIn> {
  const { id, station, payloadHash } = item
  const at = centre.clock.now()
  // the lock every batch of this station takes: a counter that comes back to life waits
  await lockStation(tx, station)
  const known = await findOperation(tx, id)
  if (known?.payloadHash === payloadHash) return { known: true, outcome: known.outcome }
  if (known !== null) {
    const details = { known: known.payloadHash, came: payloadHash }
    await recordIncident(tx, { kind: 'same-id-other-content', station, operationId: id, details, at })
    return 'other-content'
  }
  const [taken] = await carryOut(centre, tx, [item])
  if (taken === undefined) throw new Error('an item without an outcome')
  await addChange(tx, station, { type: 'outcome', operationId: id, outcome: taken.outcome, at })
  return { known: false, outcome: taken.outcome }
}
