import { atShanghai, shanghaiDate, shanghaiMidnight } from './china-time'
import type { RulePack, WorkingTime } from './rule-pack'
import { cautiousWorking } from './rule-pack'

/* The office's working time: what people wait for is counted in it, not by the clock (domain.md 4.4). */

const dayMs = 86_400_000
/** No span that is asked for reaches further back. */
const longestDays = 366

/** The office's working time by the pack; what holds where it says none. */
export function workingTimeOf({ office }: Pick<RulePack, 'office'>): WorkingTime {
  return office.working ?? cautiousWorking
}

/** Whether the office works on a Shanghai day (`YYYY-MM-DD`): Monday to Friday, but for what the pack names. */
export function isWorkingDay(day: string, { closedDays, openDays }: WorkingTime): boolean {
  if (openDays.includes(day)) return true
  if (closedDays.includes(day)) return false
  const weekday = new Date(atShanghai(day, '12:00')).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The Shanghai day (`YYYY-MM-DD`) so many working days after an instant (ms since 1970); its own for none. */
export function afterWorkingDays(at: number, days: number, working: WorkingTime): string {
  let day = shanghaiMidnight(at)
  for (let left = days, looked = 0; left > 0 && looked < longestDays; looked++) {
    day += dayMs
    if (isWorkingDay(shanghaiDate(day), working)) left -= 1
  }
  return shanghaiDate(day)
}

/**
 * The instant (ms since 1970) since which the office has worked so many whole working days, up to `now`: whoever waits
 * since then or longer has waited that long. It lies within working time, or at its end.
 */
export function workingDaysAgo(now: number, days: number, working: WorkingTime): number {
  let left = days * (atShanghai('1970-01-02', working.closes) - atShanghai('1970-01-02', working.opens))
  if (left <= 0) return now
  for (let looked = 0, midnight = shanghaiMidnight(now); looked < longestDays; looked++, midnight -= dayMs) {
    const day = shanghaiDate(midnight)
    if (!isWorkingDay(day, working)) continue
    const opens = atShanghai(day, working.opens)
    const ended = Math.min(now, atShanghai(day, working.closes))
    const worked = Math.max(0, ended - opens)
    if (worked >= left) return ended - left
    left -= worked
  }
  return shanghaiMidnight(now) - longestDays * dayMs
}
