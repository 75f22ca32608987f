import { z } from 'zod'
import type { ProfileProblem } from '../../../shared/contract/devices'
import { hidCarrierSchema, serialCarrierSchema } from '../carriers/carriers'

/*
 * Which readers there are is data: `resources/readers.json`, and in the data folder an operator's own `readers.json`
 * of the same form. docs/operations/readers.md says how to write one.
 */

/** Four hexadecimal digits, as the system's device lists show them. */
const hex4 = z.string().regex(/^[0-9a-fA-F]{4}$/)
const common = {
  /** Names the model in problems and lets an operator's file replace a shipped entry. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** What the clerk sees. */
  name: z.string().min(1).max(60),
  /** The model finds a card again that was read and still lies there. */
  rereadWithoutLift: z.boolean(),
}
const hidProfileSchema = z.strictObject({
  ...common,
  by: z.literal('hid'),
  vendorId: hex4,
  productId: hex4,
  /** Numbers are shared by unrelated products: what is given here must agree too. */
  usagePage: hex4.optional(),
  usage: hex4.optional(),
  product: z.string().min(1).max(100).optional(),
  carrier: hidCarrierSchema,
})
const serialProfileSchema = z
  .strictObject({
    ...common,
    by: z.literal('serial'),
    /** Of the USB adaptor. */
    vendorId: hex4.optional(),
    productId: hex4.optional(),
    /** `COM3` or `/dev/ttyS0`: the only way to a port that has no numbers. */
    path: z.string().min(1).max(200).optional(),
    carrier: serialCarrierSchema,
  })
  .refine(({ vendorId, path }) => vendorId !== undefined || path !== undefined, { path: ['path'] })

const profileSchema = z.discriminatedUnion('by', [hidProfileSchema, serialProfileSchema])
const fileSchema = z.strictObject({ format: z.literal(1), readers: z.array(z.unknown()).max(500) })

export type HidProfile = z.infer<typeof hidProfileSchema>
export type SerialProfile = z.infer<typeof serialProfileSchema>
export type ReaderProfile = z.infer<typeof profileSchema>

export interface Profiles {
  profiles: readonly ReaderProfile[]
  problems: readonly ProfileProblem[]
}

type File = ProfileProblem['file']

const wholeFile = (file: File, cause: ProfileProblem['cause']): Profiles => ({
  profiles: [],
  problems: [{ file, cause, entry: '', field: '' }],
})

function nameOf(entry: unknown, number: number): string {
  const id: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'id') : undefined
  return typeof id === 'string' && common.id.safeParse(id).success ? id : String(number)
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

/** The good entries of a file, and what is wrong with the others. Never throws. */
export function parseProfiles(text: string, file: File): Profiles {
  const json = parseJson(text)
  if (!json.ok) return wholeFile(file, 'not-json')
  const whole = fileSchema.safeParse(json.value)
  if (!whole.success) return wholeFile(file, 'not-a-profile')
  const profiles: ReaderProfile[] = []
  const problems: ProfileProblem[] = []
  for (const [index, entry] of whole.data.readers.entries()) {
    const parsed = profileSchema.safeParse(entry)
    const known = parsed.success && profiles.some(({ id }) => id === parsed.data.id)
    if (parsed.success && !known) {
      profiles.push(parsed.data)
    } else {
      const field = parsed.error?.issues[0]?.path.join('.').slice(0, 120) ?? ''
      const cause = known ? 'same-id-twice' : 'not-a-profile'
      problems.push({ file, cause, entry: nameOf(entry, index + 1), field })
    }
  }
  return { profiles, problems }
}

/** A file that cannot be read at all. */
export const unreadableProfiles = (file: File): Profiles => wholeFile(file, 'unreadable')

/** An operator's entry comes first, and instead of a shipped one with the same id. */
export function mergeProfiles(shipped: Profiles, own: Profiles): Profiles {
  const ids = new Set(own.profiles.map(({ id }) => id))
  return {
    profiles: [...own.profiles, ...shipped.profiles.filter(({ id }) => !ids.has(id))],
    problems: [...own.problems, ...shipped.problems],
  }
}
