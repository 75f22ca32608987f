import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Finding } from './findings.mjs'
import { dayMs, frame } from './testing/small-frames'
import { SmallJournal } from './testing/small-journal'

const scripts = path.resolve(import.meta.dirname, '..')

let folder = ''
let small: SmallJournal
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'program-'))
  chmodSync(folder, 0o755)
  small = new SmallJournal(path.join(folder, 'desk'))
})
afterEach(() => {
  chmodSync(path.join(small.folder, 'journal/segments'), 0o755)
  rmSync(folder, { recursive: true })
})

/** The verifier alone, in a folder that anybody may read: it needs nothing else of the checkout. */
function copied(): string {
  const tools = path.join(folder, 'tools')
  for (const name of ['journal.mjs', 'terminal.mjs', 'journal'])
    cpSync(path.join(scripts, name), path.join(tools, name), { recursive: true })
  return path.join(tools, 'journal.mjs')
}

test('a clock that is behind, and a folder that is read only, are named and no damage', () => {
  const later = Date.now() + 2 * dayMs
  const date = new Date(later + 8 * 3_600_000).toISOString().slice(0, 10)
  small.segment(1, date, [[frame('a', later)]])
  small.seal()
  chmodSync(path.join(small.folder, 'journal/segments'), 0o555)
  // root may write anywhere
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const options = { encoding: 'utf8', cwd: folder, ...nobody } as const
  const told = spawnSync(process.execPath, [copied(), 'verify', small.folder, '--json'], options)
  const { findings } = JSON.parse(told.stdout) as { findings: (Finding & { words: object })[] }
  expect(told.status).toBe(0)
  expect(findings.map(({ code }) => code)).toEqual(['clock.behind', 'folder.read-only'])
  expect(findings[0]?.words).toHaveProperty('zh-CN')
})

test("above a mirror's own folder the program says which folders to choose from", () => {
  small.segment(1, '2026-11-20', [[frame('a')]])
  const mirror = path.join(folder, 'mirror')
  const own = path.join(mirror, 'practice-practice-1')
  cpSync(path.join(small.folder, 'journal'), path.join(own, 'journal'), { recursive: true })
  const call = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(scripts, 'journal.mjs'), ...args], { encoding: 'utf8' })
  expect(call('verify', mirror)).toMatchObject({ status: 2 })
  expect(call('verify', mirror).stderr).toContain('practice-practice-1')
  expect(call('list', own).stdout).toContain('1  sign-in-failed')
})
