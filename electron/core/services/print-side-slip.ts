import type { OperationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import { sideSlipsOf } from '../../../shared/domain/side-slips'
import type { SideSlip } from '../../../shared/domain/side-slips'
import type { Core } from '../counter-core'
import { composeSideSlip } from '../slips/compose-side-slip'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * Prints a paper beside the slip (申请表, 近亲属关系承诺书, 到期提醒单) and journals that it came out; each kind counts its own copies.
 * Errors: `sign-in.needed`, `operation.no-such`, `print.not-of-this` (the operation has none as it stands), `print.failed`.
 */
export async function printSideSlip(
  core: Core,
  operationId: OperationId,
  slip: SideSlip,
): Promise<ServiceResult<{ file: string; title: string; copy: number }>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(operationId)
  if (record === null) return refuse('operation.no-such')
  if (!sideSlipsOf(record.operation, core.clock.now()).includes(slip))
    return refuse('print.not-of-this', null, { title: core.words(`sideSlip.title.${slip}`) })
  const copy = core.projection.afterCare.sideSlipCopies(operationId, slip) + 1
  const composed = composeSideSlip(core, record, slip, clerk.name, copy)
  const file = await core.printer.print(`${slip}-${operationId}-${String(copy)}`, composed)
  if (file === null) return refuse('print.failed')
  const { title } = composed
  core.commit([{ type: 'side-slip-printed', operationId, slip, title, copy, clerk: clerk.id, file }])
  return ok({ file, title, copy })
}
