import { join } from 'node:path'
import { z } from 'zod'
import { institutionSchema } from '../../../shared/contract/centre-lists'
import { atSchema } from '../../../shared/contract/operation'
import type { Institution } from '../../../shared/domain/institutions'
import type { Files } from '../../files/files'
import { readJsonFile } from '../json-file'

/** A copy of a public list: nothing of a person is in it, and it can be asked for again at any time. */
export const institutionFileName = 'institutions.json'

const fileSchema = z.strictObject({ readAt: atSchema, institutions: z.array(institutionSchema).max(20_000) })

/** The centre's list of institutions as this counter last had it, kept beside the journal for days without a line. */
export interface InstitutionList {
  /** When the centre said so (ms since 1970); null = it never did. */
  readAt(): number | null
  all(): readonly Institution[]
  /** Keeps it; a disk that refuses leaves the list in memory alone, and it is asked for again. */
  keep(institutions: readonly Institution[], at: number): void
}

/** @param log hears of a file that cannot be used; then the list counts as never read */
export function institutionList(
  files: Pick<Files, 'writeAtomic'>,
  dataDir: string,
  log: (level: 'warn', code: string) => void,
): InstitutionList {
  const path = join(dataDir, institutionFileName)
  let kept = readKept(path, log)
  return {
    readAt: () => kept?.readAt ?? null,
    all: () => kept?.institutions ?? [],
    keep(institutions, readAt) {
      kept = { readAt, institutions: [...institutions] }
      try {
        files.writeAtomic(path, Buffer.from(JSON.stringify(kept)))
      } catch {
        // a full disk is named elsewhere; this list is not worth stopping anything
        log('warn', 'institutions.not-kept')
      }
    },
  }
}

function readKept(
  path: string,
  log: (level: 'warn', code: string) => void,
): z.infer<typeof fileSchema> | null {
  const file = readJsonFile(path)
  if (file === null) return null
  const read = fileSchema.safeParse(file.json)
  if (read.success) return read.data
  log('warn', 'institutions.file-not-used')
  return null
}
