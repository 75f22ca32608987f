import type { Migration } from './migrations'

/**
 * 家庭共济绑定 (domain.md 3.9) as the province's register tells it: whose account pays for whom, in which region, since when,
 * and of which register the line is. People are named by number, the other one need not be a member here.
 */
const bindings = [
  `create table family_binding (
  id bigint generated always as identity primary key,
  owner_number text not null,
  owner_name text not null,
  user_number text not null,
  user_name text not null,
  region text not null,
  since text not null,
  ended text,
  source text not null,
  unique (owner_number, user_number, region, since)
)`,
  `create index family_binding_user on family_binding (user_number)`,
]

export const migration0022: Migration = { name: '0022-family-bindings', statements: bindings }
