import type { ErrorCode } from '../../../shared/domain/errors'

/** The journal cannot be read or written. The one throw core expects: services stop, the screen says why. */
export class JournalFault extends Error {
  constructor(
    readonly code: Extract<ErrorCode, `journal.${string}`>,
    detail: string,
  ) {
    super(`${code}: ${detail}`)
    this.name = 'JournalFault'
  }
}
