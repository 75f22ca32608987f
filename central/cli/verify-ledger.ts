import { verifyLedger } from '../ledger/verify'
import type { Command } from './command'
import { databaseOptions, openDatabase } from './open-centre'

export const verifyLedgerCommand: Command = {
  name: 'verify-ledger',
  usage: `verify-ledger [--data DIR]
      recomputes the ledger from its postings; exit code 1 when something differs`,
  options: { ...databaseOptions },
  async run(typed, surroundings) {
    const database = await openDatabase(typed, surroundings)
    try {
      const report = await verifyLedger(database.db)
      surroundings.say(JSON.stringify(report, null, 2))
      return report.ok ? 0 : 1
    } finally {
      await database.close()
    }
  },
}
