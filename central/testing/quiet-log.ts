import type { Log } from '../log'

/** A log for tests that look at effects. */
export const quietLog: Log = { write: () => undefined }
