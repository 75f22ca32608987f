import type { Clock } from '../clock'

/*
 * An input report of a HID POS scanner: `[0]` its number 02 | `[1]` bytes of data, at most 56 | `[2..4]` the AIM
 * identifier, "]Q1" | `[5..]` data | `[63]` 1 when more follows, 0 when this is the last. Some models put the
 * identifier, and with it the data, one byte further back. readers.md section 6.
 */
const reportBytes = 64
const decodedDataReport = 0x02
const aimStart = 0x5d
const aimBytes = 3
const moreAt = 63
const maxDataBytes = 56
const maxCodeBytes = 4096
const maxGapMs = 500

/** Joins the reports of one scanner to codes. */
export interface PosReports {
  /** The text of the code that this report completes, without a line end behind it. */
  take(report: Uint8Array): string | undefined
}

export function createPosReports(clock: Clock): PosReports {
  let parts: Uint8Array[] = []
  let bytes = 0
  let tooLong = false
  let lastAtMs = 0

  function forget(): void {
    parts = []
    bytes = 0
    tooLong = false
  }

  function keep(data: Uint8Array): void {
    bytes += data.length
    tooLong ||= bytes > maxCodeBytes
    if (tooLong) parts = []
    else parts.push(data.slice())
  }

  return {
    take(report) {
      const length = report[1]
      if (report.length !== reportBytes || report[0] !== decodedDataReport) return undefined
      if (length === undefined || length > maxDataBytes) return undefined
      const nowMs = clock.nowMs()
      if (nowMs - lastAtMs > maxGapMs) forget()
      lastAtMs = nowMs
      const aimAt = report[2] !== aimStart && report[3] === aimStart ? 3 : 2
      keep(report.subarray(aimAt + aimBytes, aimAt + aimBytes + length))
      if (report[moreAt] === 1) return undefined
      const text = tooLong
        ? undefined
        : Buffer.concat(parts)
            .toString('latin1')
            .replace(/[\r\n]+$/, '')
      forget()
      return text
    },
  }
}
