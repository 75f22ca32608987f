import type { Migration } from './migrations'

const meta = `
create table meta (
  one_row boolean primary key default true check (one_row),
  realm text not null check (realm in ('practice', 'live')),
  seeded text
)`

const rulePack = `
create table rule_pack (
  number integer primary key,
  hash text not null,
  content jsonb not null
)`

const station = `
create table station (
  id text primary key,
  realm text not null check (realm in ('practice', 'live')),
  key_id text not null,
  public_jwk jsonb not null,
  epoch integer not null check (epoch >= 1),
  prefix text not null unique check (prefix ~ '^[0-9]{4}$'),
  next_dispatch bigint not null default 1,
  link text not null default repeat('0', 64),
  change_number bigint not null default 0
)`

const batch = `
create table batch (
  id bigint generated always as identity primary key,
  station text not null references station (id),
  epoch integer not null,
  first bigint not null,
  last bigint not null check (last >= first),
  jws text not null,
  arrived_at bigint not null
)`

const batchItem = `
create table batch_item (
  station text not null references station (id),
  epoch integer not null,
  dispatch bigint not null,
  batch_id bigint not null references batch (id),
  operation_id uuid not null,
  payload_hash text not null,
  records_hash text not null,
  records jsonb not null,
  link text not null,
  primary key (station, epoch, dispatch)
)`

const member = `
create table member (
  id text primary key,
  id_number text not null unique,
  name text not null,
  status text not null check (status in ('active', 'suspended', 'deceased')),
  insurances text[] not null check (insurances <@ array['310', '390']),
  insured_region text
)`

const account = `
create table account (
  id text primary key,
  kind text not null check (kind in ('personal-account', 'wallet', 'transit', 'funding')),
  member_id text references member (id),
  floor_fen bigint not null default 0,
  balance_fen bigint not null default 0,
  unique (member_id, kind),
  constraint account_owner check ((member_id is not null) = (kind in ('personal-account', 'wallet'))),
  constraint account_floor check (balance_fen >= floor_fen)
)`

const operation = `
create table operation (
  id uuid primary key,
  sequence bigint generated always as identity unique,
  station text not null references station (id),
  epoch integer not null,
  dispatch bigint not null,
  kind text not null check (kind in ('wallet-opening', 'transfer', 'receive')),
  payload text not null,
  payload_hash text not null,
  arrived_at bigint not null,
  outcome jsonb not null,
  outcome_type text not null generated always as (outcome ->> 'type') stored,
  opens_at bigint,
  check ((opens_at is not null) = (outcome ->> 'type' = 'deferred'))
)`

const wallet = `
create table wallet (
  member_id text primary key references member (id),
  account_id text not null unique references account (id),
  place_of_use text not null,
  phone text,
  phone_owner text not null check (phone_owner in ('self', 'relative', 'none')),
  opened_at bigint not null,
  opened_by uuid references operation (id) deferrable initially deferred
)`

const ledgerTransaction = `
create table ledger_transaction (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('seed', 'transfer-sent', 'transfer-received', 'transfer-returned')),
  operation_id uuid references operation (id) deferrable initially deferred,
  at bigint not null,
  xact xid8 not null default pg_current_xact_id()
)`

const posting = `
create table posting (
  transaction_id bigint not null references ledger_transaction (id),
  account_id text not null references account (id),
  amount_fen bigint not null check (amount_fen <> 0),
  primary key (transaction_id, account_id)
)`

const transfer = `
create table transfer (
  id uuid primary key references operation (id) deferrable initially deferred,
  station text not null references station (id),
  payer_id text not null references member (id),
  payee_id text not null references member (id) check (payee_id <> payer_id),
  source text not null check (source in ('personal-account', 'wallet')),
  amount_fen bigint not null check (amount_fen > 0),
  state text not null check (state in ('pending', 'received', 'returned')),
  sent_at bigint not null,
  deadline_at bigint not null check (deadline_at > sent_at),
  settled_at bigint,
  check ((settled_at is null) = (state = 'pending'))
)`

const change = `
create table change (
  station text not null references station (id),
  number bigint not null,
  operation_id uuid not null references operation (id) deferrable initially deferred,
  type text not null check (type in ('receipt', 'outcome')),
  receipt text check (receipt in ('pending', 'received', 'returned')),
  outcome jsonb,
  at bigint not null,
  primary key (station, number),
  check ((type = 'receipt') = (receipt is not null)),
  check ((type = 'outcome') = (outcome is not null))
)`

const incident = `
create table incident (
  id bigint generated always as identity primary key,
  at bigint not null,
  station text references station (id),
  kind text not null check (kind in ('same-id-other-content', 'dispatch-reused', 'unknown-pack')),
  operation_id uuid,
  details jsonb not null
)`

const lookUp = `
create table look_up (
  id bigint generated always as identity primary key,
  at bigint not null,
  station text not null references station (id),
  kind text not null check (kind in ('member', 'payee')),
  read_id uuid,
  member_id text references member (id)
)`

const indexes = [
  `create index transfer_of_payer on transfer (payer_id, sent_at)`,
  `create index transfer_waiting on transfer (payee_id) where state = 'pending'`,
  `create index transfer_due on transfer (deadline_at) where state = 'pending'`,
  `create index operation_due on operation (opens_at, sequence) where outcome_type = 'deferred'`,
  `create index wallet_of_phone on wallet (phone) where phone is not null`,
  `create index posting_of_account on posting (account_id)`,
]

/** WL001: what is written stays as it is. */
const immutable = [
  `create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed or deleted', tg_table_name using errcode = 'WL001';
end $$`,
  ...['posting', 'ledger_transaction', 'batch', 'batch_item', 'change', 'incident', 'look_up'].map(
    (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
  ),
  // balances move by postings only: from outside a trigger the depth is 0
  `create trigger account_balance_moves_by_posting before update of balance_fen on account
  for each row when (pg_trigger_depth() = 0) execute function refuse_change()`,
  `create trigger account_starts_empty before insert on account
  for each row when (new.balance_fen <> 0) execute function refuse_change()`,
]

/** WL002: a transaction that does not sum to zero; WL003: a posting to a transaction that is closed already. */
const ledger = [
  `create function apply_posting() returns trigger language plpgsql as $$
begin
  if (select xact from ledger_transaction where id = new.transaction_id) is distinct from pg_current_xact_id() then
    raise exception 'ledger transaction % is closed', new.transaction_id using errcode = 'WL003';
  end if;
  update account set balance_fen = balance_fen + new.amount_fen where id = new.account_id;
  return null;
end $$`,
  `create trigger posting_applied after insert on posting for each row execute function apply_posting()`,
  `create function check_balanced() returns trigger language plpgsql as $$
declare
  checked bigint;
  total numeric;
  lines bigint;
begin
  if tg_table_name = 'posting' then
    checked := new.transaction_id;
  else
    checked := new.id;
  end if;
  select coalesce(sum(amount_fen), 0), count(*) into total, lines from posting where transaction_id = checked;
  if total <> 0 or lines < 2 then
    raise exception 'ledger transaction % is not balanced', checked using errcode = 'WL002';
  end if;
  return null;
end $$`,
  ...['posting', 'ledger_transaction'].map(
    (table) => `create constraint trigger ${table}_balanced after insert on ${table}
  deferrable initially deferred for each row execute function check_balanced()`,
  ),
]

/** WL004: an operation's content, and a final outcome but for the receipt of its money, stay as they are. */
const finality = [
  `create function keep_operation() returns trigger language plpgsql as $$
begin
  if (new.id, new.station, new.payload, new.payload_hash) is distinct from
     (old.id, old.station, old.payload, old.payload_hash)
    or (old.outcome ->> 'type' in ('done', 'refused', 'cancelled')
        and new.outcome - 'receipt' is distinct from old.outcome - 'receipt') then
    raise exception 'operation % is final', old.id using errcode = 'WL004';
  end if;
  return new;
end $$`,
  `create trigger operation_kept before update on operation for each row execute function keep_operation()`,
  `create trigger operation_never_deleted before delete or truncate on operation
  for each statement execute function refuse_change()`,
]

/** The first tables. Frozen: a later change is a later migration. */
export const migration0001: Migration = {
  name: '0001-first',
  statements: [
    meta,
    rulePack,
    station,
    batch,
    batchItem,
    member,
    account,
    operation,
    wallet,
    ledgerTransaction,
    posting,
    transfer,
    change,
    incident,
    lookUp,
    ...indexes,
    ...immutable,
    ...ledger,
    ...finality,
  ],
}
