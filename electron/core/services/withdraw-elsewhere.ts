import type { WithdrawnElsewhere } from '../../../shared/contract/case'
import type { VisitId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { withdrawalSlip } from '../slips/withdrawal-slip'
import { centreKnows } from './member-password'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

/**
 * 撤回 of what another counter took and F3 has just found, for the member who is being served: only the centre can say whether
 * it was carried out (ADR 37). Who asked is journalled before, the answer after; the paper comes out where something was
 * taken back. Asked again, for a lost answer or a paper that did not come out, it is answered the same.
 * Errors: `sign-in.needed`, `visit.none-open`, `visit.person-not-confirmed`, `operation.no-such` (nothing was found),
 * `agent.letter-missing`, `central.*`.
 */
export async function withdrawElsewhere(
  core: Core,
  { visitId, withdrawalId }: { readonly visitId: VisitId; readonly withdrawalId: string },
): Promise<ServiceResult<WithdrawnElsewhere>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit?.id !== visitId) return refuse('visit.none-open')
  if (visit.confirmedAt === null) return refuse('visit.person-not-confirmed')
  const { agent } = visit.help
  if (agent !== null && !agent.memberPresent && agent.paperId === null) return refuse('agent.letter-missing')
  const { foundElsewhere } = core.moment
  if (foundElsewhere === null) return refuse('operation.no-such')
  const central = core.central()
  if (central === null) return refuse('central.offline')
  if (!centreKnows(core, 'withdrawal-elsewhere')) return refuse('central.too-old')
  const { idNumber, name } = visit.person
  if (!core.projection.looks.wasShown(withdrawalId)) {
    const foundBy = 'number' in foundElsewhere ? foundElsewhere.number : foundElsewhere.id
    core.commit([
      { type: 'withdrawal-asked', withdrawalId, askedIn: visit.id, of: idNumber, clerk: clerk.id, foundBy },
    ])
  }
  const who = { station: core.station.id, clerk: clerk.id, idNumber, name, readId: visit.lookUpId }
  const answer = await central.withdrawElsewhere({ ...who, ...foundElsewhere })
  if (!answer.ok) return refuse(answer.failure.code)
  const { withdrawal, operation: today } = answer.value
  core.commit([{ type: 'withdrawal-answered', withdrawalId, answer: withdrawal }])
  if (withdrawal !== 'cancelled' && withdrawal !== 'waiting') return ok({ withdrawal, today, printed: null })
  const number = 'number' in foundElsewhere ? foundElsewhere.number : null
  const slip = withdrawalSlip(core, clerk.name, { member: visit.person, number, withdrawal, today })
  const paper = await printLeaflet(core, {
    leaflet: 'withdrawal',
    slip,
    clerk: clerk.id,
    printedIn: visit.id,
  })
  return ok({ withdrawal, today, printed: paper.ok ? paper.value.title : null })
}
