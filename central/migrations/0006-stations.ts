import type { Migration } from './migrations'

/** The state of the current epoch stays in `station`; what an epoch began with is kept for ever. */
const epochs = [
  `alter table station
  add column hall text not null default '',
  add column desk text not null default '',
  add column first_link text not null default repeat('0', 64)`,
  `create table station_epoch (
  station text not null references station (id),
  epoch integer not null check (epoch >= 1),
  key_id text not null,
  public_jwk jsonb not null,
  prefix text not null unique check (prefix ~ '^[0-9]{4}$'),
  first_link text not null,
  before_epoch integer,
  before_number bigint,
  before_link text,
  started_at bigint not null,
  primary key (station, epoch),
  check ((before_epoch is null) = (before_number is null) and (before_epoch is null) = (before_link is null))
)`,
  `insert into station_epoch (station, epoch, key_id, public_jwk, prefix, first_link, started_at)
  select id, epoch, key_id, public_jwk, prefix, first_link, 0 from station`,
  `create unique index station_epoch_key on station_epoch ((public_jwk ->> 'x'))`,
]

/** A code is printed once and used once; both acts stay. The secret itself is kept nowhere. */
const enrolment = [
  `create table enrol_code (
  id bigint generated always as identity primary key,
  secret_hash text not null unique,
  station text not null check (station ~ '^[a-z0-9-]{1,40}$'),
  hall text not null,
  desk text not null,
  made_by text not null,
  made_at bigint not null,
  expires_at bigint not null check (expires_at > made_at)
)`,
  `create table enrolment (
  code_id bigint primary key references enrol_code (id),
  station text not null,
  epoch integer not null,
  key_id text not null,
  known jsonb,
  at bigint not null,
  foreign key (station, epoch) references station_epoch (station, epoch)
)`,
]

/** An assertion is good for one token; its row is needed until it expires. */
const assertions = [
  `create table assertion (
  jti_hash text primary key,
  expires_at bigint not null
)`,
  `create index assertion_expiry on assertion (expires_at)`,
]

/** Whoever waits for a station's changes is woken by the transaction that causes one, at every instance. */
const wakeUp = [
  `create function tell_changes() returns trigger language plpgsql as $$
begin
  perform pg_notify('station_change', station) from (select distinct station from told) stations;
  return null;
end $$`,
  `create trigger change_told after insert on change referencing new table as told
  for each statement execute function tell_changes()`,
]

const clerks = `
create table clerk (
  id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
  name text not null,
  role text not null check (role in ('clerk', 'supervisor')),
  salt text not null,
  verifier text not null,
  active boolean not null default true
)`

const dayClose = `
create table day_close (
  station text not null references station (id),
  day text not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  number integer not null check (number >= 1),
  at bigint not null,
  tallies jsonb not null,
  differences jsonb not null,
  primary key (station, day, number)
)`

/** The keys a centre runs with belong to its database: another set of keys is not this centre. */
const centreKey = `
create table centre_key (
  one_row boolean primary key default true check (one_row),
  signing text not null,
  encryption text not null,
  tls text not null
)`

/** Stations with epochs, enrolment codes, tokens, clerks, the close of a day. */
export const migration0006: Migration = {
  name: '0006-stations',
  statements: [
    ...epochs,
    ...enrolment,
    ...assertions,
    ...wakeUp,
    clerks,
    dayClose,
    centreKey,
    `alter table look_up add column operation_id uuid`,
    // the kinds are a closed list in the code; every part of the centre adds its own
    `alter table incident drop constraint if exists incident_kind_check`,
    `alter table incident add constraint incident_kind_check check (kind ~ '^[a-z-]{1,60}$')`,
    ...['station_epoch', 'enrol_code', 'enrolment', 'day_close', 'centre_key'].map(
      (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
    ),
  ],
}
