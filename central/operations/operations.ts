import { sql } from 'kysely'
import { operationPayloadSchema, outcomeSchema } from '../../shared/contract/operation'
import type { OperationPayload } from '../../shared/domain/operation'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import type { Tx } from '../schema'
import type { PasswordAnswer } from '../verification/member-password'

/** One operation as it came in: its frozen text, what travels beside it and where it stands in the dispatch chain. */
export interface ArrivedItem {
  readonly id: OperationId
  readonly station: StationId
  /** The kind as the text names it; one we do not know is parked under its own name. */
  readonly kind: string
  /** Null = a kind or version this centre does not know. */
  readonly payload: OperationPayload | null
  /** Why it is parked, null for one we know. */
  readonly unknown: 'operation.unknown-kind' | 'operation.unknown-version' | null
  /** The RFC 8785 text, kept for ever. */
  readonly text: string
  /** SHA-256 (hex) of its UTF-8. */
  readonly payloadHash: string
  readonly epoch: number
  /** Null for one that came in by a rescue file and never had a number. */
  readonly dispatch: number | null
  /** Texts of the records beside it; they count only when they name this id and these bytes. */
  readonly records: readonly string[]
  /** What the member's password that came with it came to; absent = none came. */
  readonly password?: PasswordAnswer
  /** The centre's clock brought it, not a station: what was kept is looked at now. */
  readonly due?: true
}

/** What the centre remembers of an operation. */
export interface KnownOperation {
  /** Who sent it. */
  readonly station: StationId
  readonly payloadHash: string
  readonly outcome: Outcome
}

/** What became of an operation, null when the centre never saw its id. */
export async function findOperation(
  db: Pick<Tx, 'selectFrom'>,
  id: OperationId,
): Promise<KnownOperation | null> {
  return (await findOperations(db, [id])).get(id) ?? null
}

/** What became of several operations, by id; one the centre never saw is absent. */
export async function findOperations(
  db: Pick<Tx, 'selectFrom'>,
  ids: readonly OperationId[],
): Promise<ReadonlyMap<OperationId, KnownOperation>> {
  const rows = await db
    .selectFrom('operation')
    .select(['id', 'station', 'payload_hash', 'outcome'])
    .where('id', '=', sql<OperationId>`any (${`{${ids.join(',')}}`}::uuid[])`)
    .execute()
  return new Map(
    rows.map(({ id, station, payload_hash, outcome }) => [
      id,
      { station, payloadHash: payload_hash, outcome: outcomeSchema.parse(outcome) },
    ]),
  )
}

/** The content of a kept operation, null when this version does not know its kind. */
export function readPayload(text: string): OperationPayload | null {
  const read = operationPayloadSchema.safeParse(JSON.parse(text))
  return read.success ? read.data : null
}

/** When a kept operation is to be carried out, null when it does not wait for an hour. */
export function opensAt(outcome: Outcome): number | null {
  return outcome.type === 'deferred' ? outcome.opensAt : null
}

/** Whether an outcome stands for ever; every other one may be followed by another (design.md section 5). */
export function isFinal({ type }: Outcome): boolean {
  return type === 'done' || type === 'refused' || type === 'cancelled'
}
