// What must hold before anything lands: types, lint, format, import rules, lock file, generated documents.
// `npm run check [-- step ...]`: one line a step with its time, the output of those that fail, all steps run.
import * as fs from 'node:fs'
import path from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { main, root, run, say, Stop } from './terminal.mjs'

/** @typedef {() => Promise<{ code: number, output: string }>} Step */

/** @param {string} program @param {...string} args @returns {Step} */
const node =
  (program, ...args) =>
  () =>
    run(process.execPath, [path.join(root, program), ...args], { quiet: true })

/** @param {string} project @returns {Step} */
const types = (project) => node('node_modules/vue-tsc/bin/vue-tsc.js', '-p', `tsconfig.${project}.json`)

/** The lock file names no host, so it works behind any registry. @type {Step} */
async function lockFile() {
  const lines = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8').split('\n')
  const named = lines.filter((line) => /"resolved":|https?:\/\/[^"]*\.tgz/.test(line))
  return { code: named.length === 0 ? 0 : 1, output: named.slice(0, 5).join('\n') }
}

/** What is generated from the code is what is committed. @type {Step} */
async function documents() {
  const generator = 'scripts/generate-docs.mjs'
  if (fs.existsSync(path.join(root, generator))) return node(generator, '--check')()
  say(`skipped: documents (there is no ${generator})`)
  return { code: 0, output: '' }
}

/** @type {Record<string, Step>} */
const steps = {
  lint: node('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  'types-shared': types('shared'),
  'types-node': types('node'),
  'types-preload': types('preload'),
  'types-web': types('web'),
  'types-test': types('test'),
  format: node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  imports: node(
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...[
      '--config',
      '.dependency-cruiser.cjs',
      'electron',
      'renderer',
      'shared',
      'central',
      'scripts/journal',
    ],
  ),
  'rules-bite': node('node_modules/vitest/vitest.mjs', 'run', 'scripts/rules'),
  'lock-file': lockFile,
  documents,
  'national-pack': node('scripts/national-rule-pack.mjs', '--check'),
}

/** Two at a time: a small machine has two cores. */
const atOnce = 2

main(import.meta.url, async (names) => {
  const unknown = names.filter((name) => !(name in steps))
  if (unknown.length > 0) {
    throw new Stop(`No step ${unknown.join(', ')}. There are: ${Object.keys(steps).join(', ')}`)
  }
  await ensureDependencies()
  fs.mkdirSync(path.join(root, '.cache'), { recursive: true })
  const waiting = Object.entries(steps).filter(([name]) => names.length === 0 || names.includes(name))
  /** @type {string[]} */
  const failed = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, step] = next
      const startedAt = performance.now()
      const { code, output } = await step()
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(14)} ${seconds.padStart(5)} s`)
      if (code === 0) continue
      failed.push(name)
      say(output.trim())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (failed.length > 0) throw new Stop(`Failed: ${failed.join(', ')}`)
})
