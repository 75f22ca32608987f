import { expect, test } from 'vitest'
import { diskGuard, fullBelowBytes, lowBelowBytes } from './disk-guard'

test('the limits are 500 and 200 megabytes, and a disk that does not say stops nobody', () => {
  expect([lowBelowBytes, fullBelowBytes]).toEqual([500 * 1024 * 1024, 200 * 1024 * 1024])
  const room = (free: number | null): string =>
    diskGuard(
      () => free,
      () => 0,
    )()
  expect(room(lowBelowBytes)).toBe('ok')
  expect(room(lowBelowBytes - 1)).toBe('low')
  expect(room(fullBelowBytes)).toBe('low')
  expect(room(fullBelowBytes - 1)).toBe('full')
  expect(room(0)).toBe('full')
  expect(room(null)).toBe('ok')
})

test('the disk is asked at most every two seconds, and again when the clock went back', () => {
  let at = 1_000_000
  let looks = 0
  const room = diskGuard(
    () => {
      looks += 1
      return 0
    },
    () => at,
  )
  room()
  at += 2_000
  room()
  expect(looks).toBe(1)
  at += 1
  room()
  expect(looks).toBe(2)
  at -= 60_000
  room()
  expect(looks).toBe(3)
})
