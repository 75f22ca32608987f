import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  atShanghai,
  daysBetween,
  isWithin,
  nextOpening,
  shanghaiDate,
  shanghaiMidnight,
  shanghaiTime,
} from './china-time'

const hours = { opens: '06:00', closes: '22:00' }
const instants = fc.integer({ min: 0, max: atShanghai('2099-12-31', '23:59') })
const inShanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

describe('Shanghai time', () => {
  it('agrees with the runtime’s time zones since daylight saving ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: atShanghai('1992-01-01', '00:00'), max: 4e12 }), (ms) => {
        expect(`${shanghaiDate(ms)} ${shanghaiTime(ms)}`).toBe(inShanghai.format(ms))
      }),
    )
  })

  it('goes there and back', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const minute = atShanghai(shanghaiDate(ms), shanghaiTime(ms))
        expect(ms - minute).toBeGreaterThanOrEqual(0)
        expect(ms - minute).toBeLessThan(60_000)
        expect(shanghaiMidnight(ms)).toBe(atShanghai(shanghaiDate(ms), '00:00'))
      }),
    )
  })

  it('knows midnight east of Greenwich', () => {
    expect(shanghaiDate(Date.UTC(2026, 0, 1, 15, 59, 59))).toBe('2026-01-01')
    expect(shanghaiDate(Date.UTC(2026, 0, 1, 16))).toBe('2026-01-02')
    expect(atShanghai('2026-01-02', '00:00')).toBe(Date.UTC(2026, 0, 1, 16))
    expect(atShanghai('2026-01-02', '25:00')).toBeNaN()
    expect(atShanghai('today', '06:00')).toBeNaN()
    expect(daysBetween('2025-05-08', '2025-06-07')).toBe(30)
  })
})

describe('hours', () => {
  const at = (time: string, seconds = 0): number => atShanghai('2026-11-22', time) + seconds * 1_000

  it('open at 06:00:00, closed at 22:00:00 and at 05:59:59', () => {
    expect(isWithin(at('21:59', 59), hours)).toBe(true)
    expect(isWithin(at('22:00'), hours)).toBe(false)
    expect(isWithin(at('05:59', 59), hours)).toBe(false)
    expect(isWithin(at('06:00'), hours)).toBe(true)
  })

  it('open next in the morning, at once when open', () => {
    expect(nextOpening(at('05:00'), hours)).toBe(at('06:00'))
    expect(nextOpening(at('22:30'), hours)).toBe(atShanghai('2026-11-23', '06:00'))
    expect(nextOpening(at('12:00'), hours)).toBe(at('12:00'))
  })

  it('run over midnight, all day, or never', () => {
    const night = { opens: '22:00', closes: '06:00' }
    expect(isWithin(at('23:00'), night)).toBe(true)
    expect(isWithin(at('05:59', 59), night)).toBe(true)
    expect(isWithin(at('12:00'), night)).toBe(false)
    expect(isWithin(at('23:59', 59), { opens: '00:00', closes: '24:00' })).toBe(true)
    expect(isWithin(at('06:00'), { opens: '06:00', closes: '06:00' })).toBe(false)
  })

  it('the next opening is open, at most a day away and nothing before it is open', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const opens = nextOpening(ms, hours)
        expect(isWithin(opens, hours)).toBe(true)
        expect(opens - ms).toBeLessThan(86_400_000)
        if (opens > ms) expect(isWithin(opens - 1, hours)).toBe(false)
      }),
    )
  })
})
