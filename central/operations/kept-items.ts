import { sql } from 'kysely'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Tx } from '../schema'
import type { ArrivedItem } from './operations'
import { readPayload } from './operations'

/** The kept operations of these ids in this order, with the records that came beside them last. */
export async function keptItems(tx: Tx, ids: readonly OperationId[]): Promise<readonly ArrivedItem[]> {
  const { rows } = await sql<KeptRow>`
    select o.id, o.station, o.kind, o.payload, o.payload_hash, o.epoch, o.dispatch,
      (select i.records from batch_item i where i.operation_id = o.id order by i.batch_id desc limit 1) as records
    from operation o where o.id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(tx)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [keptItem(row)]
  })
}

interface KeptRow {
  readonly id: OperationId
  readonly station: StationId
  readonly kind: string
  readonly payload: string
  readonly payload_hash: string
  readonly epoch: number
  readonly dispatch: number | null
  readonly records: readonly string[] | null
}

function keptItem({
  id,
  station,
  kind,
  payload,
  payload_hash,
  epoch,
  dispatch,
  records,
}: KeptRow): ArrivedItem {
  const content = readPayload(payload)
  return {
    id,
    station,
    kind,
    payload: content,
    unknown: content === null ? 'operation.unknown-kind' : null,
    text: payload,
    payloadHash: payload_hash,
    epoch,
    dispatch,
    records: records ?? [],
    due: true,
  }
}
