import { join } from 'node:path'
import { catchMutants } from '../journal/testing/catch-mutants'

/* Each patch below `mutants/` spoils a copy of the real source; see its README. */
catchMutants({
  patches: join(import.meta.dirname, 'mutants'),
  copied: ['electron', 'central', 'shared', 'resources'],
  checks: 'electron/core/sync/testing/checks.ts',
  timeoutMs: 120_000,
})
