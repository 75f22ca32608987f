import type { Migration } from './migrations'

/** Members are told who looked at their records, and why (domain.md 3.8). */
export const migration0019: Migration = {
  name: '0019-own-records',
  statements: [
    `alter table look_up add column clerk text`,
    `alter table look_up add column purpose text check (purpose in ('movements', 'looks'))`,
    `create index look_up_of_member on look_up (member_id, at)`,
  ],
}
