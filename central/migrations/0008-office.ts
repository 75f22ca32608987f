import type { Migration } from './migrations'

const ruleBook = [
  `alter table rule_pack
  add column valid_from text,
  add column jws text,
  add column key_id text,
  add column published_at bigint,
  add column published_by text,
  add constraint rule_pack_signed check (
    (jws is null) = (key_id is null) and (jws is null) = (published_at is null) and (jws is null) = (published_by is null)),
  add constraint rule_pack_live_signed check (content ->> 'realm' = 'practice' or jws is not null)`,
  `update rule_pack set valid_from = content ->> 'validFrom'`,
  `alter table rule_pack alter column valid_from set not null`,
  `create trigger rule_pack_immutable before update or delete or truncate on rule_pack
  for each statement execute function refuse_change()`,
]

/** Who looks at the console. The verifier is scrypt's; a name is never given to somebody else. */
const operators = [
  `create table operator (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  salt text not null,
  verifier text not null,
  failures integer not null default 0,
  locked_until bigint not null default 0,
  made_at bigint not null
)`,
  // the token itself is with the browser only
  `create table operator_session (
  token_hash text primary key,
  operator text not null references operator (id),
  made_at bigint not null,
  used_at bigint not null,
  ended_at bigint
)`,
  `create index operator_session_of on operator_session (operator)`,
]

/** When and in which state a station was last heard of; a newer word takes the older one's place. */
const stationContact = `
create table station_contact (
  station text primary key references station (id),
  seen_at bigint not null,
  version text,
  clock_difference_ms bigint,
  waiting integer check (waiting >= 0),
  oldest_at bigint,
  told_at bigint
)`

/** Signed rule packs with their history, the console's operators, what stations say of themselves. */
export const migration0008: Migration = {
  name: '0008-office',
  statements: [...ruleBook, ...operators, stationContact],
}
