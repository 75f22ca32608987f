import type { Migration } from './migrations'

/**
 * The township (街镇) whose register a member stands in, and the one a station serves: its people are the station's own list
 * for days without a line (domain.md 3.8). Null: the register says none, or the station serves no single one. Whom it looks
 * up without a card it tells, under the look's own id and with the reason.
 */
export const migration0025: Migration = {
  name: '0025-townships',
  statements: [
    `alter table member add column township text`,
    `alter table station add column township text`,
    `alter table enrol_code add column township text`,
    `alter table look_up add column reason text`,
    `alter table look_up drop constraint look_up_purpose_check`,
    `alter table look_up add constraint look_up_purpose_check
  check (purpose in ('movements', 'looks', 'approval', 'no-card'))`,
    `create unique index look_up_without_card on look_up (read_id) where purpose = 'no-card'`,
    `create index member_township on member (township) where township is not null`,
  ],
}
