import type { Carrier } from './carrier'
import { contentOf, nothing, reportOf, slicesOf } from './report'
import type { ReportForm } from './report'

/** Plain slices without a length: the frame's own LEN says where it ends, the rest is fill. */
export function raw64(form: ReportForm): Carrier {
  return {
    reportsOf: (frame) => slicesOf(frame, form.reportSize).map((slice) => reportOf(form, slice)),
    createReceiver: () => ({ take: (report) => contentOf(form, report) ?? nothing, reset: () => undefined }),
    acknowledgement: undefined,
  }
}
