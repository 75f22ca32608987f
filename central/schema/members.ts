import type { Generated } from 'kysely'
import type { Fen, OperationId, RegionKey, StationId } from '../../shared/domain/ids'
import type { OpeningBody, TransferReceipt, TransferBody } from '../../shared/domain/operation'
import type { AccountId, AccountKind, MemberId } from './column'

/* People, their money and everything that moves it. */

export interface MemberRow {
  id: MemberId
  id_number: string
  name: string
  status: 'active' | 'suspended' | 'deceased'
  insurances: ('310' | '390')[]
  insured_region: RegionKey | null
  /** 街镇 of the register the member stands in. */
  township: string | null
}

export interface AccountRow {
  id: AccountId
  kind: AccountKind
  member_id: MemberId | null
  floor_fen: number
  balance_fen: Generated<Fen>
}

export interface WalletRow {
  member_id: MemberId
  account_id: AccountId
  place_of_use: RegionKey
  phone: string | null
  phone_owner: OpeningBody['phoneOwner']
  opened_at: number
  opened_by: OperationId | null
}

export interface RegionRow {
  key: RegionKey
  /** Transfers to members of this region are theirs at once, without receiving. */
  credited_at_once: boolean
}

export interface WalletPlaceRow {
  member_id: MemberId
  place_of_use: RegionKey
  since_at: number
  operation_id: OperationId | null
}

export interface RelationRow {
  member_id: MemberId
  other_number: string
  relation: string
  commitment: string | null
  /** Null: the household register says so. */
  operation_id: OperationId | null
  at: number
}

export interface ClerkRelationRow {
  clerk: string
  id_number: string
  /** GB/T 4761, or `self` for the clerk's own number. */
  relation: string
}

export interface LedgerTransactionRow {
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

export interface PostingRow {
  transaction_id: number
  account_id: AccountId
  amount_fen: number
}

export interface TransferRow {
  id: OperationId
  station: StationId
  payer_id: MemberId
  /** Null for another centre's member. */
  payee_id: MemberId | null
  party: TransferBody['payee']['party']
  source: TransferBody['source']
  amount_fen: Fen
  state: TransferReceipt
  sent_at: number
  deadline_at: number
  settled_at: number | null
  /** The account its money lies in while it is pending. */
  held_in: AccountId
  channel: Generated<string>
}

export interface PremiumRow {
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

export interface InstitutionRow {
  code: string
  name: string
  region: RegionKey
  kind: string
  takes_wallet: 'yes' | 'window' | 'no' | 'unknown'
  phone: string | null
  /** YYYY-MM-DD. */
  as_of: string
}

export interface SettlementRow {
  id: string
  institution: string
  member_id: MemberId
  amount_fen: Fen
  content_hash: string
  at: number
}

export interface SettlementReversalRow {
  id: string
  settlement_id: string
  amount_fen: Fen
  content_hash: string
  at: number
}

export interface ExchangeMessageRow {
  transfer_id: OperationId
  state: 'to-send' | 'sent' | 'received' | 'returned'
  attempts: Generated<number>
  next_at: number
}

export interface MemberPasswordRow {
  member_id: MemberId
  salt: string
  verifier: string
  failures: Generated<number>
  locked_until: Generated<number>
  set_at: number
}

/** One sealed password as it was tried; never what was typed. */
export interface PasswordTryRow {
  sealed_hash: string
  member_id: MemberId
  answer: 'verified' | 'verification.wrong' | 'verification.locked'
  tries_left: number
  at: number
}

/** A right password was carried out with these very bytes. */
export interface MemberVerificationRow {
  operation_id: OperationId
  payload_hash: string
  at: number
}

/** 家庭共济绑定 as a register tells it (ADR 35); people by number, for the other one need not be a member here. */
export interface FamilyBindingRow {
  id: Generated<number>
  owner_number: string
  owner_name: string
  user_number: string
  user_name: string
  region: RegionKey
  /** YYYY-MM-DD. */
  since: string
  ended: string | null
  source: string
  /** The operation that bound the two here; null = a line of another register, which only that register ends. */
  begun_by: OperationId | null
  ended_by: OperationId | null
}
