import type { VisitId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { refreshFacts } from './refresh-facts'
import { currentClerk } from './sign-in'
import { forgetTriage } from './triage'

/**
 * 人证一致 or not, by the clerk's key. Not the same person: the visit ends, nothing else happens.
 * Errors: `sign-in.needed`, `visit.none-open`.
 */
export function confirmPerson(core: Core, visitId: VisitId, same: boolean): ServiceResult<null> {
  return withOpenVisit(core, visitId, (visit, clerk) => {
    if (same && visit.confirmedAt !== null) return
    core.commit([
      { type: 'person-confirmed', visitId, clerk, same },
      ...(same ? [] : [{ type: 'visit-ended' as const, visitId, clerk }]),
    ])
    if (!same) forget(core, visitId)
  })
}

/** 先放下: the visit waits on home until it is taken up again. Errors: `sign-in.needed`, `visit.none-open`. */
export function parkVisit(core: Core, visitId: VisitId): ServiceResult<null> {
  return withOpenVisit(core, visitId, (_visit, clerk) => {
    core.commit([{ type: 'visit-parked', visitId, clerk }])
    forgetMoment(core)
  })
}

/** Ends the visit; drafts that nobody took stay drafts. Errors: `sign-in.needed`, `visit.none-open`. */
export function endVisit(core: Core, visitId: VisitId): ServiceResult<null> {
  return withOpenVisit(core, visitId, (_visit, clerk) => {
    core.commit([{ type: 'visit-ended', visitId, clerk }])
    forget(core, visitId)
  })
}

/**
 * 接着办: 人证一致 is asked again, for nobody watched in between.
 * Errors: `sign-in.needed`, `visit.none-open` (no such parked visit), `visit.other-open`.
 */
export function resumeVisit(core: Core, visitId: VisitId): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const open = core.projection.openVisit()
  if (open?.id === visitId) return ok(null)
  if (open !== null) return refuse('visit.other-open')
  if (core.projection.visit(visitId)?.state !== 'parked') return refuse('visit.none-open')
  core.commit([{ type: 'visit-resumed', visitId, clerk: clerk.id }])
  refreshFacts(core, visitId)
  return ok(null)
}

function withOpenVisit(
  core: Core,
  visitId: VisitId,
  act: (visit: VisitRecord, clerk: NonNullable<ReturnType<typeof currentClerk>>['id']) => void,
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit?.id !== visitId) {
    const past = core.projection.visit(visitId)
    return past === null || past.state === 'open' ? refuse('visit.none-open') : ok(null)
  }
  act(visit, clerk.id)
  return ok(null)
}

/** What was known of the visit in memory only. */
function forget(core: Core, visitId: VisitId): void {
  forgetMoment(core)
  core.moment.payeeCards.delete(visitId)
  core.moment.householdCards.delete(visitId)
  core.moment.agentCards.delete(visitId)
  core.changed()
}

/** What belongs to whoever was served: nothing of it may be there for the next one. */
export function forgetMoment({ moment, codes }: Core): void {
  forgetTriage({ moment })
  moment.card = null
  moment.records = null
  moment.shown = []
  moment.otherCard = null
  codes.drop()
}
