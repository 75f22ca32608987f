import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { clerkIdSchema } from '../../shared/contract/operation'

const clerksSchema = z.strictObject({
  source: z.string(),
  clerks: z
    .array(
      z.strictObject({
        id: clerkIdSchema,
        name: z.string().min(1).max(40),
        role: z.enum(['clerk', 'supervisor']),
        verifier: z.strictObject({ salt: z.base64(), key: z.base64() }),
      }),
    )
    .min(1),
})

/** A clerk of this station with the scrypt verifier of the password; the password itself is stored nowhere. */
export type Clerk = z.infer<typeof clerksSchema>['clerks'][number]

/** The seeded clerks of practice. Clerks of a live station come from the centre with enrolment. */
export function readPracticeClerks(path: string): readonly Clerk[] {
  return clerksSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).clerks
}
