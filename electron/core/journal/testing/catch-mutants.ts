import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { Plugin } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { applyPatch } from './apply-patch'

type Checks = Readonly<Record<string, () => void | Promise<void>>>

/** Where mutants are, and what they need around them. */
export interface Mutants {
  /** The folder of the patches. */
  readonly patches: string
  /** From the root: what is copied, and in it the file whose `checks` are run. */
  readonly copied: readonly string[]
  readonly checks: string
  readonly timeoutMs: number
}

const root = resolve(import.meta.dirname, '../../../..')

/**
 * Registers the tests of a folder of patches: each is applied to a copy of the real source and must make the check that its
 * head names fail with the words that its head says; on an unspoiled copy every check passes.
 */
export function catchMutants({ patches: folder, copied, checks: file, timeoutMs }: Mutants): void {
  const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'))
  // inside the checkout, so that libraries are found
  mkdirSync(join(root, '.cache'), { recursive: true })
  const work = mkdtempSync(join(root, '.cache', 'mutants-'))
  afterAll(() => {
    rmSync(work, { recursive: true })
  }, timeoutMs)
  const copyOfSource = (name: string): string => {
    const copy = join(work, name)
    const wanted = (path: string): boolean => !/\.(test\.ts|patch)$/.test(path)
    for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true, filter: wanted })
    return copy
  }
  const checksOf = async (copy: string): Promise<Checks> => {
    const loaded = (await import(await bundled(copy, file))) as { checks: Checks }
    return loaded.checks
  }

  test('an unspoiled copy passes every check', { timeout: timeoutMs }, async () => {
    const checks = await checksOf(copyOfSource('unspoiled'))
    for (const [name, check] of Object.entries(checks)) expect(await failureOf(check), name).toBe('')
  })

  test.each(patches)('%s is caught', { timeout: timeoutMs }, async (name) => {
    const patch = readFileSync(join(folder, name), 'utf8')
    const copy = copyOfSource(name.replace('.patch', ''))
    applyPatch(patch, copy)
    const failure = await failureOf((await checksOf(copy))[member(patch, 'caught by')])
    expect(failure, `${name} passed`).toMatch(new RegExp(member(patch, 'it says')))
    process.stdout.write(`mutant ${name.replace('.patch', '')}: ${failure}\n`)
  })
}

/** One file of the whole copy: hundreds of files, each read and transformed for every mutant, took longer than the checks. */
async function bundled(copy: string, file: string): Promise<string> {
  await build({
    configFile: false,
    root: copy,
    logLevel: 'error',
    plugins: [placesOfFiles],
    build: {
      ssr: join(copy, file),
      outDir: join(copy, 'bundle'),
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'checks.mjs' } },
    },
  })
  return join(copy, 'bundle', 'checks.mjs')
}

/** In a bundle every file is still where it was. */
const placesOfFiles: Plugin = {
  name: 'places-of-files',
  transform: (code, id) =>
    code.includes('import.meta.')
      ? code
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
      : null,
}

function member(patch: string, name: string): string {
  const found = new RegExp(`^${name}: (.+)$`, 'm').exec(patch)?.[1]
  if (found === undefined) throw new Error(`the patch does not say "${name}"`)
  return found
}

/** What a check found, empty when nothing; one that is not there fails the test. */
async function failureOf(check: Checks[string] | undefined): Promise<string> {
  if (check === undefined) throw new Error('there is no such check')
  try {
    await check()
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
    return error instanceof Error ? `${error.message}${cause}` : String(error)
  }
  return ''
}
