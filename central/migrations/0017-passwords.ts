import type { Migration } from './migrations'

/**
 * A sealed password is tried once, however often the request that carries it comes: the answer it got is kept under its
 * hash (ADR 30). And what a right one has confirmed stays confirmed for exactly these bytes, because what waits for its
 * hour or for a second person comes again without a password.
 */
export const migration0017: Migration = {
  name: '0017-passwords',
  statements: [
    `create table password_try (
      sealed_hash text not null,
      member_id text not null references member (id),
      answer text not null check (answer in ('verified', 'verification.wrong', 'verification.locked')),
      tries_left integer not null,
      at bigint not null,
      primary key (sealed_hash, member_id)
    )`,
    `create table member_verification (
      operation_id uuid primary key,
      payload_hash text not null,
      at bigint not null
    )`,
  ],
}
