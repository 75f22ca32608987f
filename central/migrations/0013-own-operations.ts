import type { Migration } from './migrations'

/** A station fetches back what the centre has of it, page by page in the order of arrival (ADR 18). */
export const migration0013: Migration = {
  name: '0013-own-operations',
  statements: [`create index operation_of_station on operation (station, sequence)`],
}
