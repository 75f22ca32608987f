// A Vitest reporter: what passed, failed and was skipped, by name and with the reason, into the file that
// TALLY_FILE names. Vitest's own JSON report has no reasons.
import * as fs from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failed names, each with why below it
 * @property {string[]} skipped names with the reason
 */

/**
 * A failed test's name with the beginning of what was wrong: of a long run only the last lines may be kept.
 * @param {string} name @param {string | undefined} message @returns {string}
 */
export function withReason(name, message) {
  const lines = stripVTControlCharacters(message ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [name, ...lines.slice(0, 12).map((line) => `  ${line.slice(0, 200)}`)].join('\n')
}

/** @implements {Reporter} */
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message?: string }[]} errors outside the tests
   */
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const broken = modules.flatMap((module) =>
      module.errors().map(({ message }) => `${module.moduleId}: ${message}`),
    )
    /** @type {Tally} */
    const tally = {
      passed: 0,
      failed: [...broken, ...errors.map(({ message }) => String(message))],
      skipped: [],
    }
    for (const test of tests) {
      const result = test.result()
      if (result.state === 'passed') tally.passed += 1
      else if (result.state === 'failed') {
        const { message, diff, stack } = result.errors[0] ?? {}
        const at = stack?.split('\n').find((line) => /^\s+at /.test(line))
        tally.failed.push(withReason(test.fullName, [message, at, diff].join('\n')))
      } else
        tally.skipped.push(
          `${test.fullName} (${(result.state === 'skipped' && result.note) || 'no reason given'})`,
        )
    }
    const file = process.env['TALLY_FILE']
    if (file === undefined) return
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, JSON.stringify(tally))
  }
}
