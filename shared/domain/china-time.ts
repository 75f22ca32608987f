/** Asia/Shanghai has been UTC+8 without daylight saving since 1992-01-01; this product knows no other zone. */
const offsetMs = 8 * 3_600_000
const dayMs = 86_400_000
const minuteMs = 60_000

/** HH:MM Asia/Shanghai; open from `opens` (inclusive) to `closes` (exclusive); `24:00` is the end of the day. */
export interface Hours {
  readonly opens: string
  readonly closes: string
}

const two = (n: number): string => String(n).padStart(2, '0')

/** Calendar day in Shanghai of an instant (ms since 1970), `YYYY-MM-DD`. */
export function shanghaiDate(ms: number): string {
  const day = new Date(ms + offsetMs)
  return `${String(day.getUTCFullYear()).padStart(4, '0')}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`
}

/** Wall clock in Shanghai of an instant (ms since 1970), `HH:MM`, seconds cut off. */
export function shanghaiTime(ms: number): string {
  const day = new Date(ms + offsetMs)
  return `${two(day.getUTCHours())}:${two(day.getUTCMinutes())}`
}

/** The instant (ms since 1970) at which the Shanghai day of `ms` began. */
export function shanghaiMidnight(ms: number): number {
  return Math.floor((ms + offsetMs) / dayMs) * dayMs - offsetMs
}

/** The instant (ms since 1970) of a Shanghai day (`YYYY-MM-DD`) and wall clock (`HH:MM`); NaN when either is malformed. */
export function atShanghai(date: string, time: string): number {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(date)
  if (day === null) return Number.NaN
  const midnight = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]))
  return midnight + minutesOf(time) * minuteMs - offsetMs
}

/** Whole days from one Shanghai day to another (both `YYYY-MM-DD`), negative when `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return (atShanghai(to, '00:00') - atShanghai(from, '00:00')) / dayMs
}

/** Whether an instant lies within daily hours. Hours that end before they begin run over midnight; equal ones never open. */
export function isWithin(ms: number, hours: Hours): boolean {
  const now = ms - shanghaiMidnight(ms)
  const opens = minutesOf(hours.opens) * minuteMs
  const closes = minutesOf(hours.closes) * minuteMs
  return opens <= closes ? opens <= now && now < closes : now >= opens || now < closes
}

/** `ms` itself when it lies within the hours, else the next instant at which they open (ms since 1970). */
export function nextOpening(ms: number, hours: Hours): number {
  if (isWithin(ms, hours)) return ms
  const today = shanghaiMidnight(ms) + minutesOf(hours.opens) * minuteMs
  return today > ms ? today : today + dayMs
}

function minutesOf(time: string): number {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/u.exec(time)
  if (parts === null) return Number.NaN
  return parts[1] === undefined ? 24 * 60 : Number(parts[1]) * 60 + Number(parts[2])
}
