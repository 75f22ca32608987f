import { sql } from 'kysely'
import type { OperationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { addChange } from '../changes/changes'
import { inTransaction } from '../database'
import type { Db, Tx } from '../schema'

/** An operator's act on an operation of another one's station. */
export interface HoldRequest {
  readonly operationId: OperationId
  readonly act: 'held' | 'released'
  /** Whose word it rests on; kept with the act. */
  readonly reason: string
  readonly by: { readonly id: string; readonly name: string }
}

type HoldRefusal = 'field.missing' | 'operation.no-such' | 'operation.wrong-state'

/**
 * Holds an operation that the centre keeps for its opening hour, or lets it go on; nothing else of it changes, and its
 * station may still withdraw it. The station hears of it with the operator's name (domain.md 5: every remote act is visible). What is
 * held already, or not kept any more, is `operation.wrong-state`.
 */
export async function holdOperation(
  { db, clock }: Centre,
  { operationId, act, reason, by }: HoldRequest,
): Promise<Result<null, HoldRefusal>> {
  if (reason.trim() === '') return fail('field.missing')
  return inTransaction(db, async (tx) => {
    // nobody carries out what is due in the meantime
    await sql`select pg_advisory_xact_lock(3, 0)`.execute(tx)
    const operation = await tx
      .selectFrom('operation')
      .select(['station', 'outcome_type'])
      .where('id', '=', operationId)
      .executeTakeFirst()
    if (operation === undefined) return fail('operation.no-such')
    const isHeld = await holdOf(tx, operationId)
    if (operation.outcome_type !== 'deferred' || isHeld === (act === 'held'))
      return fail('operation.wrong-state')
    const at = clock.now()
    await tx
      .insertInto('operation_act')
      .values({ operation_id: operationId, act, reason, by_operator: by.id, at })
      .execute()
    await addChange(tx, operation.station, { type: 'act', operationId, act, by: by.name, at })
    return ok(null)
  })
}

/** Whether the newest act of an operation holds it. */
export async function holdOf(db: Db | Tx, operationId: OperationId): Promise<boolean> {
  const newest = await db
    .selectFrom('operation_act')
    .select('act')
    .where('operation_id', '=', operationId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.act === 'held'
}
