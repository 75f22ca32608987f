import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { applyPatch } from './testing/apply-patch'
import type { CheckName, Checks } from './testing/checks'

/*
 * Each patch below `mutants/` spoils a copy of the real source. Its head names the check that must catch it and what
 * that check then says (a regular expression); a patch that no longer fits fails. The same checks pass on a copy that
 * was left as it is.
 */
const root = resolve(import.meta.dirname, '../../..')
const patchFolder = join(import.meta.dirname, 'mutants')
const patches = readdirSync(patchFolder).filter((name) => name.endsWith('.patch'))

// inside the checkout, so that libraries are found
mkdirSync(join(root, '.cache'), { recursive: true })
const work = mkdtempSync(join(root, '.cache', 'mutants-'))
afterAll(() => {
  rmSync(work, { recursive: true })
})

const copied = [
  ...['journal', 'snapshot', 'projection', 'crypto.ts', 'clock.ts', 'random.ts'].map(
    (name) => `electron/core/${name}`,
  ),
  'electron/files',
  'shared/domain',
  'shared/contract',
]

function copyOfSource(name: string): string {
  const copy = join(work, name)
  const wanted = (path: string): boolean => !path.endsWith('.test.ts') && !path.endsWith('.patch')
  for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true, filter: wanted })
  return copy
}

async function checksOf(copy: string): Promise<Checks> {
  const loaded = (await import(join(copy, 'electron/core/journal/testing/checks.ts'))) as { checks: Checks }
  return loaded.checks
}

function headOf(patch: string): { check: CheckName; says: string } {
  const member = (name: string): string => {
    const found = new RegExp(`^${name}: (.+)$`, 'm').exec(patch)?.[1]
    if (found === undefined) throw new Error(`the patch does not say "${name}"`)
    return found
  }
  return { check: member('caught by') as CheckName, says: member('it says') }
}

function failureOf(check: () => void): string {
  try {
    check()
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
    return error instanceof Error ? `${error.message}${cause}` : String(error)
  }
  return ''
}

test('a patch that fits nowhere, fails', () => {
  const copy = copyOfSource('patched-wrongly')
  const path = 'electron/files/write-all.ts'
  const patch = (old: string): string => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${old}\n+\n`
  expect(() => {
    applyPatch(patch('nothing like it'), copy)
  }).toThrow(`stands 0 times in ${path}`)
  expect(() => {
    applyPatch('no patch at all', copy)
  }).toThrow('no file')
})

test('there are at least twelve', () => {
  expect(patches.length).toBeGreaterThanOrEqual(12)
})

test('an unspoiled copy passes every check', { timeout: 120_000 }, async () => {
  const checks = await checksOf(copyOfSource('unspoiled'))
  for (const [name, check] of Object.entries(checks)) expect(failureOf(check), name).toBe('')
})

test.each(patches)('%s is caught', { timeout: 60_000 }, async (name) => {
  const patch = readFileSync(join(patchFolder, name), 'utf8')
  const { check, says } = headOf(patch)
  const copy = copyOfSource(name.replace('.patch', ''))
  applyPatch(patch, copy)
  const failure = failureOf((await checksOf(copy))[check])
  expect(failure, `${name} passed ${check}`).toMatch(new RegExp(says))
  process.stdout.write(`mutant ${name.replace('.patch', '')}: caught by ${check}: ${failure}\n`)
})
