import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { changeSchema } from '../../../shared/contract/changes'
import type { ReadChange } from '../ports'

/** What every version of a change tells, whatever else it says. */
const anyChangeSchema = z.looseObject({ type: z.string().max(80), number: z.number().int().min(1) })

/** A page of the change log of a centre that may be newer than this counter. */
export const changesAnyVersionSchema = z.object({
  cursor: z.number().int().min(0),
  changes: z.array(anyChangeSchema).max(500),
})

export function readChange(change: z.infer<typeof anyChangeSchema>): ReadChange {
  return {
    number: change.number,
    known: changeSchema.safeParse(change).data ?? null,
    text: canonicalJson(change),
  }
}

/** A change that was parked, with what this version knows of it. */
export function readParked({
  number,
  change,
}: {
  readonly number: number
  readonly change: string
}): ReadChange {
  const value: unknown = JSON.parse(change)
  return { number, known: changeSchema.safeParse(value).data ?? null, text: change }
}
