import { describe, expect, it } from 'vitest'
import { atShanghai } from './china-time'
import { cautiousWorking } from './rule-pack'
import type { WorkingTime } from './rule-pack'
import { afterWorkingDays, isWorkingDay, workingDaysAgo } from './working-time'

/* 2026-11-23 is a Monday. */

const office: WorkingTime = {
  opens: '09:00',
  closes: '17:00',
  closedDays: ['2026-11-25'],
  openDays: ['2026-11-28'],
}

describe('working days', () => {
  it.each([
    ['2026-11-23', true],
    ['2026-11-25', false],
    ['2026-11-27', true],
    ['2026-11-28', true],
    ['2026-11-29', false],
    ['2026-11-21', false],
  ])('%s: %s', (day, works) => {
    expect(isWorkingDay(day, office)).toBe(works)
  })

  it.each([
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-11-23', 1, '2026-11-24'],
    // the Wednesday is a holiday, the Saturday is worked
    ['2026-11-23', 2, '2026-11-26'],
    ['2026-11-27', 1, '2026-11-28'],
    ['2026-11-28', 1, '2026-11-30'],
  ])('from %s on %i working days lead to %s', (from, days, to) => {
    expect(afterWorkingDays(atShanghai(from, '16:00'), days, office)).toBe(to)
  })
})

describe('how long somebody has waited, in the office’s time', () => {
  it.each([
    // the same hour of the working day before
    ['2026-11-24 11:00', 1, '2026-11-23 11:00'],
    // over the holiday, over the weekend
    ['2026-11-26 11:00', 1, '2026-11-24 11:00'],
    ['2026-11-30 11:00', 2, '2026-11-27 11:00'],
    // at night and on a day off nobody waits longer
    ['2026-11-24 23:00', 1, '2026-11-24 09:00'],
    ['2026-11-25 12:00', 1, '2026-11-24 09:00'],
    ['2026-11-24 08:00', 1, '2026-11-23 09:00'],
    ['2026-11-24 11:00', 0, '2026-11-24 11:00'],
  ])('at %s, %i working days are since %s', (now, days, since) => {
    const [day = '', time = ''] = now.split(' ')
    const [sinceDay = '', sinceTime = ''] = since.split(' ')
    expect(workingDaysAgo(atShanghai(day, time), days, office)).toBe(atShanghai(sinceDay, sinceTime))
  })

  it('an office that never works keeps nobody waiting for ever long', () => {
    const never = { ...cautiousWorking, opens: '17:00' }
    expect(workingDaysAgo(atShanghai('2026-11-24', '11:00'), 2, never)).toBe(
      atShanghai('2026-11-24', '11:00'),
    )
  })
})
