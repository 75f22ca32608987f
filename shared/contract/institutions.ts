import { z } from 'zod'
import { institutionSchema } from './centre-lists'
import { command, none, typed } from './command'
import { atSchema, kindSchema, regionKeySchema } from './operation'

/** As many as can be read out at a counter. */
export const mostInstitutions = 20

const printed = z.strictObject({ file: z.string(), title: z.string() })
const rowSchema = z.strictObject({
  complaintId: z.uuid(),
  number: z.string(),
  name: z.string(),
  said: z.string(),
  madeAt: atSchema,
  clerk: z.string(),
  /** When the centre had it; null = it waits for the line. */
  sentAt: atSchema.nullable(),
})
export type ComplaintRow = z.infer<typeof rowSchema>

export const institutionsFoundSchema = z.strictObject({
  /** When the centre's list was read last; null = never, so that an empty list is not taken for an answer. */
  readAt: atSchema.nullable(),
  total: z.number().int().min(0),
  /** How many the text leads to; at most {@link mostInstitutions} are listed. */
  found: z.number().int().min(0),
  /** The regions called near: where the served member's wallet is used and where the member is insured. */
  near: z.array(regionKeySchema),
  institutions: z.array(institutionSchema.strict()),
})
export type InstitutionsFound = z.infer<typeof institutionsFoundSchema>

export const complaintFormSchema = z.discriminatedUnion('about', [
  /** One of the list. */
  z.strictObject({ about: z.literal('listed'), code: typed, said: typed }),
  /** A hospital or pharmacy that is not in the list. */
  z.strictObject({ about: z.literal('unlisted'), name: typed, said: typed }),
  z.strictObject({ about: z.literal('service'), kind: kindSchema, said: typed }),
])
export type ComplaintForm = z.infer<typeof complaintFormSchema>

/** Where the wallet can be used, and what people complain of (domain.md 3.8). */
export const institutionsContract = {
  find: command.input(z.strictObject({ text: typed })).output(institutionsFoundSchema),
  /** Errors at their fields: `field.missing`, `field.too-long`, `complaint.no-such-institution`. */
  complain: command
    .input(z.strictObject({ complaintId: z.uuid(), form: complaintFormSchema }))
    .output(rowSchema),
  printComplaint: command.input(z.strictObject({ complaintId: z.uuid() })).output(printed),
  complaints: command.input(none).output(z.array(rowSchema).max(20)),
}
