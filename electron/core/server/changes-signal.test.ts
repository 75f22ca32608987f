import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createChangesSignal } from './changes-signal'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('what nobody waits for is heard four times a second at most, what somebody waits for at once', () => {
  const signal = createChangesSignal()
  const first = signal.revision()
  signal.changedSoon()
  // nothing was heard lately: it need not wait
  expect(signal.revision()).toBe(first + 1)
  for (let done = 0; done < 20; done++) signal.changedSoon()
  expect(signal.revision()).toBe(first + 1)
  vi.advanceTimersByTime(249)
  expect(signal.revision()).toBe(first + 1)
  vi.advanceTimersByTime(1)
  expect(signal.revision()).toBe(first + 2)
  signal.changedSoon()
  signal.changed()
  expect(signal.revision()).toBe(first + 3)
  // it was heard with the other: nothing is left to come
  vi.advanceTimersByTime(1_000)
  expect(signal.revision()).toBe(first + 3)
})
