import type { Migration } from './migrations'

/**
 * What operators did to an operation the centre keeps (定时待办): held on somebody's word, and let go on. The newest act of an
 * operation holds. The station that took it hears of it by its change log, with who did it.
 */
const acts = [
  `create table operation_act (
  number bigint generated always as identity primary key,
  operation_id uuid not null references operation,
  act text not null check (act in ('held', 'released')),
  reason text not null,
  by_operator text not null,
  at bigint not null
)`,
  `create index operation_act_operation on operation_act (operation_id, number)`,
  `create trigger operation_act_immutable before update or delete or truncate on operation_act
  for each statement execute function refuse_change()`,
  `alter table change add column act text check (act in ('held', 'released'))`,
  `alter table change add column by_name text`,
  `alter table change drop constraint change_content`,
  `alter table change add constraint change_content check (case type
    when 'receipt' then receipt is not null and operation_id is not null and num_nonnulls(outcome, list, act) = 0
    when 'outcome' then outcome is not null and operation_id is not null and num_nonnulls(receipt, list, act) = 0
    when 'correction' then operation_id is not null and num_nonnulls(receipt, outcome, list, act) = 0
    when 'act' then operation_id is not null and act is not null and by_name is not null
      and num_nonnulls(receipt, outcome, list) = 0
    when 'list' then list is not null and num_nonnulls(operation_id, receipt, outcome, act) = 0
    else false end)`,
]

export const migration0016: Migration = { name: '0016-remote-acts', statements: acts }
