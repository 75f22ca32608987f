import { afterAll, beforeAll, expect, test } from 'vitest'
import { acknowledged, buildAppender, namesIn } from './testing/real-appender'
import type { Appender } from './testing/real-appender'
import { seededRandom } from './testing/seeded'

const seed = Number(process.env['SOAK_SEED'] ?? '1')
const lives = 20 * Number(process.env['SOAK_FACTOR'] ?? '1')
let appender: Appender | undefined

beforeAll(async () => {
  appender = await buildAppender()
})
afterAll(() => appender?.end())

/*
 * A real process on a real disk, killed while it appends. What this cannot see: the page cache outlives a kill, so a
 * journal that never synced anything would pass; missing syncs, torn sectors, lost names and sizes are the power cuts'
 * business (power-cuts.test.ts). It sees what the system really does with a write that is cut short, and that no
 * acknowledgement waits in the dead process.
 */
test(
  'a process killed while it appends: everything it acknowledged is there',
  { timeout: 10_000 * lives },
  async () => {
    const random = seededRandom(seed)
    const folder = appender?.folder('kills') ?? ''
    const known = new Map<number, string>()
    for (let life = 1; life <= lives; life++) {
      const lines = (await appender?.untilKilled(folder, life, random() * 60)) ?? []
      expect(lines[0]).toBe('open')
      for (const [frame, name] of acknowledged(lines)) {
        expect(known.has(frame), `frame ${String(frame)} was given twice`).toBe(false)
        known.set(frame, name)
      }
      const names = namesIn(folder)
      for (const [frame, name] of known) if (names[frame - 1] !== name) expect(names[frame - 1]).toBe(name)
      // what stands there and was never acknowledged may be shown by the next opening: then it stays
      names.forEach((name, index) => known.set(index + 1, name))
    }
    process.stdout.write(
      `kills, seed ${String(seed)}: ${String(lives)}, ${String(known.size)} frames stand\n`,
    )
    expect(known.size).toBeGreaterThan(lives)
  },
)
