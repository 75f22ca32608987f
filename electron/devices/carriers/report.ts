export interface ReportForm {
  /** Bytes of a report without its number. */
  reportSize: number
  /** 0 when the device's reports carry no number. */
  reportId: number
}

/** A report to write: its number in front (0 too), then the content, padded with zeros to exactly 1 + reportSize. */
export function reportOf({ reportSize, reportId }: ReportForm, content: Uint8Array, at = 0): Uint8Array {
  const report = new Uint8Array(1 + reportSize)
  report[0] = reportId
  report.set(content, 1 + at)
  return report
}

/** What a received report carries: numbered ones come with their number in front, others of the device are not ours. */
export function contentOf({ reportId }: ReportForm, report: Uint8Array): Uint8Array | undefined {
  if (reportId === 0) return report
  return report[0] === reportId ? report.subarray(1) : undefined
}

/** The slices of a frame, each of at most `bytes`. */
export function slicesOf(frame: Uint8Array, bytes: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(frame.length / bytes) }, (_, index) =>
    frame.subarray(index * bytes, (index + 1) * bytes),
  )
}

export const nothing = new Uint8Array(0)
