import type { CentralFailure } from '../ports'

/** Raised where the connection is used, so that one place words every failure of it. */
export class LineFault extends Error {
  constructor(readonly failure: CentralFailure) {
    super(failure.code)
  }
}
