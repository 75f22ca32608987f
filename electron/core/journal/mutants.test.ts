import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyPatch } from './testing/apply-patch'
import { catchMutants } from './testing/catch-mutants'

/* Each patch below `mutants/` spoils a copy of the real source; see its README. */
catchMutants({
  patches: join(import.meta.dirname, 'mutants'),
  copied: [
    ...['journal', 'snapshot', 'projection', 'crypto.ts', 'clock.ts', 'random.ts'].map(
      (name) => `electron/core/${name}`,
    ),
    'electron/files',
    'shared/domain',
    'shared/contract',
  ],
  checks: 'electron/core/journal/testing/checks.ts',
  timeoutMs: 120_000,
})

test('a patch that fits nowhere, fails', () => {
  const copy = mkdtempSync(join(tmpdir(), 'patched-wrongly-'))
  const path = 'electron/files/write-all.ts'
  mkdirSync(join(copy, 'electron/files'), { recursive: true })
  writeFileSync(join(copy, path), 'something\n')
  const patch = (old: string): string => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${old}\n+\n`
  expect(() => {
    applyPatch(patch('nothing like it'), copy)
  }).toThrow(`stands 0 times in ${path}`)
  expect(() => {
    applyPatch('no patch at all', copy)
  }).toThrow('no file')
  applyPatch(patch('something'), copy)
  rmSync(copy, { recursive: true })
})
