import type { SlipPaper, SystemPrinter } from '../../../shared/contract/slip'
import type { OperationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { composeSlip } from '../slips/compose-slip'
import { operationNumber } from '../views/operation-view'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * Prints the slip of an operation as it stands now and journals that it was printed. Print state is apart from
 * business state: a printer that fails changes nothing of the operation.
 * Errors: `sign-in.needed`, `operation.no-such`, `operation.wrong-state` (a draft has no slip), `print.failed`.
 */
export async function printSlip(
  core: Core,
  operationId: OperationId,
): Promise<ServiceResult<{ file: string; title: string; copy: number }>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record === null) return refuse('operation.no-such')
  const number = operationNumber(core, record.operation)
  if (number === null) return refuse('operation.wrong-state', null, { state: record.operation.state })
  const copy = core.projection.slipCopies(operationId) + 1
  const slip = await composeSlip(core, record, clerk.name, copy)
  const file = await core.printer.print(`${number}-${String(copy)}`, slip)
  if (file === null) {
    core.commit([{ type: 'slip-failed', operationId, title: slip.title, clerk: clerk.id }])
    return refuse('print.failed')
  }
  core.commit([{ type: 'slip-printed', operationId, title: slip.title, copy, clerk: clerk.id, file }])
  return ok({ file, title: slip.title, copy })
}

/** What this station's printer takes, from the next slip on. Errors: `sign-in.needed`, `disk.full` (it stays as it was). */
export function setPaper(core: Core, paper: SlipPaper): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  if (!core.paper.choose({ paper })) return refuse('disk.full')
  core.changed()
  return ok(null)
}

/** The system's printers as they are now. Errors: `sign-in.needed`. */
export async function listPrinters(core: Core): Promise<ServiceResult<SystemPrinter[]>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  return ok([...(await core.printer.list())])
}

/**
 * Where slips come out from the next one on: one of the system's printers, or null = as files alone.
 * Errors: `sign-in.needed`, `print.no-such-printer`, `disk.full` (it stays as it was).
 */
export async function setPrinter(core: Core, printer: string | null): Promise<ServiceResult<null>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  if (printer !== null && !(await core.printer.list()).some(({ name }) => name === printer))
    return refuse('print.no-such-printer', 'printer', { name: printer })
  if (!core.paper.choose({ printer })) return refuse('disk.full')
  core.changed()
  return ok(null)
}
