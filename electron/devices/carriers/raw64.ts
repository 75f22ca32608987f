import type { Carrier } from './carrier'

const reportSize = 64
const reportId = 0

/** Plain 64-byte slices without a length: the frame's own LEN says where it ends, the rest is fill. */
export const raw64: Carrier = {
  reportsOf(frame) {
    const reports: Uint8Array[] = []
    for (let at = 0; at < frame.length; at += reportSize) {
      const report = new Uint8Array(1 + reportSize)
      report[0] = reportId
      report.set(frame.subarray(at, at + reportSize), 1)
      reports.push(report)
    }
    return reports
  },
  bytesOf: (report) => report,
}
