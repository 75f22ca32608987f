import type { Migration } from './migrations'

/**
 * A centre's keys may change, when the change was announced under the keys before (design.md 5): what was announced, when
 * it came into use, and which stations asked for it in between. The keys the database was first served with stay written
 * down in `centre_key`.
 */
const keys = [
  `create table centre_key_change (
  number integer primary key,
  jws text not null,
  signing text not null,
  encryption text not null,
  tls text not null,
  announced_at bigint not null,
  announced_by text not null
)`,
  `create table centre_key_use (
  number integer primary key references centre_key_change,
  used_at bigint not null,
  used_by text not null
)`,
  ...['centre_key_change', 'centre_key_use'].map(
    (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
  ),
  `create table centre_key_heard (
  station text not null references station,
  number integer not null references centre_key_change,
  heard_at bigint not null,
  primary key (station, number)
)`,
  `alter table change drop constraint change_list_check`,
  `alter table change add constraint change_list_check
  check (list in ('clerks', 'institutions', 'rule-packs', 'centre-keys'))`,
]

export const migration0015: Migration = { name: '0015-centre-keys', statements: keys }
