import { expect, test } from 'vitest'
import { tornEverywhere } from './testing/torn-batches'

const seed = Number(process.env['SOAK_SEED'] ?? '1')

test(
  'wherever a batch begins modulo 4 096 and whatever its length modulo 512: torn is left out whole, damage is not',
  { timeout: 120_000 },
  () => {
    const sum = tornEverywhere(seed)
    process.stdout.write(`torn batches, seed ${String(seed)}: ${JSON.stringify(sum)}\n`)
    expect(sum.places).toBe(4096 + 512)
  },
)
