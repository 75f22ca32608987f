import type { Carrier } from './carrier'
import { contentOf, nothing, reportOf, slicesOf } from './report'
import type { ReportForm } from './report'

/** A length byte, then so many bytes of the frame, then fill. A report with a length that it cannot hold is dropped. */
export function length64(form: ReportForm & { lengthByteAt: number }): Carrier {
  const dataAt = form.lengthByteAt + 1
  const room = form.reportSize - dataAt
  return {
    reportsOf: (frame) =>
      slicesOf(frame, room).map((slice) => {
        const content = new Uint8Array(1 + slice.length)
        content[0] = slice.length
        content.set(slice, 1)
        return reportOf(form, content, form.lengthByteAt)
      }),
    createReceiver: () => ({
      take(report) {
        const content = contentOf(form, report)
        const length = content?.[form.lengthByteAt]
        if (content === undefined || length === undefined || dataAt + length > content.length) return nothing
        return content.subarray(dataAt, dataAt + length)
      },
      reset: () => undefined,
    }),
    acknowledgement: undefined,
  }
}
