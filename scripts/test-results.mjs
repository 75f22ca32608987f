// Reads what the two test runners wrote and adds it up. Node's own modules only.
import { existsSync, readFileSync } from 'node:fs'
import { withReason } from './vitest-tally.mjs'

/** @typedef {import('./vitest-tally.mjs').Tally} Tally */

/**
 * What scripts/vitest-tally.mjs wrote.
 * @param {string} file
 * @returns {Tally} empty when the runner wrote nothing
 */
export function unitTally(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: [], skipped: [] }
}

/**
 * @typedef {{ title: string, specs?: Spec[], suites?: Suite[] }} Suite
 * @typedef {{ status: string, annotations: { type: string, description?: string }[],
 *   results: { error?: { message?: string } }[] }} Test
 * @typedef {{ title: string, tests: Test[] }} Spec
 */

/** @param {Suite} suite @returns {Spec[]} */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]

/**
 * Playwright's JSON report. An error outside a test counts as one failure.
 * @param {string} file
 * @returns {Tally}
 */
export function realAppTally(file) {
  /** @type {{ suites: Suite[], errors: { message?: string }[] }} */
  const { suites, errors } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { suites: [], errors: [] }
  const tests = suites
    .flatMap(specsOf)
    .flatMap(({ title, tests }) => tests.map((test) => ({ title, ...test })))
  const reason = (/** @type {(typeof tests)[number]} */ test) =>
    test.annotations.find(({ type, description }) => type === 'skip' && description)?.description
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed: [
      ...tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ title, results }) => withReason(title, results.at(-1)?.error?.message)),
      ...errors.map(({ message }) => message?.split('\n')[0] ?? 'an error outside the tests'),
    ],
    skipped: tests
      .filter(({ status }) => status === 'skipped')
      .map((test) => `${test.title} (${reason(test) ?? 'no reason given'})`),
  }
}
