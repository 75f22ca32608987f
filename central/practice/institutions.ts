import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { institutionSchema } from '../../shared/contract/centre-lists'
import type { Db } from '../schema'

const fileSchema = z.strictObject({ source: z.string(), institutions: z.array(institutionSchema).min(1) })

/** The practice institutions, all invented; those that are there already stay. A malformed file throws, it is a bug of ours. */
export async function registerPracticeInstitutions(db: Db, resourcesDir: string): Promise<void> {
  const text = readFileSync(path.join(resourcesDir, 'practice-institutions.json'), 'utf8')
  const { institutions } = fileSchema.parse(JSON.parse(text))
  await db
    .insertInto('institution')
    .values(
      institutions.map(({ takesWallet: takes_wallet, asOf: as_of, ...rest }) => ({
        ...rest,
        takes_wallet,
        as_of,
      })),
    )
    .onConflict((on) => on.doNothing())
    .execute()
}
