import { oc } from '@orpc/contract'
import { z } from 'zod'
import { refusalSchema } from './operation'

/** What the clerk typed or pasted, as it is: core reads, checks and answers per field, also that it is too long. */
export const typed = z.string().max(5000)

/** Every refusal of core has this one shape; the code is closed, the words stand in shared/text. */
const refused = { refused: { data: z.object({ refusals: z.array(refusalSchema).min(1) }) } }
export const none = z.strictObject({})
export const command = oc.errors(refused)
