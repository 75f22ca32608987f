import type { ColumnType, Generated } from 'kysely'
import type { Json } from '../../shared/contract/canonical'
import type { ClerkId, OperationId, Realm, StationId } from '../../shared/domain/ids'
import type { JsonText } from './column'

/* Stations and who works there: epochs, enrolment, clerks, operators, batches. */

export interface StationRow {
  id: StationId
  realm: Realm
  key_id: string
  public_jwk: JsonText<Json>
  epoch: number
  prefix: string
  next_dispatch: Generated<number>
  link: Generated<string>
  change_number: Generated<number>
  hall: Generated<string>
  desk: Generated<string>
  /** The township whose people are the station's own list. */
  township: string | null
  /** link[0] of the current epoch. */
  first_link: Generated<string>
}

export interface StationEpochRow {
  station: StationId
  epoch: number
  key_id: string
  public_jwk: JsonText<Json>
  prefix: string
  first_link: string
  before_epoch: number | null
  before_number: number | null
  before_link: string | null
  started_at: number
}

export interface EnrolCodeRow {
  id: Generated<number>
  secret_hash: string
  station: StationId
  hall: string
  desk: string
  township: string | null
  made_by: string
  made_at: number
  expires_at: number
}

export interface EnrolmentRow {
  code_id: number
  station: StationId
  epoch: number
  key_id: string
  known: ColumnType<Json | null, string | null, never>
  at: number
}

export interface AssertionRow {
  jti_hash: string
  expires_at: number
}

export interface ClerkRow {
  id: ClerkId
  name: string
  role: 'clerk' | 'supervisor'
  salt: string
  verifier: string
  active: Generated<boolean>
}

export interface DayCloseRow {
  station: StationId
  /** YYYY-MM-DD, Asia/Shanghai. */
  day: string
  number: number
  at: number
  tallies: JsonText<Json>
  differences: JsonText<Json>
}

export interface CentreKeyRow {
  one_row: Generated<boolean>
  signing: string
  encryption: string
  tls: string
}

export interface CentreKeyChangeRow {
  number: number
  jws: string
  signing: string
  encryption: string
  tls: string
  announced_at: number
  announced_by: string
}

export interface CentreKeyUseRow {
  number: number
  used_at: number
  used_by: string
}

export interface CentreKeyHeardRow {
  station: StationId
  number: number
  heard_at: number
}

export interface StationContactRow {
  station: StationId
  seen_at: number
  version: string | null
  clock_difference_ms: number | null
  waiting: number | null
  oldest_at: number | null
  told_at: number | null
}

export interface OperatorRow {
  id: string
  name: string
  salt: string
  verifier: string
  failures: Generated<number>
  locked_until: Generated<number>
  made_at: number
}

export interface OperatorSessionRow {
  token_hash: string
  operator: string
  made_at: number
  used_at: number
  ended_at: number | null
}

export interface BatchRow {
  id: Generated<number>
  station: StationId
  epoch: number
  first: number
  last: number
  jws: string
  arrived_at: number
}

export interface BatchItemRow {
  station: StationId
  epoch: number
  dispatch: number
  batch_id: number
  operation_id: OperationId
  payload_hash: string
  records_hash: string
  records: JsonText<Json>
  link: string
}

/** Whoever signs messages of its own to the centre: an institution, or the authority that collects premiums. */
export interface PartnerRow {
  id: string
  kind: 'institution' | 'tax'
  institution: string | null
  public_jwk: JsonText<Json>
  made_by: string
  made_at: number
  ended_at: number | null
}

export interface PartnerMessageRow {
  id: Generated<number>
  partner: string
  purpose: string
  operation_id: OperationId | null
  jws: string
  at: number
}

export interface StickFileRow {
  content_hash: string
  station: StationId
  epoch: number
  number: number
  medium: string
  answer: string
  imported_by: string
  at: number
}
