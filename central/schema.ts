import type { ColumnType, Generated, Kysely, Transaction } from 'kysely'
import type { Json } from '../shared/contract/canonical'
import type { ClerkId, Fen, OperationId, Realm, RegionKey, StationId } from '../shared/domain/ids'
import type { OpeningBody, Outcome, Receipt, TransferBody } from '../shared/domain/operation'

/**
 * The tables as the migrations make them; `…_at` columns are milliseconds since 1970, `…_fen` integer hundredths of a
 * yuan. A jsonb column is written as its text and read as the value.
 */
type JsonText<T> = ColumnType<T, string, string>

export type MemberId = string
export type AccountId = string
export type AccountKind =
  | 'personal-account'
  | 'wallet'
  | 'reservation'
  | 'transit'
  | 'funding'
  | 'clearing'
  | 'outside'
  | 'tax'
  | 'institution'

interface Meta {
  one_row: Generated<boolean>
  realm: Realm
  /** SHA-256 of what the database was seeded with, null before. */
  seeded: string | null
}

interface RulePackRow {
  number: number
  hash: string
  content: JsonText<Json>
  valid_from: string
  /** Null for the practice pack that comes with the program; as are the next three. */
  jws: string | null
  key_id: string | null
  published_at: number | null
  published_by: string | null
}

interface OperatorRow {
  id: string
  name: string
  salt: string
  verifier: string
  failures: Generated<number>
  locked_until: Generated<number>
  made_at: number
}

interface OperatorSessionRow {
  token_hash: string
  operator: string
  made_at: number
  used_at: number
  ended_at: number | null
}

interface StationContactRow {
  station: StationId
  seen_at: number
  version: string | null
  clock_difference_ms: number | null
  waiting: number | null
  oldest_at: number | null
  told_at: number | null
}

interface StationRow {
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
  /** link[0] of the current epoch. */
  first_link: Generated<string>
}

interface StationEpochRow {
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

interface EnrolCodeRow {
  id: Generated<number>
  secret_hash: string
  station: StationId
  hall: string
  desk: string
  made_by: string
  made_at: number
  expires_at: number
}

interface EnrolmentRow {
  code_id: number
  station: StationId
  epoch: number
  key_id: string
  known: ColumnType<Json | null, string | null, never>
  at: number
}

interface AssertionRow {
  jti_hash: string
  expires_at: number
}

interface ClerkRow {
  id: ClerkId
  name: string
  role: 'clerk' | 'supervisor'
  salt: string
  verifier: string
  active: Generated<boolean>
}

interface DayCloseRow {
  station: StationId
  /** YYYY-MM-DD, Asia/Shanghai. */
  day: string
  number: number
  at: number
  tallies: JsonText<Json>
  differences: JsonText<Json>
}

interface CentreKeyRow {
  one_row: Generated<boolean>
  signing: string
  encryption: string
  tls: string
}

interface BatchRow {
  id: Generated<number>
  station: StationId
  epoch: number
  first: number
  last: number
  jws: string
  arrived_at: number
}

interface BatchItemRow {
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

interface MemberRow {
  id: MemberId
  id_number: string
  name: string
  status: 'active' | 'suspended' | 'deceased'
  insurances: ('310' | '390')[]
  insured_region: RegionKey | null
}

interface AccountRow {
  id: AccountId
  kind: AccountKind
  member_id: MemberId | null
  floor_fen: number
  balance_fen: Generated<Fen>
}

interface WalletRow {
  member_id: MemberId
  account_id: AccountId
  place_of_use: RegionKey
  phone: string | null
  phone_owner: OpeningBody['phoneOwner']
  opened_at: number
  opened_by: OperationId | null
}

interface LedgerTransactionRow {
  id: Generated<number>
  kind:
    | 'seed'
    | 'transfer-sent'
    | 'transfer-received'
    | 'transfer-returned'
    | 'premium-debited'
    | 'premium-confirmed'
    | 'premium-returned'
    | 'settlement'
    | 'settlement-reversed'
    | 'exchange-received'
    | 'exchange-returned'
    | 'reversal'
  operation_id: OperationId | null
  at: number
  xact: Generated<string>
}

interface PostingRow {
  transaction_id: number
  account_id: AccountId
  amount_fen: number
}

interface OperationRow {
  id: OperationId
  sequence: Generated<number>
  station: StationId
  epoch: number
  /** Null for one that came in by a rescue file and never had a number. */
  dispatch: number | null
  /** As the payload names it: one this version does not know is parked under its own name. */
  kind: string
  payload: string
  payload_hash: string
  arrived_at: number
  outcome: JsonText<Outcome>
  outcome_type: ColumnType<Outcome['type'], never, never>
  opens_at: number | null
}

interface TransferRow {
  id: OperationId
  station: StationId
  payer_id: MemberId
  /** Null for another centre's member. */
  payee_id: MemberId | null
  party: TransferBody['payee']['party']
  source: TransferBody['source']
  amount_fen: Fen
  state: Receipt
  sent_at: number
  deadline_at: number
  settled_at: number | null
  /** The account its money lies in while it is pending. */
  held_in: AccountId
  channel: Generated<string>
}

interface RegionRow {
  key: RegionKey
  /** Transfers to members of this region are theirs at once, without receiving. */
  credited_at_once: boolean
}

interface WalletPlaceRow {
  member_id: MemberId
  place_of_use: RegionKey
  since_at: number
  operation_id: OperationId | null
}

interface RelationRow {
  member_id: MemberId
  other_number: string
  relation: string
  commitment: string | null
  operation_id: OperationId
  at: number
}

interface ClerkRelationRow {
  clerk: string
  id_number: string
  /** GB/T 4761, or `self` for the clerk's own number. */
  relation: string
}

interface PremiumRow {
  person_id: MemberId
  year: number
  region: RegionKey
  due_fen: Fen
  /** YYYY-MM-DD, Asia/Shanghai. */
  payable_from: string
  payable_to: string
  state: 'due' | 'debited' | 'paid'
  channel: string | null
  payer_account: AccountId | null
  operation_id: OperationId | null
  changed_at: number
}

interface InstitutionRow {
  code: string
  name: string
  region: RegionKey
  kind: string
  takes_wallet: 'yes' | 'window' | 'no' | 'unknown'
  phone: string | null
  /** YYYY-MM-DD. */
  as_of: string
}

interface SettlementRow {
  id: string
  institution: string
  member_id: MemberId
  amount_fen: Fen
  content_hash: string
  at: number
}

interface SettlementReversalRow {
  id: string
  settlement_id: string
  amount_fen: Fen
  content_hash: string
  at: number
}

interface ExchangeMessageRow {
  transfer_id: OperationId
  state: 'to-send' | 'sent' | 'received' | 'returned'
  attempts: Generated<number>
  next_at: number
}

interface CorrectionRow {
  operation_id: OperationId
  reason: string
  requested_by: string
  requested_at: number
  approved_by: string | null
  approved_at: number | null
}

interface ReconciliationRow {
  id: Generated<number>
  with_whom: string
  day: string
  ours: JsonText<Json>
  theirs: JsonText<Json>
  differences: JsonText<Json>
  at: number
}

interface ChangeRow {
  station: StationId
  number: number
  operation_id: OperationId
  type: 'receipt' | 'outcome'
  receipt: Receipt | null
  outcome: ColumnType<Outcome | null, string | null, never>
  at: number
}

interface IncidentRow {
  id: Generated<number>
  at: number
  station: StationId | null
  kind: IncidentKind
  operation_id: OperationId | null
  details: JsonText<Json>
}
export type IncidentKind =
  | 'same-id-other-content'
  | 'dispatch-reused'
  | 'two-writers'
  | 'ended-epoch'
  | 'centre-behind'
  | 'unknown-pack'
  | 'parked'
  | 'settlement-other-content'
  | 'exchange-differs'
  | 'correction'

interface RescueRow {
  content_hash: string
  station: StationId
  epoch: number
  journal_frame: number
  journal_hash: string | null
  damaged: boolean
  operations: number
  imported_by: string
  at: number
}

interface LookUpRow {
  id: Generated<number>
  at: number
  station: StationId
  kind: 'member' | 'payee'
  read_id: string | null
  member_id: MemberId | null
  /** The operation the look-up is tied to when it is not a card read. */
  operation_id?: OperationId | null
}

export interface Tables {
  meta: Meta
  rule_pack: RulePackRow
  station: StationRow
  batch: BatchRow
  batch_item: BatchItemRow
  member: MemberRow
  account: AccountRow
  wallet: WalletRow
  ledger_transaction: LedgerTransactionRow
  posting: PostingRow
  operation: OperationRow
  transfer: TransferRow
  change: ChangeRow
  incident: IncidentRow
  look_up: LookUpRow
  rescue: RescueRow
  operator: OperatorRow
  operator_session: OperatorSessionRow
  station_contact: StationContactRow
  region: RegionRow
  wallet_place: WalletPlaceRow
  relation: RelationRow
  clerk_relation: ClerkRelationRow
  premium: PremiumRow
  institution: InstitutionRow
  settlement: SettlementRow
  settlement_reversal: SettlementReversalRow
  exchange_message: ExchangeMessageRow
  correction: CorrectionRow
  reconciliation: ReconciliationRow
  station_epoch: StationEpochRow
  enrol_code: EnrolCodeRow
  enrolment: EnrolmentRow
  assertion: AssertionRow
  clerk: ClerkRow
  day_close: DayCloseRow
  centre_key: CentreKeyRow
}

/** The database, or one transaction of it: what only reads takes this. */
export type Db = Kysely<Tables>
/** What writes takes a transaction. */
export type Tx = Transaction<Tables>
