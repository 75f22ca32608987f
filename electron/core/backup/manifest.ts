import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema, hashSchema, realmSchema, stationIdSchema } from '../../../shared/contract/operation'
import { keyRingName } from '../journal/key-ring'

/* A backup: docs/operations.md. */
export const manifestName = 'manifest.json'
export const ringPath = join('journal', keyRingName)
export const masterKeyPath = join('keys', 'master-key.json')

const daySchema = z.iso.date()

const manifestSchema = z.strictObject({
  suite: z.literal('intl-1'),
  /** 2 = with papers. */
  format: z.literal([1, 2]),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  /** The last frame it holds, and the chain's hash after it. */
  frame: z.number().int().min(1),
  hash: hashSchema,
  /** Business days of which it can read people's data. */
  days: z.array(daySchema),
  /** Days that were purged when it was made, or since then. */
  purged: z.array(daySchema),
  /** Every file but this one and the key ring, which proves itself and changes with a purge; paths with `/`. */
  files: z
    .array(
      z.strictObject({
        path: z
          .string()
          .regex(
            /^(journal\/segments\/\d{8}\.segment|keys\/master-key\.json|attachments\/[0-9a-f-]{36}\.sealed)$/,
          ),
        bytes: z.number().int().min(0),
        sha256: hashSchema,
      }),
    )
    .min(1),
  madeAt: atSchema,
})
export type Manifest = z.infer<typeof manifestSchema>

export function encodeManifest(manifest: Manifest): Buffer {
  return Buffer.from(canonicalJson(manifest), 'utf8')
}

/** `too-new` = another format, refused by name. */
export function readManifest(bytes: Uint8Array): Manifest | 'damaged' | 'too-new' {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const parsed = manifestSchema.safeParse(value)
    if (parsed.success) return parsed.data
    const format = z.looseObject({ suite: z.string(), format: z.number() }).safeParse(value)
    return format.success && (![1, 2].includes(format.data.format) || format.data.suite !== 'intl-1')
      ? 'too-new'
      : 'damaged'
  } catch (error) {
    if (error instanceof SyntaxError) return 'damaged'
    throw error
  }
}
