import type { Migration } from './migrations'

/** The change feed tells of more than operations: a list is another now, a transfer was corrected. */
const changes = [
  `alter table change alter column operation_id drop not null`,
  `alter table change drop constraint change_type_check`,
  `alter table change drop constraint change_check`,
  `alter table change drop constraint change_check1`,
  `alter table change add column list text check (list in ('clerks', 'institutions', 'rule-packs'))`,
  `alter table change add constraint change_content check (case type
    when 'receipt' then receipt is not null and operation_id is not null and num_nonnulls(outcome, list) = 0
    when 'outcome' then outcome is not null and operation_id is not null and num_nonnulls(receipt, list) = 0
    when 'correction' then operation_id is not null and num_nonnulls(receipt, outcome, list) = 0
    when 'list' then list is not null and num_nonnulls(operation_id, receipt, outcome) = 0
    else false end)`,
]

/** Stations hear of lists and corrections through their change log. */
export const migration0010: Migration = { name: '0010-changes', statements: changes }
