import { operationPayloadSchema, outcomeSchema } from '../../shared/contract/operation'
import type { OperationId } from '../../shared/domain/ids'
import type { OperationPayload, Outcome } from '../../shared/domain/operation'
import type { Tx } from '../schema'

/** One operation as it came in: its frozen text and where it stands in the dispatch chain. */
export interface ArrivedItem {
  readonly payload: OperationPayload
  /** The RFC 8785 text, kept for ever. */
  readonly text: string
  /** SHA-256 (hex) of its UTF-8. */
  readonly payloadHash: string
  readonly epoch: number
  /** Null for one that came in by a rescue file and never had a number. */
  readonly dispatch: number | null
}

/** What the centre remembers of an operation. */
export interface KnownOperation {
  readonly payloadHash: string
  readonly outcome: Outcome
}

/** What became of an operation, null when the centre never saw its id. */
export async function findOperation(
  db: Pick<Tx, 'selectFrom'>,
  id: OperationId,
): Promise<KnownOperation | null> {
  const row = await db
    .selectFrom('operation')
    .select(['payload_hash', 'outcome'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined
    ? null
    : { payloadHash: row.payload_hash, outcome: outcomeSchema.parse(row.outcome) }
}

/** Keeps an operation with its outcome for ever. */
export async function storeOperation(tx: Tx, item: ArrivedItem, outcome: Outcome, at: number): Promise<void> {
  const { payload, text, payloadHash, epoch, dispatch } = item
  await tx
    .insertInto('operation')
    .values({
      id: payload.id,
      station: payload.station,
      epoch,
      dispatch,
      kind: payload.body.kind,
      payload: text,
      payload_hash: payloadHash,
      arrived_at: at,
      outcome: JSON.stringify(outcome),
      opens_at: opensAt(outcome),
    })
    .execute()
}

/** A kept operation comes to its next outcome. */
export async function updateOutcome(tx: Tx, id: OperationId, outcome: Outcome): Promise<void> {
  await tx
    .updateTable('operation')
    .set({ outcome: JSON.stringify(outcome), opens_at: opensAt(outcome) })
    .where('id', '=', id)
    .execute()
}

/** The content of a kept operation; it was checked when it came. */
export function readPayload(text: string): OperationPayload {
  return operationPayloadSchema.parse(JSON.parse(text))
}

function opensAt(outcome: Outcome): number | null {
  return outcome.type === 'deferred' ? outcome.opensAt : null
}
