import { oc } from '@orpc/contract'
import { z } from 'zod'
import { stationErrors } from './central-errors'
import { atSchema, clerkIdSchema, regionKeySchema, stationIdSchema } from './operation'

/** A complaint as it goes to the centre, once: the same again is answered the same, another content is refused. */
export const complaintSchema = z.strictObject({
  station: stationIdSchema,
  complaintId: z.uuid(),
  clerk: clerkIdSchema,
  /** What stands on the member's paper. */
  number: z.string().regex(/^\d{4}-\d{8}-\d{1,4}$/),
  /** The list's code; null = it is not in the list, or the complaint is about a service. */
  institution: z.string().min(1).max(40).nullable(),
  name: z.string().min(1).max(120),
  /** Null for a service. */
  region: regionKeySchema.nullable(),
  said: z.string().min(1).max(500),
  madeAt: atSchema,
})
export type SentComplaint = z.infer<typeof complaintSchema>

export const complaintAnswerSchema = z.object({ arrivedAt: atSchema })

/** What people complain of at counters goes to the centre. */
export const complaintsContract = {
  complaint: oc
    .route({
      method: 'POST',
      path: '/v1/complaints',
      summary: 'A complaint about an institution or a service, kept once under its id',
    })
    .errors({ ...stationErrors, 'complaint.other-content': { status: 409 } })
    .input(complaintSchema)
    .output(complaintAnswerSchema),
}
