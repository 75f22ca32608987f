import type { Migration } from './migrations'

/** The household register knows relations no operation declared. */
const register = `alter table relation alter column operation_id drop not null`

/** What is kept of a member's own password: scrypt's verifier, the wrong tries and until when it is locked. */
const memberPassword = `
create table member_password (
  member_id text primary key references member (id),
  salt text not null,
  verifier text not null,
  failures integer not null default 0 check (failures >= 0),
  locked_until bigint not null default 0,
  set_at bigint not null
)`

/** Institutions and the collecting authority sign what they tell; every message that changed something is kept. */
const partners = [
  `create table partner (
  id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
  kind text not null check (kind in ('institution', 'tax')),
  institution text references institution (code),
  public_jwk jsonb not null,
  made_by text not null,
  made_at bigint not null,
  ended_at bigint,
  check ((kind = 'institution') = (institution is not null))
)`,
  `create unique index partner_key on partner ((public_jwk ->> 'x'))`,
  `create table partner_message (
  id bigint generated always as identity primary key,
  partner text not null references partner (id),
  purpose text not null,
  operation_id uuid references operation (id),
  jws text not null,
  at bigint not null
)`,
  `create index partner_message_of on partner_message (operation_id) where operation_id is not null`,
]

/** A stick is taken once; its answer is kept, so that it can be written again. */
const stickFile = `
create table stick_file (
  content_hash text primary key,
  station text not null references station (id),
  epoch integer not null check (epoch >= 1),
  number integer not null check (number >= 1),
  medium text not null,
  answer text not null,
  imported_by text not null,
  at bigint not null,
  unique (station, epoch, number)
)`

/** The household register, members' passwords, partners' keys and messages, sticks. */
export const migration0011: Migration = {
  name: '0011-partners',
  statements: [
    register,
    memberPassword,
    ...partners,
    stickFile,
    ...['partner_message', 'stick_file'].map(
      (table) => `create trigger ${table}_immutable before update or delete or truncate on ${table}
  for each statement execute function refuse_change()`,
    ),
  ],
}
