import type { Json } from '../shared/contract/canonical'
import type { OperationId, StationId } from '../shared/domain/ids'
import type { IncidentKind, Tx } from './schema'

/** Writes down what must not happen in a sound system, for the people who run the centre; hashes and numbers only. */
export async function recordIncident(
  tx: Tx,
  incident: {
    readonly kind: IncidentKind
    readonly station: StationId
    readonly operationId: OperationId | null
    readonly details: Json
    readonly at: number
  },
): Promise<void> {
  const { kind, station, operationId, details, at } = incident
  await tx
    .insertInto('incident')
    .values({ kind, station, operation_id: operationId, details: JSON.stringify(details), at })
    .execute()
}
