import { join } from 'node:path'
import { catchMutants } from '../core/journal/testing/catch-mutants'

/*
 * Each patch below `mutants/` spoils a copy of the real source; its head names the check that must catch it and what
 * that check then says. The form is that of electron/core/journal/mutants/README.md.
 */
catchMutants({
  patches: join(import.meta.dirname, 'mutants'),
  copied: [
    'electron/devices',
    'electron/ports',
    'shared/domain',
    'shared/contract',
    'resources/practice-people.json',
  ],
  checks: 'electron/devices/testing/checks.ts',
  timeoutMs: 60_000,
})
