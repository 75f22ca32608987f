import type { Migration } from './migrations'

/** The console lists what arrived on a day; rows come in the order of time, so the index grows at its end only. */
export const migration0009: Migration = {
  name: '0009-console-search',
  statements: [`create index operation_arrived on operation (arrived_at)`],
}
