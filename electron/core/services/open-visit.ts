import type { ClerkId, VisitId } from '../../../shared/domain/ids'
import type { CardEvidence, Person } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { timedId } from '../crypto'
import { refreshFacts } from './refresh-facts'

/** Opens a visit for the person, durably, and asks the centre what it knows. */
export function openVisit(core: Core, clerk: ClerkId, person: Person, evidence: CardEvidence): void {
  const visitId = timedId(core.clock.now()) as VisitId
  core.commit([{ type: 'visit-opened', visitId, clerk, person, evidence }])
  core.moment.otherCard = null
  core.moment.shown = []
  refreshFacts(core, visitId)
}
