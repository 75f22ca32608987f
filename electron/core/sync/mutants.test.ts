import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { applyPatch } from '../journal/testing/apply-patch'
import type { CheckName, Checks } from './testing/checks'

/*
 * Each patch below `mutants/` spoils a copy of the real source; its head names the check that must catch it and what
 * that check then says. The form is that of electron/core/journal/mutants/README.md.
 */
const root = resolve(import.meta.dirname, '../../..')
const patchFolder = join(import.meta.dirname, 'mutants')
const patches = readdirSync(patchFolder).filter((name) => name.endsWith('.patch'))

// inside the checkout, so that libraries are found
mkdirSync(join(root, '.cache'), { recursive: true })
const work = mkdtempSync(join(root, '.cache', 'sync-mutants-'))
afterAll(() => {
  rmSync(work, { recursive: true })
})

const copied = ['electron', 'central', 'shared', 'resources']

function copyOfSource(name: string): string {
  const copy = join(work, name)
  const wanted = (path: string): boolean => !/\.(test\.ts|patch)$/.test(path)
  for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true, filter: wanted })
  return copy
}

async function checksOf(copy: string): Promise<Checks> {
  const loaded = (await import(join(copy, 'electron/core/sync/testing/checks.ts'))) as { checks: Checks }
  return loaded.checks
}

function member(patch: string, name: string): string {
  const found = new RegExp(`^${name}: (.+)$`, 'm').exec(patch)?.[1]
  if (found === undefined) throw new Error(`the patch does not say "${name}"`)
  return found
}

async function failureOf(check: Checks[CheckName]): Promise<string> {
  try {
    await check()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

test('an unspoiled copy passes every check', { timeout: 120_000 }, async () => {
  const checks = await checksOf(copyOfSource('unspoiled'))
  for (const [name, check] of Object.entries(checks)) expect(await failureOf(check), name).toBe('')
})

test.each(patches)('%s is caught', { timeout: 120_000 }, async (name) => {
  const patch = readFileSync(join(patchFolder, name), 'utf8')
  const copy = copyOfSource(name.replace('.patch', ''))
  applyPatch(patch, copy)
  const check = (await checksOf(copy))[member(patch, 'caught by') as CheckName]
  const failure = await failureOf(check)
  expect(failure, `${name} passed`).toMatch(new RegExp(member(patch, 'it says')))
  process.stdout.write(`mutant ${name.replace('.patch', '')}: ${failure}\n`)
})
