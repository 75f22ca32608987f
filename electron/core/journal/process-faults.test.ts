import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acknowledged, buildAppender, namesIn } from './testing/real-appender'
import type { Appender } from './testing/real-appender'

/*
 * A real process whose n-th call of the system fails. It sees what faults.test.ts cannot: the calls that Node really
 * makes. What it cannot see: which bytes a failed sync left off the platter.
 */
const compiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
const calls = ['fdatasync', 'fsync', 'write', 'rename', 'open']
const errors = [
  ['EIO', '5', 'journal.cannot-write'],
  ['ENOSPC', '28', 'disk.full'],
] as const

let appender: Appender | undefined
let library = ''

beforeAll(async () => {
  if (!compiler) return
  appender = await buildAppender()
  library = join(appender.folder('library'), 'failing-calls.so')
  const source = join(import.meta.dirname, 'testing', 'failing-calls.c')
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(built.stderr)
}, 60_000)
afterAll(() => appender?.end())

/** One day with the n-th call failing; false once the day has fewer. */
function dayWith(call: string, at: number, errno: string, code: string): boolean {
  const folder = appender?.folder(`${call}-${String(at)}-${errno}`) ?? ''
  const env = {
    LD_PRELOAD: library,
    FAIL_CALL: call,
    FAIL_AT: String(at),
    FAIL_ERRNO: errno,
    FAIL_PATH: folder,
  }
  const { lines, errors: said } = appender?.aDay(folder, env) ?? { lines: [], errors: '' }
  if (!said.includes(`failed: ${call}`)) return false
  const where = `${call} ${String(at)}`
  const refusedAt = lines.findIndex((line) => line.startsWith('refused'))
  expect(lines[refusedAt], where).toBe(`refused ${code}`)
  // whatever comes after the first refusal is a refusal too
  expect(acknowledged(lines.slice(refusedAt)), where).toEqual([])
  if (acknowledged(lines).length > 0) {
    const names = namesIn(folder)
    for (const [frame, name] of acknowledged(lines)) expect(names[frame - 1], where).toBe(name)
  }
  return true
}

test.for(errors)(
  'a real process whose disk says %s at its n-th call: refused by name, nothing acknowledged after it',
  { timeout: 120_000 },
  ([, errno, code], context) => {
    context.skip(!compiler, 'needs the C compiler cc, on Linux')
    const reached = calls.map((call) => {
      let at = 1
      while (dayWith(call, at, errno, code)) at += 1
      return [call, at - 1] as const
    })
    process.stdout.write(`calls that failed with ${code}: ${JSON.stringify(Object.fromEntries(reached))}\n`)
    for (const [call, count] of reached) expect(count, call).toBeGreaterThan(1)
  },
)
