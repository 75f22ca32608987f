import { expect, test } from 'vitest'
import { damageEveryByte } from './testing/byte-damage'

const seed = Number(process.env['SOAK_SEED'] ?? '1')

test.each([
  ['closed in peace', true],
  ['killed', false],
])(
  'a file truncated, zeroed from there on, or with one bit flipped at every byte: nothing wrong is read (%s)',
  { timeout: 120_000 },
  (_, closed) => {
    const sum = damageEveryByte(closed, seed)
    process.stdout.write(
      `damage at every byte, closed ${String(closed)}, seed ${String(seed)}: ${JSON.stringify(sum)}\n`,
    )
    expect(sum.tried).toBeGreaterThan(closed ? 20_000 : 5_000)
    expect(sum.refused).toBeGreaterThan(sum.tried / 3)
    if (closed) expect(sum.shorter).toBe(0)
    else expect(sum.shorter).toBeGreaterThan(0)
  },
)
