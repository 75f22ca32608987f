import type { Migration } from './migrations'

/** 医院不收医保钱包: what people complain of at counters, each once under the id the counter gave it (domain.md 3.8). */
const complaint = `
create table complaint (
  id uuid primary key,
  station text not null references station (id),
  clerk text not null,
  number text not null,
  institution text,
  name text not null,
  region text,
  said text not null,
  made_at bigint not null,
  arrived_at bigint not null,
  content_hash text not null
)`

export const migration0020: Migration = {
  name: '0020-complaints',
  statements: [
    complaint,
    `create trigger complaint_immutable before update or delete or truncate on complaint
  for each statement execute function refuse_change()`,
  ],
}
