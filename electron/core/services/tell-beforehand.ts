import type { OperationForm } from '../../../shared/contract/counter'
import type { VisitId } from '../../../shared/domain/ids'
import type { ToldSlip } from '../../../shared/domain/look-up-events'
import type { Core } from '../counter-core'
import { toldSlip } from '../slips/compose-leaflet'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { checkForm } from './propose-operation'
import { printLeaflet } from './print-leaflet'
import type { PrintedLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

/**
 * 一次性告知 (domain.md 3.8): the rules refuse what the member came for; all reasons are journalled as an outcome, counted,
 * and printed with what to bring and where. The reasons are core's own, from the form as it stands. Told again under the
 * same id it is printed again and counted once.
 * Errors: `sign-in.needed`, `visit.none-open`, `told.nothing-refused` (a form that nothing stops), `print.failed` (what was
 * told is kept all the same).
 */
export async function tellBeforehand(
  core: Core,
  asked: {
    readonly toldId: string
    readonly visitId: VisitId
    readonly slip: ToldSlip
    readonly form: OperationForm
  },
): Promise<ServiceResult<PrintedLeaflet>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit?.id !== asked.visitId) return refuse('visit.none-open')
  const { toldId, slip, form } = asked
  const lines = checkForm(core, visit.id, form)
  if (!lines.ok) return lines
  const reasons = lines.value.flatMap(({ verdict, refusal }) =>
    verdict === 'fails' && refusal !== null && !isTyping(refusal.code) ? [refusal] : [],
  )
  // money in hand and the way to the tax office are told whatever the rules say
  if (reasons.length === 0 && (slip === 'told' || slip === 'invite')) return refuse('told.nothing-refused')
  const told = { slip, kind: form.kind, reasons, member: visit.person }
  const event = {
    type: 'told-beforehand',
    toldId,
    toldIn: visit.id,
    clerk: clerk.id,
    slip,
    kind: form.kind,
    reasons,
  } as const
  return printLeaflet(
    core,
    { leaflet: slip, slip: toldSlip(core, clerk.name, told), clerk: clerk.id, printedIn: visit.id },
    core.projection.looks.wasTold(toldId) ? [] : [event],
  )
}

/** A field that is not filled in yet is nothing the member is refused for. */
function isTyping(code: string): boolean {
  return /^(?:field|name|id-number|amount|phone)\./u.test(code)
}
