import type { Command } from './command'
import { enrolCodeCommand } from './enrol-code'
import { importClerksCommand } from './import-clerks'
import { importRescueCommand } from './import-rescue'
import { migrateCommand } from './migrate'
import { operatorCommand } from './operator'
import { prepareImageCommand } from './prepare-image'
import { seedCommand } from './seed'
import { serveCommand } from './serve'
import { verifyLedgerCommand } from './verify-ledger'

/** Every command of `central`, in the order the usage names them. */
export const commands: readonly Command[] = [
  migrateCommand,
  seedCommand,
  serveCommand,
  enrolCodeCommand,
  importClerksCommand,
  verifyLedgerCommand,
  importRescueCommand,
  operatorCommand,
  prepareImageCommand,
]
