import { z } from 'zod'
import { clerkIdSchema } from '../../shared/contract/operation'
import { shanghaiDate } from '../../shared/domain/china-time'
import { readIdNumber } from '../../shared/domain/id-number'
import type { ClerkChanges } from '../clerks/import-clerks'
import { importClerks } from '../clerks/import-clerks'
import type { Command } from './command'
import { existingFile, refuseFile } from './command'
import { databaseOptions, openDatabase } from './open-centre'
import { readCsv, repeated } from './read-csv'

export const importClerksCommand: Command = {
  name: 'import-clerks',
  usage: `import-clerks FILE [--renew ID] [--data DIR]
      takes a CSV file (UTF-8; columns id, name, role = clerk or supervisor, id_number or empty) as the whole staff:
      prints a first password for each new clerk once, keeps the others' passwords, and who is not in the file may no
      longer sign in. --renew gives the clerk ID a new password. A bad line is named and nothing is changed. Every
      counter hears of it`,
  options: { ...databaseOptions, renew: { type: 'string' } },
  async run(typed, surroundings) {
    const { say, clock } = surroundings
    const at = clock.now()
    const read = readCsv(existingFile(typed), { schema: schemaOf(shanghaiDate(at)), must })
    if (!read.ok) return refuseFile(say, read.error)
    const twice = repeated(read.value, ({ id }) => id)
    if (twice.length > 0) return refuseFile(say, twice)
    const listed = read.value.map(({ row }) => ({ ...row, idNumber: row.id_number ?? null }))
    const renew = typed.value('renew')
    if (renew !== undefined && !listed.some(({ id }) => id === renew))
      return refuseFile(say, [`--renew ${renew}: there is no such clerk in the file`])
    const database = await openDatabase(typed, surroundings)
    try {
      const changes = await importClerks(database.db, listed, new Set(renew === undefined ? [] : [renew]), at)
      for (const line of linesOf(changes, listed.length)) say(line)
      return 0
    } finally {
      await database.close()
    }
  },
}

/** @param today YYYY-MM-DD; nobody is born after it */
function schemaOf(today: string) {
  return z.strictObject({
    id: clerkIdSchema,
    name: z.string().max(40),
    role: z.enum(['clerk', 'supervisor']),
    id_number: z
      .string()
      .refine((text) => readIdNumber(text, today).ok)
      .optional(),
  })
}

const must = {
  id: 'small letters, digits and -, at most 40',
  name: 'a name of at most 40 characters',
  role: 'clerk or supervisor',
  id_number: 'an ID number whose check digit is right, or nothing',
}

function linesOf({ passwords, changed, ended }: ClerkChanges, listed: number): readonly string[] {
  return [
    ...passwords.map(({ id, name, password }) => `clerk ${id} ${name}, password ${password}`),
    ...changed.map((id) => `clerk ${id}: name or role is another now`),
    ...ended.map((id) => `clerk ${id}: may no longer sign in`),
    `${listed} clerks in the file: ${passwords.length} with a password made now, ${changed.length} changed, ${ended.length} ended`,
  ]
}
