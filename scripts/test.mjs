// Every test: Vitest (units, properties, integration), core's ground once more on the runtime's own Node, Playwright in the
// real app. `npm test`, `npm test -- unit [vitest filters]`, `npm test -- e2e [playwright filters]`
// The last line is the sum: `N passed, N failed, N skipped`. Skips are named; nothing run counts as a failure.
import * as fs from 'node:fs'
import path from 'node:path'
import { setUp } from './setup.mjs'
import { main, root, run, say, Stop } from './terminal.mjs'
import { realAppTally, unitTally } from './test-results.mjs'

/** @typedef {import('./vitest-tally.mjs').Tally} Tally */

const folder = path.join(root, 'out', 'test')

/** What rests on Node itself (crypto, files, sockets, brotli, WebAssembly); what is built on it runs there in the real app. */
const restsOnNode = ['journal', 'keys', 'projection', 'server', 'slips', 'snapshot', 'store', 'sync'].map(
  (room) => `electron/core/${room}/`,
)

/** @param {string} program @returns {string} */
const installed = (program) => path.join(root, 'node_modules', program)

/**
 * @param {string} name
 * @param {{ code: number }} end how the runner ended
 * @param {Tally} tally
 * @returns {Tally} with a failure of its own when the runner ran nothing or ended badly without naming one
 */
function checked(name, { code }, tally) {
  const { passed, failed, skipped } = tally
  const ran = passed + failed.length + skipped.length
  if (ran === 0) return { ...tally, failed: [`${name} ran nothing`] }
  if (code !== 0 && failed.length === 0) return { ...tally, failed: [`${name} ended with ${code}`] }
  return tally
}

/**
 * @param {string} name also the report's
 * @param {string[]} filters
 * @param {{ program: string, env?: Record<string, string> }} on the Node to run on
 */
async function vitest(name, filters, { program, env }) {
  const report = path.join(folder, `${name}.json`)
  const args = ['run', '--reporter=default', '--reporter=./scripts/vitest-tally.mjs', ...filters]
  const runnerEnv = { ...process.env, ...env, TALLY_FILE: report }
  const end = await run(program, [installed('vitest/vitest.mjs'), ...args], { env: runnerEnv })
  return checked(name, end, unitTally(report))
}

/** @param {string[]} filters */
async function playwright(filters) {
  const report = path.join(folder, 'e2e.json')
  const args = ['test', '--reporter=list,json', ...filters]
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const end = await run(process.execPath, [installed('@playwright/test/cli.js'), ...args], { env })
  return checked('e2e', end, realAppTally(report))
}

main(import.meta.url, async ([half, ...filters]) => {
  if (half !== undefined && half !== 'unit' && half !== 'e2e') throw new Stop(`unit or e2e, not ${half}`)
  const runtime = await setUp()
  fs.rmSync(folder, { recursive: true, force: true })
  /** @type {Tally[]} */
  const tallies = []
  if (half !== 'e2e') {
    tallies.push(await vitest('unit', filters, { program: process.execPath }))
    if (filters.length === 0) {
      say("\nCore's ground once more, on the runtime's own Node:")
      const onRuntime = {
        program: runtime.executable,
        env: { ELECTRON_RUN_AS_NODE: '1', WITHOUT_LONG_RUNS: '1' },
      }
      tallies.push(await vitest('core-on-runtime', [...restsOnNode, '--project', 'node'], onRuntime))
    }
  }
  if (half !== 'unit') tallies.push(await playwright(filters))
  const failed = tallies.flatMap((tally) => tally.failed)
  const skipped = tallies.flatMap((tally) => tally.skipped)
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
  say('')
  for (const name of failed) say(`failed: ${name}`)
  for (const name of skipped) say(`skipped: ${name}`)
  say(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
  return failed.length === 0 ? 0 : 1
})
