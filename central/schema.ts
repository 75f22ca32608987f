import type { ColumnType, Generated, Kysely, Transaction } from 'kysely'
import type { Json } from '../shared/contract/canonical'
import type { StationList } from '../shared/contract/changes'
import type { OperationId, Realm, RegionKey, StationId } from '../shared/domain/ids'
import type { CardlessReason } from '../shared/domain/person-look'
import type { RecordView } from '../shared/domain/movements'
import type { Outcome, TransferReceipt } from '../shared/domain/operation'
import type {
  ApprovalActRow,
  ApprovalCodeRow,
  ApprovalRequestRow,
  ApprovalSecretRow,
} from './schema/approvals'
import type { JsonText, MemberId } from './schema/column'
import type {
  AccountRow,
  ClerkRelationRow,
  ExchangeMessageRow,
  FamilyBindingRow,
  InstitutionRow,
  LedgerTransactionRow,
  MemberPasswordRow,
  MemberVerificationRow,
  MemberRow,
  PasswordTryRow,
  PostingRow,
  PremiumRow,
  RegionRow,
  RelationRow,
  SettlementReversalRow,
  SettlementRow,
  TransferRow,
  WalletPlaceRow,
  WalletRow,
} from './schema/members'
import type {
  AssertionRow,
  BatchItemRow,
  BatchRow,
  CentreKeyChangeRow,
  CentreKeyHeardRow,
  CentreKeyRow,
  CentreKeyUseRow,
  ClerkRow,
  DayCloseRow,
  EnrolCodeRow,
  EnrolmentRow,
  OperatorRow,
  OperatorSessionRow,
  PartnerMessageRow,
  PartnerRow,
  StationContactRow,
  StationEpochRow,
  StationRow,
  StickFileRow,
} from './schema/stations'

export type { AccountId, AccountKind, MemberId } from './schema/column'

/* The tables as the migrations make them. */

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
  /** Null for a list. */
  operation_id: OperationId | null
  type: 'receipt' | 'outcome' | 'list' | 'correction' | 'act' | 'approval'
  receipt: TransferReceipt | null
  outcome: ColumnType<Outcome | null, string | null, never>
  list?: StationList | null
  act?: 'held' | 'released' | 'withdrawn' | null
  /** Who did it, by name. */
  by_name?: string | null
  /** What a supervisor said at another counter; the operation need not have come here. */
  approval?: JsonText<Json> | null
  at: number
}

interface OperationActRow {
  number: Generated<number>
  operation_id: OperationId
  act: 'held' | 'released'
  reason: string
  by_operator: string
  at: number
}

interface WithdrawalRow {
  number: Generated<number>
  operation_id: OperationId
  /** That took the operation. */
  station: StationId
  /** Whose card was read at the other counter; null = an operator was told. */
  member_number: string | null
  /** Where it was asked for; null = at the office. */
  at_station: StationId | null
  by_who: string
  by_name: string
  reason: string
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
  | 'complaint'
  | 'approval-not-given'

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

interface ComplaintRow {
  id: string
  station: StationId
  clerk: string
  number: string
  institution: string | null
  name: string
  region: RegionKey | null
  said: string
  made_at: number
  arrived_at: number
  content_hash: string
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
  /** Who looked and what was shown, where the station told it. */
  clerk?: string | null
  purpose?: RecordView | 'approval' | 'no-card' | null
  /** Why somebody was looked up without a card. */
  reason?: CardlessReason | null
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
  operation_act: OperationActRow
  withdrawal: WithdrawalRow
  incident: IncidentRow
  look_up: LookUpRow
  complaint: ComplaintRow
  approval_request: ApprovalRequestRow
  approval_act: ApprovalActRow
  approval_code: ApprovalCodeRow
  approval_secret: ApprovalSecretRow
  rescue: RescueRow
  operator: OperatorRow
  operator_session: OperatorSessionRow
  station_contact: StationContactRow
  region: RegionRow
  wallet_place: WalletPlaceRow
  relation: RelationRow
  clerk_relation: ClerkRelationRow
  premium: PremiumRow
  family_binding: FamilyBindingRow
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
  centre_key_change: CentreKeyChangeRow
  centre_key_use: CentreKeyUseRow
  centre_key_heard: CentreKeyHeardRow
  member_password: MemberPasswordRow
  password_try: PasswordTryRow
  member_verification: MemberVerificationRow
  partner: PartnerRow
  partner_message: PartnerMessageRow
  stick_file: StickFileRow
}

/** The database, or one transaction of it: what only reads takes this. */
export type Db = Kysely<Tables>
/** What writes takes a transaction. */
export type Tx = Transaction<Tables>
