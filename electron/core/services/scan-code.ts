import type { Core } from '../counter-core'
import type { CodeSource } from '../scanned-codes'
import { ok } from '../../../shared/domain/result'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * A code came from a scanner or from one that types. What it is stands on the screen; a 医保码 is held for a minute and
 * only the centre could say whose it is. The same scan again changes nothing.
 * Errors: `sign-in.needed` (nothing is kept), `code.malformed`.
 */
export function scanCode(core: Core, scanId: string, text: string, from: CodeSource): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  return core.codes.take(scanId, text, from) === 'malformed' ? refuse('code.malformed') : ok(null)
}
