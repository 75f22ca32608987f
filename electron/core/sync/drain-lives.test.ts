import { expect, test } from 'vitest'
import { drainLives } from './testing/drain-lives'

/* `npm run soak sync` does more of it. */

const seed = Number(process.env['SOAK_SEED'] ?? 1)
const lives = Number(process.env['SOAK_COUNT'] ?? 8)
const operationsEach = 300

test(
  `the lives of ${String(lives)} counters from seed ${String(seed)}: a third is lost, killed between any two writes; every operation once`,
  async () => {
    const sum = { operations: 0, unknown: 0, crashes: 0, overtaken: 0 }
    for (let n = 0; n < lives; n++) {
      const end = await drainLives(seed + n, operationsEach)
      expect(end.wrongs, `seed ${String(seed + n)}`).toEqual([])
      sum.operations += end.operations
      sum.unknown += end.unknown
      sum.crashes += end.crashes
      sum.overtaken += end.overtaken
    }
    process.stdout.write(`drain lives seed ${String(seed)}: ${JSON.stringify(sum)}\n`)
    expect(sum.unknown / sum.operations).toBeGreaterThanOrEqual(0.25)
    expect(sum.crashes).toBeGreaterThan(0)
    expect(sum.overtaken).toBeGreaterThan(0)
  },
  60_000 + lives * 30_000,
)

test('a seed tells the same story on every machine', async () => {
  const first = await drainLives(seed, operationsEach)
  expect(await drainLives(seed, operationsEach)).toEqual(first)
}, 600_000)
