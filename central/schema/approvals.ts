import type { Generated } from 'kysely'
import type { Json } from '../../shared/contract/canonical'
import type { ClerkId, Fen, OperationId, StationId } from '../../shared/domain/ids'
import type { JsonText } from './column'

/* A second person who is not at the counter (ADR 34). */

export interface ApprovalRequestRow {
  operation_id: OperationId
  station: StationId
  payload: string
  payload_hash: string
  reasons: JsonText<Json>
  state: 'open' | 'decided' | 'gone'
  asked_at: number
}

export interface ApprovalActRow {
  number: Generated<number>
  operation_id: OperationId
  payload_hash: string
  says: 'approved' | 'sent-back'
  reason: string
  by_clerk: ClerkId
  by_station: StationId
  at: number
}

export interface ApprovalCodeRow {
  number: Generated<number>
  station: StationId
  taken: number
  challenge: string
  amount_fen: Fen | null
  last4: string
  by_clerk: ClerkId
  by_station: StationId
  at: number
}

export interface ApprovalSecretRow {
  station: StationId
  epoch: number
  /** 32 bytes, base64url. */
  secret: string
  made_at: number
}
