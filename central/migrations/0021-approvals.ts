import type { Migration } from './migrations'

/**
 * A second person who is not at the counter (ADR 34): what waits there, what a supervisor said of it at another counter,
 * the codes that were given on the telephone, and what each station checks them with.
 */
const approvals = [
  `create table approval_request (
  operation_id uuid primary key,
  station text not null references station (id),
  payload text not null,
  payload_hash text not null,
  reasons jsonb not null,
  state text not null check (state in ('open', 'decided', 'gone')),
  asked_at bigint not null
)`,
  `create index approval_request_open on approval_request (asked_at) where state = 'open'`,
  `create table approval_act (
  number bigint generated always as identity primary key,
  operation_id uuid not null references approval_request (operation_id),
  payload_hash text not null,
  says text not null check (says in ('approved', 'sent-back')),
  reason text not null,
  by_clerk text not null references clerk (id),
  by_station text not null references station (id),
  at bigint not null
)`,
  `create index approval_act_operation on approval_act (operation_id, number)`,
  `create table approval_code (
  number bigint generated always as identity primary key,
  station text not null references station (id),
  taken bigint not null,
  challenge text not null,
  amount_fen bigint,
  last4 text not null,
  by_clerk text not null references clerk (id),
  by_station text not null references station (id),
  at bigint not null
)`,
  `create index approval_code_of on approval_code (station, taken)`,
  `create index approval_code_by on approval_code (by_clerk, at)`,
  `create table approval_secret (
  station text not null references station (id),
  epoch integer not null,
  secret text not null,
  made_at bigint not null,
  primary key (station, epoch)
)`,
  ...['approval_act', 'approval_code', 'approval_secret'].map(
    (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
  ),
  `alter table change add column approval jsonb`,
  `alter table change drop constraint change_content`,
  `alter table change add constraint change_content check (case type
    when 'receipt' then receipt is not null and operation_id is not null and num_nonnulls(outcome, list, act, approval) = 0
    when 'outcome' then outcome is not null and operation_id is not null and num_nonnulls(receipt, list, act, approval) = 0
    when 'correction' then operation_id is not null and num_nonnulls(receipt, outcome, list, act, approval) = 0
    when 'act' then operation_id is not null and act is not null and by_name is not null
      and num_nonnulls(receipt, outcome, list, approval) = 0
    when 'list' then list is not null and num_nonnulls(operation_id, receipt, outcome, act, approval) = 0
    -- the operation may never have come here
    when 'approval' then approval is not null and num_nonnulls(operation_id, receipt, outcome, list, act) = 0
    else false end)`,
  `alter table look_up drop constraint look_up_purpose_check`,
  `alter table look_up add constraint look_up_purpose_check check (purpose in ('movements', 'looks', 'approval'))`,
]

export const migration0021: Migration = { name: '0021-approvals', statements: approvals }
