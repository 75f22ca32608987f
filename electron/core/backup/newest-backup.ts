import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema } from '../../../shared/contract/operation'
import type { Files } from '../../files/files'

/** Where the newest backup lies: a later purge drops its keys there too. */
const newestSchema = z.strictObject({
  suite: z.literal('intl-1'),
  /** The backup's own folder. */
  folder: z.string().min(1).max(1200).refine(isAbsolute),
  name: z.string().min(1).max(120),
  frame: z.number().int().min(1),
  days: z.array(z.iso.date()),
  madeAt: atSchema,
  /** Core has written of it in the journal. */
  journalled: z.boolean(),
})
export type NewestBackup = z.infer<typeof newestSchema>

const name = 'newest-backup.json'

/** null = none was made, or the note of it cannot be read. */
export function readNewestBackup(files: Files, dataDir: string): NewestBackup | null {
  const path = join(dataDir, name)
  if (files.kind(path) !== 'file') return null
  try {
    return newestSchema.parse(JSON.parse(files.read(path).toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}

export function noteNewestBackup(files: Files, dataDir: string, backup: NewestBackup): void {
  files.writeAtomic(join(dataDir, name), Buffer.from(canonicalJson(backup), 'utf8'))
}
