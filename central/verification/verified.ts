import { sql } from 'kysely'
import type { OperationId } from '../../shared/domain/ids'
import type { ArrivedItem } from '../operations/operations'
import type { Db, Tx } from '../schema'

/**
 * Keeps that a right password came with these bytes, in the transaction that works them through: what waits for its hour,
 * for another operation or for a second person comes again without one.
 */
export async function keepVerified(tx: Tx, items: readonly ArrivedItem[], at: number): Promise<void> {
  const rows = items.flatMap(({ id, payloadHash, password }) =>
    password?.code === 'verified' ? [{ operation_id: id, payload_hash: payloadHash, at }] : [],
  )
  if (rows.length === 0) return
  await tx
    .insertInto('member_verification')
    .values(rows)
    .onConflict((on) => on.column('operation_id').doNothing())
    .execute()
}

/** Which of these operations a right password came with before, with the hash of the bytes it was for. */
export async function verifiedAmong(
  db: Db | Tx,
  ids: readonly OperationId[],
): Promise<ReadonlyMap<OperationId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('member_verification')
    .select(['operation_id', 'payload_hash'])
    .where('operation_id', '=', sql<OperationId>`any (${`{${ids.join(',')}}`}::uuid[])`)
    .execute()
  return new Map(rows.map(({ operation_id, payload_hash }) => [operation_id, payload_hash]))
}
