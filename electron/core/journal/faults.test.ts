import { expect, test } from 'vitest'
import { faultsEverywhere } from './testing/faults'

const seed = Number(process.env['SOAK_SEED'] ?? '1')
const seedsEach = 4 * Number(process.env['SOAK_FACTOR'] ?? '1')

test(
  'the system refuses one call, each in turn, with EIO and ENOSPC: refused by name, never tried again, nothing lost',
  { timeout: 120_000 * seedsEach },
  () => {
    const sum = faultsEverywhere(seed, seedsEach)
    process.stdout.write(`faults, seed ${String(seed)}: ${JSON.stringify(sum)}\n`)
    expect(sum.calls).toBeGreaterThan(80)
  },
)
