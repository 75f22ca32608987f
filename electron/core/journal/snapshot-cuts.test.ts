import { expect, test } from 'vitest'
import { snapshotCutRun } from './testing/snapshot-cuts'

const runs = 150 * Number(process.env['SOAK_FACTOR'] ?? '1')
const firstSeed = Number(process.env['SOAK_SEED'] ?? '1')

test(
  'power cuts while snapshots are made and days are purged: nothing is lost, nothing purged comes back',
  { timeout: 1000 * runs },
  () => {
    const sum = { crashes: 0, fromSnapshot: 0, purgedSegments: 0 }
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const run = snapshotCutRun(seed, 12)
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += run[key]
    }
    process.stdout.write(`snapshots and purges, seed ${String(firstSeed)}: ${JSON.stringify(sum)}\n`)
    expect(sum.fromSnapshot).toBeGreaterThan(sum.crashes / 10)
    expect(sum.purgedSegments).toBeGreaterThan(sum.crashes / 10)
  },
)
