import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { fill } from '../../../shared/text/pack-sentences'
import { messages } from '../../../shared/text/zh-CN'

export const words = messages.console
export { fill }

/** Day and time in Shanghai. */
export function when(ms: number): string {
  return `${shanghaiDate(ms)} ${shanghaiTime(ms)}`
}

/** A length of time in its largest fitting unit, cut off. */
export function howLong(ms: number): string {
  const { seconds, minutes, hours, days } = words.durations
  const s = Math.floor(Math.abs(ms) / 1000)
  if (s < 60) return fill(seconds, { n: s })
  if (s < 3600) return fill(minutes, { n: Math.floor(s / 60) })
  if (s < 86_400) return fill(hours, { n: Math.floor(s / 3600) })
  return fill(days, { n: Math.floor(s / 86_400) })
}

/** The word of a code, the code itself when a newer centre has one we do not know. */
export function wordOf(named: Readonly<Record<string, string>>, code: string): string {
  return named[code] ?? code
}
