import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { clerkSchema } from '../../shared/contract/enrolment'
import type { KnownClerk } from '../../shared/domain/events'

// who is related to whom only the centre knows
const clerksSchema = z.object({ source: z.string(), clerks: z.array(clerkSchema).min(1) })

/** A clerk of this station. */
export type Clerk = KnownClerk

/** The seeded clerks of practice. Clerks of a live station come from the centre. */
export function readPracticeClerks(path: string): readonly Clerk[] {
  return clerksSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).clerks
}
