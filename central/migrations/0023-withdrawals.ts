import type { Migration } from './migrations'

/**
 * 撤回 by another way than the counter that took it: at another counter, or by telephone to the office. It may be here before
 * the operation is (a slip of a counter without a line); whoever opens a book of it sees it then.
 */
export const migration0023: Migration = {
  name: '0023-withdrawals',
  statements: [
    `create table withdrawal (
  number bigint generated always as identity primary key,
  operation_id uuid not null,
  station text not null references station,
  member_number text,
  at_station text references station,
  by_who text not null,
  by_name text not null,
  reason text not null,
  at bigint not null,
  check (at_station is null or member_number is not null)
)`,
    `create index withdrawal_operation on withdrawal (operation_id)`,
    `create trigger withdrawal_immutable before update or delete or truncate on withdrawal
  for each statement execute function refuse_change()`,
    `alter table change drop constraint change_act_check`,
    `alter table change add constraint change_act_check check (act in ('held', 'released', 'withdrawn'))`,
    // a station hears of what was taken back before it came
    `alter table change drop constraint change_operation_id_fkey`,
    `alter function open_book(jsonb) rename to open_book_without_withdrawals`,
    `create function open_book(asked jsonb) returns jsonb language plpgsql
  set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  operations uuid[] := array(select jsonb_array_elements_text(asked -> 'operations')::uuid);
  book jsonb := open_book_without_withdrawals(asked);
begin
  -- a statement of its own: it sees what was committed while the locks were waited for
  return book || jsonb_build_object('withdrawals', (
    select coalesce(jsonb_agg(jsonb_build_array(w.operation_id, w.member_number)), '[]') from withdrawal w
    where w.operation_id = any (operations)));
end $$`,
  ],
}
