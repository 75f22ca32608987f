import type { Command } from './command'
import { enrolCodeCommand } from './enrol-code'
import { exportCommand } from './export'
import { importClerksCommand } from './import-clerks'
import { importInstitutionsCommand } from './import-institutions'
import { importRescueCommand } from './import-rescue'
import { importStickCommand } from './import-stick'
import { keysCommand } from './keys'
import { migrateCommand } from './migrate'
import { operatorCommand } from './operator'
import { packCommand } from './pack'
import { partnerCommand } from './partner'
import { prepareImageCommand } from './prepare-image'
import { reconcileExchangeCommand } from './reconcile-exchange'
import { seedCommand } from './seed'
import { serveCommand } from './serve'
import { stickLabelCommand } from './stick-label'
import { verifyLedgerCommand } from './verify-ledger'

/** Every command of `central`, in the order the usage names them. */
export const commands: readonly Command[] = [
  migrateCommand,
  seedCommand,
  serveCommand,
  enrolCodeCommand,
  importClerksCommand,
  importInstitutionsCommand,
  packCommand,
  keysCommand,
  partnerCommand,
  verifyLedgerCommand,
  reconcileExchangeCommand,
  exportCommand,
  importRescueCommand,
  stickLabelCommand,
  importStickCommand,
  operatorCommand,
  prepareImageCommand,
]
