import { z } from 'zod'
import { institutionSchema } from '../../shared/contract/centre-lists'
import { keepInstitutions } from '../institutions'
import type { Command } from './command'
import { existingFile, refuseFile } from './command'
import { databaseOptions, openDatabase } from './open-centre'
import { readCsv, repeated } from './read-csv'

const { code, name, region, kind, takesWallet, asOf } = institutionSchema.shape
const shape = {
  schema: z.strictObject({
    code: code.min(1),
    name: name.min(1),
    region,
    kind: kind.min(1),
    takes_wallet: takesWallet,
    phone: z.string().max(40).optional(),
    as_of: asOf,
  }),
  must: {
    code: 'its code, at most 40 characters',
    name: 'its name, at most 120 characters',
    region: 'six digits, a stroke and the place, such as 620000/兰州市',
    kind: 'what it is, at most 40 characters',
    takes_wallet: 'yes, window, no or unknown',
    phone: 'at most 40 characters, or nothing',
    as_of: 'a date, YYYY-MM-DD',
  },
}

export const importInstitutionsCommand: Command = {
  name: 'import-institutions',
  usage: `import-institutions FILE [--data DIR]
      adds and changes institutions from a CSV file (UTF-8; columns code, name, region, kind, takes_wallet = yes, window, no
      or unknown, phone or empty, as_of). A bad line is named and nothing is changed. Institutions that are not in the file
      stay: one that closed is listed with takes_wallet = no. Every counter hears of it`,
  options: { ...databaseOptions },
  async run(typed, surroundings) {
    const { say, clock } = surroundings
    const read = readCsv(existingFile(typed), shape)
    if (!read.ok) return refuseFile(say, read.error)
    const twice = repeated(read.value, (row) => row.code)
    if (twice.length > 0) return refuseFile(say, twice)
    const listed = read.value.map(({ row }) => ({ ...row, phone: row.phone ?? null }))
    const database = await openDatabase(typed, surroundings)
    try {
      const { added, changed } = await keepInstitutions(database.db, listed, clock.now())
      say(`${listed.length} institutions in the file: ${added} added, ${changed} changed`)
      return 0
    } finally {
      await database.close()
    }
  },
}
