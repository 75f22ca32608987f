import type { Migration } from './migrations'

/**
 * 家庭共济绑定 taken at counters (domain.md 3.9): this centre is the register of those, and names the operation that began and
 * that ended each. One is in force at a time; what ended stays, so that the same two people may be bound again.
 */
export const migration0024: Migration = {
  name: '0024-bindings-taken',
  statements: [
    `alter table family_binding add column begun_by uuid references operation`,
    `alter table family_binding add column ended_by uuid references operation`,
    `alter table family_binding drop constraint family_binding_owner_number_user_number_region_since_key`,
    `create unique index family_binding_in_force on family_binding (owner_number, user_number, region)
  where ended is null`,
  ],
}
