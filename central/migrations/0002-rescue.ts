import type { Migration } from './migrations'

const rescue = `
create table rescue (
  content_hash text primary key,
  station text not null references station (id),
  epoch integer not null check (epoch >= 1),
  journal_frame bigint not null,
  journal_hash text,
  damaged boolean not null,
  operations integer not null,
  imported_by text not null,
  at bigint not null
)`

/** What was taken at a counter that cannot send any more comes in by a file; an operation of it may have no number. */
export const migration0002: Migration = {
  name: '0002-rescue',
  statements: [
    rescue,
    `create trigger rescue_immutable before update or delete or truncate on rescue
  for each statement execute function refuse_change()`,
    `alter table operation alter column dispatch drop not null`,
  ],
}
