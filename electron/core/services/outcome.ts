import type { ErrorCode } from '../../../shared/domain/errors'
import type { Refusal } from '../../../shared/domain/operation'
import { fail } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'

/** What every use case answers: its value, or every reason why not. */
export type ServiceResult<T> = Result<T, readonly Refusal[]>

/** One coded reason without data. */
export function reason(code: ErrorCode, field: string | null = null, data: Refusal['data'] = {}): Refusal {
  return { code, data, clause: null, field }
}

/** A refusal with one reason. */
export function refuse(
  code: ErrorCode,
  field: string | null = null,
  data: Refusal['data'] = {},
): { readonly ok: false; readonly error: readonly Refusal[] } {
  return fail([reason(code, field, data)])
}
