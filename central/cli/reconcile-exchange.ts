import { z } from 'zod'
import { operationIdSchema } from '../../shared/contract/operation'
import type { Differences } from '../exchange/work-exchange'
import { reconcileExchange } from '../exchange/work-exchange'
import { clearingAccount, balanceOf } from '../ledger/ledger'
import type { Command } from './command'
import { existingFile, refuseFile, UsageError } from './command'
import { databaseOptions, openDatabase } from './open-centre'
import { readCsv, repeated } from './read-csv'

const shape = {
  schema: z.strictObject({ id: operationIdSchema, answer: z.enum(['received', 'returned']) }),
  must: { id: 'the UUID of a transfer', answer: 'received or returned' },
}

const named: Readonly<Record<keyof Differences, string>> = {
  missingHere: 'the other side answered, here it is still open',
  missingThere: 'settled here, not in the statement',
  otherAnswer: 'the other side says something else',
}

export const reconcileExchangeCommand: Command = {
  name: 'reconcile-exchange',
  usage: `reconcile-exchange FILE --day YYYY-MM-DD [--data DIR]
      compares what the exchange settled on a day (Asia/Shanghai) with its statement, a CSV file with the columns id and
      answer = received or returned. Every difference is named, kept and shown in the console; exit code 1 when there is one`,
  options: { ...databaseOptions, day: { type: 'string' } },
  async run(typed, surroundings) {
    const { say, clock } = surroundings
    const day = z.iso.date().safeParse(typed.needed('day'))
    if (!day.success) throw new UsageError('--day is a date, YYYY-MM-DD')
    const read = readCsv(existingFile(typed), shape)
    if (!read.ok) return refuseFile(say, read.error)
    const twice = repeated(read.value, ({ id }) => id)
    if (twice.length > 0) return refuseFile(say, twice)
    const statement = read.value.map(({ row }) => row)
    const database = await openDatabase(typed, surroundings)
    try {
      const differences = await reconcileExchange(
        { db: database.db, clock },
        { settledOn: async () => statement },
        day.data,
      )
      const lines = linesOf(differences)
      for (const line of lines) say(line)
      say(
        `${statement.length} lines compared, ${lines.length} differences; in clearing now (fen): ${await balanceOf(database.db, clearingAccount)}`,
      )
      return lines.length === 0 ? 0 : 1
    } finally {
      await database.close()
    }
  },
}

function linesOf({ missingHere, missingThere, otherAnswer }: Differences): readonly string[] {
  return [
    ...missingHere.map((id) => `${id}: ${named.missingHere}`),
    ...missingThere.map((id) => `${id}: ${named.missingThere}`),
    ...otherAnswer.map((id) => `${id}: ${named.otherAnswer}`),
  ]
}
