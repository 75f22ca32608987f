import { shanghaiDate, shanghaiMidnight } from '../../../shared/domain/china-time'

/** Asia/Shanghai wall clock as it stands in names of files, `yyyymmdd-hhmmss`. @param at milliseconds since 1970 */
export function fileStamp(at: number): string {
  const seconds = Math.floor((at - shanghaiMidnight(at)) / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${shanghaiDate(at).replaceAll('-', '')}-${parts.map((part) => String(part).padStart(2, '0')).join('')}`
}
