import type { ColumnType } from 'kysely'

/**
 * `…_at` columns are milliseconds since 1970, `…_fen` integer hundredths of a yuan. A jsonb column is written as its text
 * and read as the value.
 */
export type JsonText<T> = ColumnType<T, string, string>

export type MemberId = string
export type AccountId = string
export type AccountKind =
  | 'personal-account'
  | 'wallet'
  | 'reservation'
  | 'transit'
  | 'funding'
  | 'clearing'
  | 'outside'
  | 'tax'
  | 'institution'
