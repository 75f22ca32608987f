import { describe, expect, it } from 'vitest'
import { startPracticeClock } from './practice-clock'

/** A clock started at the given instant, and the hand that moves the monotonic counter. */
function scene(wall: string): { clock: ReturnType<typeof startPracticeClock>; pass(ms: number): void } {
  let monotonic = 123.75
  return {
    clock: startPracticeClock(Date.parse(wall), () => monotonic),
    pass: (ms) => (monotonic += ms),
  }
}
const text = (ms: number): string => new Date(ms).toISOString()

describe('startPracticeClock', () => {
  it.each([
    ['2026-03-02T15:59:59.999Z', '2026-03-02T01:30:00.000Z'],
    ['2026-03-02T16:00:00.000Z', '2026-03-03T01:30:00.000Z'],
    ['2026-03-02T00:00:00.000Z', '2026-03-02T01:30:00.000Z'],
  ])('starts at 09:30 of the Shanghai day of %s', (wall, expected) => {
    expect(text(scene(wall).clock.now())).toBe(expected)
  })

  it('runs on by the monotonic counter, in whole milliseconds', () => {
    const { clock, pass } = scene('2026-03-02T12:00:00Z')
    pass(60_000.4)
    expect(text(clock.now())).toBe('2026-03-02T01:31:00.000Z')
  })

  it('moves on to a later time once and runs from there', () => {
    const { clock, pass } = scene('2026-03-02T12:00:00Z')
    expect(clock.notBefore(Date.parse('2026-03-05T09:00:00Z'))).toBe(true)
    expect(text(clock.now())).toBe('2026-03-05T09:00:00.000Z')
    pass(1_000)
    expect(text(clock.now())).toBe('2026-03-05T09:00:01.000Z')
  })

  it('never goes back', () => {
    const { clock } = scene('2026-03-02T12:00:00Z')
    expect(clock.notBefore(Date.parse('2026-03-02T01:29:59Z'))).toBe(false)
    expect(clock.notBefore(Date.parse('2026-03-02T01:30:00Z'))).toBe(false)
    expect(text(clock.now())).toBe('2026-03-02T01:30:00.000Z')
  })
})
