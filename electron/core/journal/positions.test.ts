import { expect, test } from 'vitest'
import { positionsEverywhere } from './testing/positions'

test('from every position of the journal exactly the rest is read; those of another history are refused', () => {
  const sum = positionsEverywhere()
  expect(sum.positions).toBe(16)
  expect(sum.refused).toBe(61)
})
