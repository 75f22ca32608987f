import type { Migration } from './migrations'

/** Checks that name kinds move into the types: what a later version adds is parked by an older one, never refused here. */
const widened = [
  `alter table operation drop constraint operation_kind_check`,
  `alter table incident drop constraint incident_kind_check`,
  `alter table account drop constraint account_kind_check`,
  `alter table account drop constraint account_owner`,
  `alter table account add constraint account_kind check (kind in ('personal-account', 'wallet', 'reservation',
    'transit', 'funding', 'clearing', 'outside', 'tax', 'institution'))`,
  `alter table account add constraint account_owner check
    ((member_id is not null) = (kind in ('personal-account', 'wallet', 'reservation')))`,
  `alter table ledger_transaction drop constraint ledger_transaction_kind_check`,
  `alter table ledger_transaction add constraint ledger_transaction_kind check (kind in ('seed', 'transfer-sent',
    'transfer-received', 'transfer-returned', 'premium-debited', 'premium-confirmed', 'premium-returned', 'settlement',
    'settlement-reversed', 'exchange-received', 'exchange-returned', 'reversal'))`,
]

const parked = `create index operation_parked on operation (sequence) where outcome_type = 'parked'`

const houseAccounts = `insert into account (id, kind, floor_fen) values ('clearing', 'clearing', 0), ('outside', 'outside', 0)`

/** Money of a pending transfer lies in its payer's own reservation; what was sent before stays in the common transit. */
const transfer = [
  `alter table transfer add column held_in text not null default 'transit' references account (id)`,
  `alter table transfer alter column held_in drop default`,
  `alter table transfer add column party text not null default 'ours' check (party in ('ours', 'elsewhere'))`,
  `alter table transfer alter column party drop default`,
  `alter table transfer add column channel text not null default 'counter'`,
  `alter table transfer alter column payee_id drop not null`,
  `alter table transfer add constraint transfer_payee check ((payee_id is not null) = (party = 'ours'))`,
]

const people = [
  `create index batch_item_of_operation on batch_item (operation_id)`,
  `create table region (
  key text primary key,
  credited_at_once boolean not null
)`,
  `create table wallet_place (
  member_id text not null references member (id),
  place_of_use text not null,
  since_at bigint not null,
  operation_id uuid references operation (id) deferrable initially deferred
)`,
  `create index wallet_place_of_member on wallet_place (member_id, since_at)`,
  `insert into wallet_place select member_id, place_of_use, opened_at, opened_by from wallet`,
  `create table relation (
  member_id text not null references member (id),
  other_number text not null,
  relation text not null,
  commitment text,
  operation_id uuid not null references operation (id) deferrable initially deferred,
  at bigint not null
)`,
  `create index relation_of_pair on relation (member_id, other_number, at)`,
  `create table clerk_relation (
  clerk text not null,
  id_number text not null,
  relation text not null,
  primary key (clerk, id_number)
)`,
  `create table payee_payer (
  payee_id text not null references member (id),
  payer_id text not null references member (id),
  last_sent_at bigint not null,
  primary key (payee_id, payer_id)
)`,
  `insert into payee_payer select payee_id, payer_id, max(sent_at) from transfer group by payee_id, payer_id`,
  `create table agent_member (
  agent_number text not null,
  day text not null,
  member_id text not null references member (id),
  primary key (agent_number, day, member_id)
)`,
]

const premium = [
  `create table premium (
  person_id text not null references member (id),
  year integer not null,
  region text not null,
  due_fen bigint not null check (due_fen > 0),
  payable_from text not null,
  payable_to text not null check (payable_to >= payable_from),
  state text not null check (state in ('due', 'debited', 'paid')),
  channel text,
  payer_account text references account (id),
  operation_id uuid references operation (id) deferrable initially deferred,
  changed_at bigint not null,
  primary key (person_id, year),
  check (state <> 'debited' or (operation_id is not null and payer_account is not null))
)`,
  `create index premium_waiting on premium (changed_at) where state = 'debited'`,
]

const others = [
  `create table institution (
  code text primary key,
  name text not null,
  region text not null,
  kind text not null,
  takes_wallet text not null check (takes_wallet in ('yes', 'window', 'no', 'unknown')),
  phone text,
  as_of text not null
)`,
  `create table settlement (
  id text primary key,
  institution text not null references institution (code),
  member_id text not null references member (id),
  amount_fen bigint not null check (amount_fen > 0),
  content_hash text not null,
  at bigint not null
)`,
  `create table settlement_reversal (
  id text primary key,
  settlement_id text not null references settlement (id),
  amount_fen bigint not null check (amount_fen > 0),
  content_hash text not null,
  at bigint not null
)`,
  `create table exchange_message (
  transfer_id uuid primary key references transfer (id),
  state text not null check (state in ('to-send', 'sent', 'received', 'returned')),
  attempts integer not null default 0,
  next_at bigint not null
)`,
  `create index exchange_due on exchange_message (next_at) where state in ('to-send', 'sent')`,
  `create table correction (
  operation_id uuid primary key references operation (id),
  reason text not null,
  requested_by text not null,
  requested_at bigint not null,
  approved_by text,
  approved_at bigint,
  check (approved_by <> requested_by),
  check ((approved_by is null) = (approved_at is null))
)`,
  `create table reconciliation (
  id bigint generated always as identity primary key,
  with_whom text not null,
  day text not null,
  ours jsonb not null,
  theirs jsonb not null,
  differences jsonb not null,
  at bigint not null
)`,
  ...['settlement', 'settlement_reversal', 'wallet_place', 'relation', 'reconciliation'].map(
    (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
  ),
]

/** What the services of issue 5 keep. */
export const migration0003: Migration = {
  name: '0003-services',
  statements: [...widened, parked, houseAccounts, ...transfer, ...people, ...premium, ...others],
}
